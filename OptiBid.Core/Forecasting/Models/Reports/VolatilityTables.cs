using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Models.Reports;

/// <summary>How much tomorrow's prices move, by the network beside yesterday, the mean of seven days, and the heterogeneous autoregression (Corsi 2009).</summary>
internal static class VolatilityTables
{
    private const int BootstrapSeed = 1;
    private const string Mae = "MAE";
    private const string AgainstHar = "DM over HAR";
    private static readonly string[] s_measures = ["Standard deviation of the 24 prices", "TB4"];

    /// <summary>The tables.</summary>
    public static IReadOnlyList<NetworkReportTable> Of(
        DailyPanel panel,
        int first,
        Func<int, (TrainedNetwork Network, DayVolatility Scale)> of
    )
    {
        int[] days = [.. Enumerable.Range(first, panel.Days - first)];
        var measured = panel.Prices.Select(DayVolatility.Measure).ToArray();
        var answers = days.Select(d => of(d).Network.Answer(panel, d)[0]).ToArray();
        return [.. s_measures.Select((title, m) => Table(title, m))];

        NetworkReportTable Table(string title, int m)
        {
            var models = new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                ["yesterday"] = Errors(d => measured[d - 1][m]),
                ["mean of 7 days"] = Errors(d => Enumerable.Range(1, 7).Average(lag => measured[d - lag][m])),
                ["HAR"] = Errors(Har(panel, m, d => of(d).Scale)),
                ["cnn-volatility"] = Errors(d => of(d).Scale.Unscaled(m, answers[d - first][m])),
            };
            return new(title, [Mae, AgainstHar], [.. models.Select(e => new NetworkReportRow(e.Key, Figures(e.Value, models["HAR"])))]);

            double[] Errors(Func<int, double> forecast) => [.. days.Select(d => Math.Abs(measured[d][m] - forecast(d)))];
        }
    }

    /// <summary>
    /// Least squares of the scaled measure on itself yesterday and its means over 7 and 28 days, calibrated each day on the window of the network.
    /// </summary>
    private static Func<int, double> Har(DailyPanel panel, int measure, Func<int, DayVolatility> scaleOf)
    {
        const int Terms = 4;
        var window = SequenceModels.VolatilityPlan.WindowDays;
        return day =>
        {
            var scale = scaleOf(day);
            var start = Math.Max(0, day - window);
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

            var solution = Cholesky.Solve(square, 1e-6, product);
            return scale.Unscaled(measure, Row(scaled, scaled.Length).Zip(solution, (a, b) => a * b).Sum());
        };

        static double[] Row(double[] scaled, int day) =>
            [1, scaled[day - 1], scaled[(day - 7)..day].Average(), scaled[(day - VolatilityDesign.Past)..day].Average()];
    }

    private static Dictionary<string, Measured> Figures(double[] errors, double[] har)
    {
        var figures = new Dictionary<string, Measured>(StringComparer.Ordinal) { [Mae] = BlockBootstrap.Mean(errors, BootstrapSeed) };
        if (!ReferenceEquals(errors, har) && DieboldMariano.Statistic(har, errors) is { } statistic)
        {
            figures[AgainstHar] = new(statistic, double.NaN, double.NaN);
        }

        return figures;
    }
}
