using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Uncertainty;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>Makes the predictive quantiles of a backtest day by day, each from the days before it alone, and scores them.</summary>
internal static class QuantilePass
{
    /// <summary>The report with its quantiles.</summary>
    /// <param name="report">The report of the point forecasts.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="forecasts">Days in order, those before the first scored day included.</param>
    /// <param name="cancellationToken">Ends the pass between two days.</param>
    public static BacktestReport AddTo(
        BacktestReport report,
        BacktestRequest request,
        IReadOnlyList<(int Day, double[] Point, double[][] Members)> forecasts,
        CancellationToken cancellationToken
    )
    {
        var panel = request.Panel;
        var wanted = report.Days.Select(d => panel.IndexOf(d.Day)).ToHashSet();
        IQuantileMethod[] methods = [new ConformalQuantiles(), new QuantileAveraging(Math.Max(1, request.Threads))];
        var made = methods.Select(_ => new List<double[][]>(wanted.Count)).ToArray();
        foreach (var (day, point, members) in forecasts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var m = 0; m < methods.Length; m++)
            {
                if (wanted.Contains(day))
                {
                    made[m].Add(methods[m].Quantiles(point, members)!);
                }

                // A day without all its prices teaches nothing.
                if (!request.NotScored.Contains(panel.FirstDay.AddDays(day)))
                {
                    methods[m].Observe(point, members, panel.Prices[day]);
                }
            }
        }

        var actual = report.Days.SelectMany(d => d.Actual).ToList();
        return report with
        {
            Days = [.. report.Days.Select((d, i) => d with { Quantiles = [.. made[0][i].Select(Kept)] })],
            Quantiles =
            [
                .. methods.Select(
                    (m, i) =>
                        new QuantileOutcome(
                            m.Name,
                            ProbabilisticErrors.Of(actual, [.. made[i].SelectMany(q => q)]),
                            [.. report.Days.Select((d, n) => ProbabilisticErrors.Of(d.Actual, made[i][n]).Crps)]
                        )
                ),
            ],
        };
    }

    private static double[] Kept(double[] hour) => [.. QuantileLevels.Kept.Select(q => hour[q - 1])];
}
