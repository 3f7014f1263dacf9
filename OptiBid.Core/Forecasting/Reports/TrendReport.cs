using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>The trend analyser on the test splits of the EPF benchmark, beside the weekday and ridge.</summary>
internal sealed class TrendReport(IForecasterCatalog catalog) : IModelReporter
{
    private const string Ridge = "ridge-364";
    private const int Year = 364;
    private static readonly string[] s_models =
    [
        "no change",
        "weekday",
        Ridge,
        .. BoostingTrainers.All.Select(t => $"boosted trees ({t.Name})"),
    ];

    /// <inheritdoc/>
    public string Name => "trend";

    /// <inheritdoc/>
    public Task<Result<ModelReport>> RunAsync(ReportRequest request, IProgress<string>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Run(request, progress, cancellationToken), cancellationToken);

    private Result<ModelReport> Run(ReportRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var markets = EpfMarkets.Read(request.DataFolder);
        if (markets.Failure is { } failure)
        {
            return failure;
        }

        var rows = new List<ReportRow>();
        foreach (var (name, _, panel) in markets.Value)
        {
            progress?.Report(name);
            Add(rows, name, Walk(panel, cancellationToken), request.Seed);
        }

        return new ModelReport(
            Name,
            "Trend analyser: where the daily mean price goes",
            About(),
            [
                new(
                    "Over the test split",
                    ["market", "model"],
                    ["direction right %", "Brier score of a rise", "MAE of the change", "MAE less that of ridge"],
                    [1, 4, 3, 3],
                    rows
                ),
            ],
            [.. markets.Value.Select(m => EpfMarkets.Source(request.DataFolder, m.File))],
            request.Seed,
            clock.Elapsed.TotalSeconds
        );
    }

    private List<TrendDay> Walk(DailyPanel panel, CancellationToken cancellationToken)
    {
        var guard = new LeakageGuard(panel);
        var ridge = catalog.Find(Ridge)!;
        var means = panel.Prices.Select(p => p.Average()).ToArray();
        var first = panel.Days - EpfMarkets.TestDays;
        if (ridge is ITunedForecaster tuned)
        {
            ridge = tuned.Fix(guard.View(first).Panel, first, 1, cancellationToken);
        }

        var analysers = BoostingTrainers.All.Select(t => new TrendAnalyser(t)).ToList();
        var days = new List<TrendDay>();
        for (var d = first; d < panel.Days; d++)
        {
            var seen = guard.View(d).Panel;
            var trends = analysers.ConvertAll(a => a.Analyse(seen, d, cancellationToken)!);
            var forecast = ridge.Forecast(seen, d, cancellationToken)!.Average() - means[d - 1];
            var (up, change) = Weekday(means, d);
            days.Add(
                new(
                    means[d] - means[d - 1],
                    [(null, 0), (up, change), (null, forecast), .. trends.Select(t => ((double?)t.UpProbability, t.Change))],
                    [null, up > 0.5, forecast > 0, .. trends.Select(t => (bool?)(t.UpProbability > 0.5))]
                )
            );
        }

        return days;
    }

    /// <summary>How often, and by how much as a median, the mean rose on the same weekday over the year before.</summary>
    private static (double Up, double Change) Weekday(double[] means, int day)
    {
        var changes = Enumerable.Range(1, Year / 7).Select(k => means[day - (7 * k)] - means[day - (7 * k) - 1]).Order().ToArray();
        return (changes.Count(c => c > 0) / (double)changes.Length, (changes[(changes.Length - 1) / 2] + changes[changes.Length / 2]) / 2);
    }

    private static void Add(List<ReportRow> rows, string market, List<TrendDay> days, int seed)
    {
        for (var m = 0; m < s_models.Length; m++)
        {
            var errors = days.Select(d => Math.Abs(d.Change - d.Sizes[m].Change)).ToArray();
            var against = days.Select((d, i) => errors[i] - Math.Abs(d.Change - d.Sizes[2].Change)).ToArray();
            rows.Add(
                new(
                    [market, s_models[m]],
                    [
                        days[0].Rises[m] is null
                            ? null
                            : BlockBootstrap.Mean([.. days.Select(d => d.Rises[m] == d.Change > 0 ? 100.0 : 0)], seed),
                        days[0].Sizes[m].Up is null
                            ? null
                            : BlockBootstrap.Mean([.. days.Select(d => Math.Pow(d.Sizes[m].Up!.Value - (d.Change > 0 ? 1 : 0), 2))], seed),
                        BlockBootstrap.Mean(errors, seed),
                        m == 2 ? null : BlockBootstrap.Mean(against, seed),
                    ]
                )
            );
        }
    }

    private static string[] About() =>
        [
            "Before the gate of a day closes: the probability that its mean price is above that of the day before, and the median of the change, in the currency of the market per MWh.",
            FormattableString.Invariant(
                $"**Model:** gradient boosted trees by second derivatives on point-in-time features of days, depth 3, number of trees by early stopping on the last days; logistic loss for the direction, absolute loss for the size; fitted every {TrendModel.EveryDays} days of the calendar on up to four years. "
            )
                + "Trained by XGBoost where its library is installed, else by LightGBM where it loads, else by our own code; each that this machine has is a row, the first is the one that is used. "
                + "**References:** no change (naive), what the same weekday did over the year before, and the difference that the hourly forecasts of ridge on 364 days make (the simple model).",
            "Measured over the last 728 days of each market, each day from what was public before its gate (the leakage guard cuts the rest away). No setting was chosen on these days. "
                + "Intervals by block bootstrap over weeks of days; above zero in the last column ridge is better.",
        ];

    private sealed record TrendDay(double Change, (double? Up, double Change)[] Sizes, bool?[] Rises);
}
