using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Core.Markets.Import;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>The risk assessor on the test splits of the EPF benchmark, beside climatology and logistic regression.</summary>
internal sealed class RiskReport(IReadSeriesFiles files) : IModelReporter
{
    private const double Penalty = 10;
    private const int Day = 24;
    private static readonly string[] s_models =
    [
        "climatology by hour",
        "logistic regression",
        "random forest, not calibrated",
        "random forest",
    ];

    /// <inheritdoc/>
    public string Name => "risk";

    /// <inheritdoc/>
    public async Task<Result<ModelReport>> RunAsync(ReportRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var markets = await new RiskMarkets(files).ReadAsync(request.DataFolder, cancellationToken);
        return markets.Failure is { } failure
            ? failure
            : await Task.Run(() => Run(markets.Value, request, progress, clock, cancellationToken), cancellationToken);
    }

    private static ModelReport Run(
        List<RiskMarket> markets,
        ReportRequest request,
        IProgress<string>? progress,
        Stopwatch clock,
        CancellationToken cancellationToken
    )
    {
        var (scores, reliability) = (new List<ReportRow>(), new List<ReportRow>());
        foreach (var (name, _, panel, testDays) in markets)
        {
            var test = panel.Days - testDays;
            var first = Math.Max(SpikeLevels.Days, test - RiskModel.MostDays);
            var rows = RiskRows.Of(panel, first, panel.Days - first);
            foreach (var risk in Enum.GetValues<RiskEvent>())
            {
                progress?.Report($"{name}: {risk}");
                var probabilities = Walk(rows, risk, test, panel.FirstDay.AddDays(test).DayNumber, request.Seed, cancellationToken);
                var happened = rows.Happened(risk, test, rows.EndDay);
                Add(scores, name, risk, probabilities, happened, request.Seed);
                reliability.AddRange(
                    ProbabilityScores
                        .Reliability(probabilities[^1], happened)
                        .Select(r => new ReportRow(
                            [name, risk.ToString(), FormattableString.Invariant($"{r.From:P0} to {r.To:P0}")],
                            [Plain(r.N), Plain(100 * r.Forecast), Plain(100 * r.Happened)]
                        ))
                );
            }
        }

        return new ModelReport(
            "risk",
            "Risk assessor: probability of a price spike and of a negative price",
            About(),
            [
                new(
                    "Scores over the test split",
                    ["market", "event", "model"],
                    ["hours it happened", "Brier score x 1000", "skill against climatology", "skill against logistic regression", "AUC"],
                    [0, 3, 3, 3, 3],
                    scores
                ),
                new(
                    "Reliability of the forest",
                    ["market", "event", "probability"],
                    ["hours", "mean forecast %", "happened %"],
                    [0, 2, 2],
                    reliability
                ),
            ],
            [.. markets.SelectMany(m => m.Files).Distinct().Select(f => EpfMarkets.Source(request.DataFolder, f))],
            request.Seed,
            clock.Elapsed.TotalSeconds
        );
    }

    /// <summary>Probabilities of each model for every hour of the test split, each from models fitted before its period.</summary>
    private static float[][] Walk(
        RiskRows rows,
        RiskEvent risk,
        int test,
        int firstDayNumber,
        int seed,
        CancellationToken cancellationToken
    )
    {
        var hours = (rows.EndDay - test) * Day;
        var probabilities = s_models.Select(_ => new float[hours]).ToArray();
        for (var day = test; day < rows.EndDay; )
        {
            var end = Math.Min(rows.EndDay, day + RiskModel.EveryDays - ((firstDayNumber + day - test) % RiskModel.EveryDays));
            var first = RiskModel.FirstDay(rows, day);
            var happened = rows.Happened(risk, first, day);
            var forest = RiskModel.Fit(rows, risk, day, new() { Seed = seed }, cancellationToken);
            var logistic = LogisticRegression.Fit(rows.Values(first, day), rows.Table.Width, happened, Penalty, cancellationToken);
            for (var d = day; d < end; d++)
            {
                for (var h = 0; h < Day; h++)
                {
                    var at = ((d - test) * Day) + h;
                    var row = rows.Row(d, h);
                    probabilities[0][at] = (float)Enumerable.Range(0, day - first).Average(k => happened[(k * Day) + h]);
                    probabilities[1][at] = logistic.Score(row);
                    probabilities[2][at] = forest.Raw(row);
                    probabilities[3][at] = forest.Probability(row);
                }
            }

            day = end;
        }

        return probabilities;
    }

    private static void Add(List<ReportRow> rows, string market, RiskEvent risk, float[][] probabilities, float[] happened, int seed)
    {
        var brier = probabilities.Select(p => ProbabilityScores.DailyBrier(p, happened, Day)).ToArray();
        for (var m = 0; m < s_models.Length; m++)
        {
            rows.Add(
                new(
                    [market, risk.ToString(), s_models[m]],
                    [
                        Plain(happened.Sum()),
                        BlockBootstrap.Mean([.. brier[m].Select(b => 1000 * b)], seed),
                        m == 0 ? null : BlockBootstrap.Skill(brier[m], brier[0], seed),
                        m == 1 ? null : BlockBootstrap.Skill(brier[m], brier[1], seed),
                        ProbabilityScores.Auc(probabilities[m], happened, Day, seed),
                    ]
                )
            );
        }
    }

    private static Measured Plain(double value) => new(value, double.NaN, double.NaN);

    private static string[] About() =>
        [
            "For each hour of the next day, before the gate closes: the probability that the price is a spike, and that it is below zero. "
                + "**Spike:** the hours of a day are six sets of four (HE 1 to 4, 5 to 8, ...); the level of a set on day D is the 95th percentile "
                + "of the prices of its four hours on the days D-364 to D-1; a price above it is a spike.",
            FormattableString.Invariant(
                $"**Model:** 100 trees on point-in-time features, each grown on days drawn with replacement, fitted every {RiskModel.EveryDays} days on up to {RiskModel.MostDays} days before; "
            )
                + "calibrated by isotonic regression on the days that a tree did not see. **References:** how often it happened in that hour over the same days "
                + "(climatology), and logistic regression on the same features (penalty 10, not tuned).",
            "Measured over the last 728 days of the markets of the EPF benchmark, which no choice of settings used, and over the last 275 days of 2021 and 2022 of two hubs of ERCOT, of prices alone. Skill is one less the ratio of Brier scores. "
                + "Intervals by block bootstrap over weeks of days. Negative prices are rare in the markets of the benchmark: see the number of hours before the scores.",
        ];
}
