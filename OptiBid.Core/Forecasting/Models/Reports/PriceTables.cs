using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Models.Reports;

/// <summary>Hourly prices by a network beside the naive forecasts and ridge, and daily means ahead where the network gives them.</summary>
internal sealed class PriceTables(IForecasterCatalog catalog, DailyPanel panel, int first)
{
    private const int BootstrapSeed = 1;
    private const string Mae = "MAE";
    private const string Pinball = "pinball";
    private const string Covered50 = "in 50 %";
    private const string Covered90 = "in 90 %";
    private const string AgainstNaive = "DM over naive-dow";
    private const string AgainstRidge = "DM over ridge";
    private static readonly string[] s_simple = ["naive-daily", "naive-weekly", "naive-dow", "ridge"];
    private readonly int[] _days = [.. Enumerable.Range(first, panel.Days - first)];

    /// <summary>The tables.</summary>
    public IReadOnlyList<NetworkReportTable> Of(string name, Func<int, TrainedNetwork> networkOf, CancellationToken cancellationToken)
    {
        var answers = _days.Select(d => networkOf(d).Answer(panel, d)).ToList();
        var quantiles = _days.Select((d, i) => networkOf(d).Prices(answers[i][0], panel, d)).ToList();
        var losses = s_simple.ToDictionary(m => m, m => DailyErrors(Simple(m, cancellationToken)), StringComparer.Ordinal);
        losses[name] = DailyErrors([.. quantiles.Select(q => q.Select(h => h[QuantileHead.Median]).ToArray())]);
        var rows = losses
            .Select(l => new NetworkReportRow(l.Key, Figures(l.Key, l.Value, losses, l.Key == name ? quantiles : null)))
            .ToList();
        var hourly = new NetworkReportTable(
            "Hourly prices of the next day",
            [Mae, Pinball, Covered50, Covered90, AgainstNaive, AgainstRidge],
            rows
        );
        return answers[0].Length == 1 ? [hourly] : [hourly, Means(name, networkOf, answers)];
    }

    private double[][] Simple(string name, CancellationToken cancellationToken)
    {
        var model = catalog.Find(name)!;
        IForecaster fixedOne = model is ITunedForecaster tuned ? tuned.Fix(panel, first, 1, cancellationToken) : model;
        return [.. _days.Select(d => fixedOne.Forecast(panel, d, cancellationToken)!)];
    }

    private double[] DailyErrors(double[][] forecasts) =>
        [.. _days.Select((d, i) => panel.Prices[d].Zip(forecasts[i], (a, f) => Math.Abs(a - f)).Average())];

    private Dictionary<string, Measured> Figures(
        string name,
        double[] errors,
        Dictionary<string, double[]> losses,
        List<double[][]>? quantiles
    )
    {
        var figures = new Dictionary<string, Measured>(StringComparer.Ordinal) { [Mae] = BlockBootstrap.Mean(errors, BootstrapSeed) };
        foreach (var (column, other) in new[] { (AgainstNaive, "naive-dow"), (AgainstRidge, "ridge") })
        {
            if (other != name && DieboldMariano.Statistic(losses[other], errors) is { } statistic)
            {
                figures[column] = new(statistic, double.NaN, double.NaN);
            }
        }

        if (quantiles is not null)
        {
            var (low50, high50, low90, high90) = (2, 4, 0, 6);
            figures[Pinball] = BlockBootstrap.Mean([.. _days.Select((d, i) => Loss(panel.Prices[d], quantiles[i]))], BootstrapSeed);
            figures[Covered50] = BlockBootstrap.Mean(
                [.. _days.Select((d, i) => Inside(panel.Prices[d], quantiles[i], low50, high50))],
                BootstrapSeed
            );
            figures[Covered90] = BlockBootstrap.Mean(
                [.. _days.Select((d, i) => Inside(panel.Prices[d], quantiles[i], low90, high90))],
                BootstrapSeed
            );
        }

        return figures;
    }

    /// <summary>Mean prices of the day (0) and the six after it. Naive: the same day of the week before, which is known.</summary>
    private NetworkReportTable Means(string name, Func<int, TrainedNetwork> networkOf, List<float[][]> answers)
    {
        var columns = Enumerable.Range(0, TransformerDesign.Horizon).Select(k => k == 0 ? "MAE D" : $"MAE D+{k}").ToList();
        var (own, naive, last) = (
            new Dictionary<string, Measured>(),
            new Dictionary<string, Measured>(),
            new Dictionary<string, Measured>()
        );
        for (var k = 0; k < columns.Count; k++)
        {
            var (errors, weekly, daily) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < _days.Length && _days[i] + k < panel.Days; i++)
            {
                var day = _days[i];
                var actual = panel.Prices[day + k].Average();
                errors.Add(Math.Abs(actual - networkOf(day).DailyMeans(answers[i][1], panel, day)[k][QuantileHead.Median]));
                weekly.Add(Math.Abs(actual - panel.Prices[day + k - 7].Average()));
                daily.Add(Math.Abs(actual - panel.Prices[day - 1].Average()));
            }

            own[columns[k]] = BlockBootstrap.Mean(errors, BootstrapSeed);
            naive[columns[k]] = BlockBootstrap.Mean(weekly, BootstrapSeed);
            last[columns[k]] = BlockBootstrap.Mean(daily, BootstrapSeed);
        }

        return new(
            "Mean price of the day and of the days after it",
            columns,
            [new("mean of D-1", last), new("mean of a week before", naive), new(name, own)]
        );
    }

    private static double Loss(double[] prices, double[][] quantiles)
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

    private static double Inside(double[] prices, double[][] quantiles, int low, int high) =>
        100.0 * prices.Where((p, h) => p >= quantiles[h][low] && p <= quantiles[h][high]).Count() / prices.Length;
}
