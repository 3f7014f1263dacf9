using System.Diagnostics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>What a rolling-origin backtest gives.</summary>
/// <param name="Forecasts">Mean of the members, 24 per day.</param>
/// <param name="Members">One entry per window: its forecasts, 24 per day.</param>
/// <param name="Windows">Calibration windows, days.</param>
/// <param name="Penalties">Penalty (times the number of rows) chosen for each window.</param>
/// <param name="Leakage">Inputs that were not public at gate closure; empty when there is none.</param>
/// <param name="CpuSecondsPerDay">Time of one thread per forecast day, all windows together.</param>
public sealed record BacktestResult(
    double[][] Forecasts,
    double[][][] Members,
    IReadOnlyList<int> Windows,
    IReadOnlyList<double> Penalties,
    IReadOnlyList<string> Leakage,
    double CpuSecondsPerDay
);

/// <summary>Rolling-origin backtest of ridge with daily recalibration: day D from prices to D-1 and exogenous forecasts to D.</summary>
public static class RidgeBacktest
{
    private static readonly double[] s_penalties = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

    /// <summary>The four calibration windows of the benchmark, days.</summary>
    public static IReadOnlyList<int> BenchmarkWindows { get; } = [56, 84, 1092, 1456];

    /// <summary>
    /// Forecasts days [from, to] by index. The penalty of each window is chosen on the 364 days before <paramref name="from"/> in weekly steps,
    /// so nothing of the test is seen.
    /// </summary>
    /// <exception cref="ArgumentException">The days lie outside the panel or leave too little history.</exception>
    public static BacktestResult Run(
        DailyPanel panel,
        int from,
        int to,
        IReadOnlyList<int> windows,
        int threads,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(panel);
        ArgumentNullException.ThrowIfNull(windows);
        if (from < 63 || to < from || to >= panel.Days)
        {
            throw new ArgumentException(
                $"days {from} to {to} of {panel.Days}: expected at least 63 days of history and an end inside the data"
            );
        }

        var model = new RidgeModel(panel);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        var penalties = windows.Select(w => Choose(model, panel, from, w, options)).ToArray();
        var members = windows.Select(_ => new double[to - from + 1][]).ToArray();
        long ticks = 0;
        Parallel.For(
            from,
            to + 1,
            options,
            day =>
            {
                var begin = Stopwatch.GetTimestamp();
                for (var w = 0; w < windows.Count; w++)
                {
                    members[w][day - from] = model.Forecast(day, windows[w], [penalties[w]])![0];
                }

                Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - begin);
            }
        );
        var mean = Enumerable
            .Range(0, to - from + 1)
            .Select(d => Enumerable.Range(0, 24).Select(h => members.Average(m => m[d][h])).ToArray())
            .ToArray();
        var leakage = RidgeInputs
            .Blocks(panel.Exogenous.Count)
            .Where(b => RidgeInputs.HoursBeforeGate(b) <= 0)
            .Select(b => $"series {b.Series}, lag {b.LagDays} days")
            .ToList();
        return new(mean, members, windows, penalties, leakage, (double)ticks / Stopwatch.Frequency / (to - from + 1));
    }

    private static double Choose(RidgeModel model, DailyPanel panel, int from, int window, ParallelOptions options)
    {
        var days = Enumerable.Range(0, 52).Select(k => from - 364 + (7 * k)).Where(d => d >= 63).ToList();
        var errors = new double[days.Count][];
        Parallel.For(
            0,
            days.Count,
            options,
            i =>
            {
                var actual = panel.Prices[days[i]];
                errors[i] = [.. model.Forecast(days[i], window, s_penalties)!.Select(f => f.Zip(actual, (a, b) => Math.Abs(a - b)).Sum())];
            }
        );
        return days.Count == 0 ? 0.1 : s_penalties[Enumerable.Range(0, s_penalties.Length).MinBy(p => errors.Sum(e => e[p]))];
    }
}
