using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>The LSTM price forecaster.</summary>
internal sealed class LstmReport(IForecasterCatalog catalog) : PriceReport(catalog)
{
    /// <inheritdoc/>
    public override string Name => "lstm";

    /// <inheritdoc/>
    protected override string Title => "LSTM price forecaster: quantiles of the 24 hours of tomorrow";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> About =>
        [
            "**Model:** long short-term memory that reads the last 168 hours (price, exogenous forecasts, hour) and goes on over the 24 hours of the day with what is known of each; "
                + "seven quantiles an hour, the median is the forecast. One network, 1,092 days. **References:** the naive forecasts, and ridge on four windows, recalibrated each day (the simple model).",
        ];

    /// <inheritdoc/>
    protected override SequenceForecaster Model(int seed) => SequenceModels.Lstm(seed);
}

/// <summary>The Transformer market analyser.</summary>
internal sealed class TransformerReport(IForecasterCatalog catalog) : PriceReport(catalog)
{
    private const string Means = "means";

    /// <inheritdoc/>
    public override string Name => "transformer";

    /// <inheritdoc/>
    protected override string Title => "Transformer market analyser: tomorrow's hours and the week from it";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> About =>
        [
            "**Model:** encoder over the last 31 days and the day itself, one token a day; seven quantiles for each hour of the day and for the mean price of the day and the six after it, for which "
                + "only what is known of the day itself is used. One network, 1,456 days. **References:** the naive forecasts, ridge on four windows recalibrated each day (the simple model); for the "
                + "daily means the mean of the day before and that of the same day of the week before.",
        ];

    /// <inheritdoc/>
    protected override SequenceForecaster Model(int seed) => SequenceModels.Transformer(seed);

    /// <inheritdoc/>
    protected override IReadOnlyList<ReportTable> Tables(Dictionary<string, List<ReportRow>> rows) =>
        [
            .. base.Tables(rows),
            new(
                "Mean price of the day and of the six after it, MAE",
                ["market", "model"],
                [.. Enumerable.Range(0, TransformerDesign.Horizon).Select(k => k == 0 ? "D" : $"D+{k}")],
                [.. Enumerable.Repeat(3, TransformerDesign.Horizon)],
                rows.GetValueOrDefault(Means) ?? []
            ),
        ];

    /// <inheritdoc/>
    protected override void More(
        string market,
        DailyPanel panel,
        int first,
        int seed,
        Func<int, TrainedNetwork> networkOf,
        Dictionary<string, List<ReportRow>> rows
    )
    {
        var forecasts = Enumerable
            .Range(first, panel.Days - first)
            .Select(d => networkOf(d).DailyMeans(networkOf(d).Answer(panel, d)[1], panel, d))
            .ToList();
        var table = rows.TryGetValue(Means, out var known) ? known : (rows[Means] = []);
        table.Add(new([market, "mean of D-1"], Row((d, _) => panel.Prices[d - 1].Average())));
        table.Add(new([market, "mean of the week before"], Row((d, k) => panel.Prices[d + k - 7].Average())));
        table.Add(new([market, Name], Row((d, k) => forecasts[d - first][k][QuantileHead.Median])));

        List<Measured?> Row(Func<int, int, double> forecast) =>
            [
                .. Enumerable
                    .Range(0, TransformerDesign.Horizon)
                    .Select(k =>
                        (Measured?)
                            BlockBootstrap.Mean(
                                [
                                    .. Enumerable
                                        .Range(first, panel.Days - first - k)
                                        .Select(d => Math.Abs(panel.Prices[d + k].Average() - forecast(d, k))),
                                ],
                                seed
                            )
                    ),
            ];
    }
}

/// <summary>Hourly prices by a network beside the naive forecasts and ridge.</summary>
internal abstract class PriceReport(IForecasterCatalog catalog) : SequenceReport
{
    private const string Hours = "hours";
    private static readonly string[] s_simple = ["naive-daily", "naive-weekly", "naive-dow", "ridge"];

    /// <summary>The model.</summary>
    protected abstract SequenceForecaster Model(int seed);

