using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>The CNN volatility predictor beside yesterday, the mean of seven days, and the heterogeneous autoregression.</summary>
internal sealed class VolatilityReport : SequenceReport
{
    private static readonly string[] s_measures = ["Standard deviation of the 24 prices", "TB4"];

    /// <inheritdoc/>
    public override string Name => "volatility";

    /// <inheritdoc/>
    protected override string Title => "CNN volatility predictor: how much tomorrow's prices will move";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> About =>
        [
            "Standard deviation of tomorrow's 24 prices, and TB4: the mean of the four highest hours less the mean of the four lowest. **Model:** convolutions over the last 28 days by 24 hours "
                + "(price and exogenous forecasts), joined with the terms of HAR and the exogenous forecasts of the day; up to 1,456 days. **References:** yesterday's measure (naive), the mean of seven "
                + "days, and the heterogeneous autoregression of Corsi (2009), HAR: least squares on the measure yesterday and its means over 7 and 28 days, on the same scale, recalibrated each day "
                + "(the simple model). HAR knows prices alone, the network the exogenous forecasts of tomorrow too.",
        ];

    /// <inheritdoc/>
    protected override IReadOnlyList<ReportTable> Tables(Dictionary<string, List<ReportRow>> rows) =>
        [
            .. s_measures.Select(m => new ReportTable(
                m,
                ["market", "model"],
                ["MAE", "DM over yesterday", "DM over HAR"],
                [3, 2, 2],
                rows.GetValueOrDefault(m) ?? []
            )),
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
        var (networkOf, seconds) = Train(panel, first, d => SequenceModels.Volatility(panel, d, seed, cancellationToken));
        int[] days = [.. Enumerable.Range(first, panel.Days - first)];
        var measured = panel.Prices.Select(DayVolatility.Measure).ToArray();
        var answers = days.Select(d => networkOf(d).Forecast(panel, d)).ToArray();
        for (var m = 0; m < s_measures.Length; m++)
        {
            var measure = m;
            var yesterday = Errors(d => measured[d - 1][measure]);
            var har = Errors(d => HeterogeneousAutoregression.Forecast(panel, d, measure, networkOf(d).Scale));
            var table = rows.TryGetValue(s_measures[m], out var known) ? known : (rows[s_measures[m]] = []);
            foreach (
                var (name, errors) in new[]
                {
                    ("yesterday", yesterday),
                    ("mean of 7 days", Errors(d => Enumerable.Range(1, 7).Average(lag => measured[d - lag][measure]))),
                    ("HAR", har),
                    ("cnn", Errors(d => answers[d - first][measure])),
                }
            )
            {
                table.Add(new([market, name], [BlockBootstrap.Mean(errors, seed), Against(yesterday, errors), Against(har, errors)]));
            }

            double[] Errors(Func<int, double> forecast) => [.. days.Select(d => Math.Abs(measured[d][measure] - forecast(d)))];
        }

        return seconds;
    }

    private static Measured? Against(double[] other, double[] errors) =>
        !ReferenceEquals(other, errors) && DieboldMariano.Statistic(other, errors) is { } statistic
            ? new Measured(statistic, double.NaN, double.NaN)
            : null;
}

/// <summary>
/// HAR (Corsi 2009): least squares of the scaled measure on itself yesterday and on its means over 7 and 28 days, on the window of the network.
/// </summary>
internal static class HeterogeneousAutoregression
{
    private const int Terms = 4;
    private const double Steady = 1e-6;

    /// <summary>The measure (0 standard deviation, 1 TB4) of a day from the days before it.</summary>
    public static double Forecast(DailyPanel panel, int day, int measure, DayVolatility scale)
    {
        var start = Math.Max(0, day - SequenceModels.VolatilityPlan.WindowDays);
        var scaled = Enumerable.Range(start, day - start).Select(d => (double)scale.Scaled(panel.Prices[d])[measure]).ToArray();
        var (square, product) = (new double[Terms][], new double[Terms]);
        for (var i = 0; i < Terms; i++)
        {
            square[i] = new double[i + 1];
        }

        for (var d = VolatilityDesign.Past; d < scaled.Length; d++)
        {
            var row = Row(scaled, d);
            for (var i = 0; i < Terms; i++)
            {
                product[i] += row[i] * scaled[d];
                for (var j = 0; j <= i; j++)
                {
                    square[i][j] += row[i] * row[j];
                }
            }
        }

        var solution = Cholesky.Solve(square, Steady, product);
        return scale.Unscaled(measure, Row(scaled, scaled.Length).Zip(solution, (a, b) => a * b).Sum());
    }

    private static double[] Row(double[] scaled, int day) =>
        [1, scaled[day - 1], scaled[(day - 7)..day].Average(), scaled[(day - VolatilityDesign.Past)..day].Average()];
}