    /// <summary>Adds rows to tables of its own.</summary>
    protected virtual void More(
        string market,
        DailyPanel panel,
        int first,
        int seed,
        Func<int, TrainedNetwork> networkOf,
        Dictionary<string, List<ReportRow>> rows
    ) { }

    /// <inheritdoc/>
    protected override IReadOnlyList<ReportTable> Tables(Dictionary<string, List<ReportRow>> rows) =>
        [
            new(
                "Hourly prices of the next day",
                ["market", "model"],
                ["MAE", "pinball loss", "inside 50 %", "inside 90 %", "DM over naive-dow", "DM over ridge"],
                [3, 3, 1, 1, 2, 2],
                rows.GetValueOrDefault(Hours) ?? []
            ),
        ];

    /// <inheritdoc/>
    internal override double Measure(
        string market,
        DailyPanel panel,
        int first,
        int seed,
        Dictionary<string, List<ReportRow>> rows,
        CancellationToken cancellationToken
    )
    {
        var model = Model(seed);
        var (networkOf, seconds) = Train(panel, first, d => model.Train(panel, d, cancellationToken));
        int[] days = [.. Enumerable.Range(first, panel.Days - first)];
        var quantiles = days.Select(d => networkOf(d).Prices(networkOf(d).Answer(panel, d)[0], panel, d)).ToList();
        var errors = s_simple.ToDictionary(m => m, m => Errors(Simple(m)), StringComparer.Ordinal);
        errors[Name] = Errors([.. quantiles.Select(q => q.Select(h => h[QuantileHead.Median]).ToArray())]);
        var table = rows.TryGetValue(Hours, out var known) ? known : (rows[Hours] = []);
        foreach (var (name, own) in errors)
        {
            var isNetwork = name == Name;
            table.Add(
                new(
                    [market, name],
                    [
                        BlockBootstrap.Mean(own, seed),
                        isNetwork ? OverDays(QuantileScores.Pinball) : null,
                        isNetwork ? OverDays((p, q) => QuantileScores.Inside(p, q, 2, 4)) : null,
                        isNetwork ? OverDays((p, q) => QuantileScores.Inside(p, q, 0, 6)) : null,
                        Against("naive-dow", name, own),
                        Against("ridge", name, own),
                    ]
                )
            );
        }

        More(market, panel, first, seed, networkOf, rows);
        return seconds;

        double[][] Simple(string name)
        {
            var simple = catalog.Find(name)!;
            IForecaster fixedOne = simple is ITunedForecaster tuned ? tuned.Fix(panel, first, 1, cancellationToken) : simple;
            return [.. days.Select(d => fixedOne.Forecast(panel, d, cancellationToken)!)];
        }

        double[] Errors(double[][] forecasts) =>
            [.. days.Select((d, i) => panel.Prices[d].Zip(forecasts[i], (a, f) => Math.Abs(a - f)).Average())];

        Measured OverDays(Func<double[], double[][], double> score) =>
            BlockBootstrap.Mean([.. days.Select((d, i) => score(panel.Prices[d], quantiles[i]))], seed);

        Measured? Against(string other, string name, double[] own) =>
            other != name && DieboldMariano.Statistic(errors[other], own) is { } statistic
                ? new Measured(statistic, double.NaN, double.NaN)
                : null;
    }
}

/// <summary>Scores of the quantiles of a day.</summary>
internal static class QuantileScores
{
    /// <summary>Mean pinball loss over hours and levels.</summary>
    public static double Pinball(double[] prices, double[][] quantiles)
    {
        var sum = 0.0;
        for (var h = 0; h < prices.Length; h++)
        {
            for (var k = 0; k < QuantileHead.Levels.Length; k++)
            {
                var miss = prices[h] - quantiles[h][k];
                sum += Math.Max(QuantileHead.Levels[k] * miss, (QuantileHead.Levels[k] - 1) * miss);
            }
        }

        return sum / (prices.Length * QuantileHead.Levels.Length);
    }

    /// <summary>Percent of hours whose price lies between two of the levels.</summary>
    public static double Inside(double[] prices, double[][] quantiles, int low, int high) =>
        100.0 * prices.Where((p, h) => p >= quantiles[h][low] && p <= quantiles[h][high]).Count() / prices.Length;
}
