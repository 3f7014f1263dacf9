using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Web.Commands;

/// <summary>One backtest as the command line prints it.</summary>
internal static class BacktestAnswer
{
    public static object Json(BacktestReport report, double seconds) =>
        new
        {
            model = report.Model,
            from = report.Days[0].Day,
            to = report.Days[^1].Day,
            hours = report.Errors.N,
            report.Errors.Mae,
            report.Errors.Rmse,
            report.Errors.SmapePercent,
            report.RmaeWeekly,
            report.RmaeDayOfWeek,
            naiveWeeklyMae = report.NaiveWeekly.Mae,
            naiveDayOfWeekMae = report.NaiveDayOfWeek.Mae,
            report.NaiveDailyMae,
            report.DmWeekly,
            report.DmDayOfWeek,
            report.DmDaily,
            report.RmaeDaily,
            report.WorstPercentMae,
            secondsPerDay = report.CpuSecondsPerDay,
            totalSeconds = seconds,
            leakage = "none",
            report.HoursBeforeGate,
            report.DaysReused,
            report.Withheld,
            members = report
                .Members.Select(m => new
                {
                    window = m.Member.WindowDays,
                    penalty = m.Member.Penalty,
                    m.Mae,
                })
                .ToList(),
            report.ByHour,
            report.ByMonth,
            quantiles = report
                .Quantiles.Select(q => new
                {
                    q.Method,
                    q.Errors.Crps,
                    q.Errors.Coverage50,
                    q.Errors.Coverage90,
                    q.Errors.Width90,
                    dmAgainstAveraging = DieboldMariano.Statistic(report.Quantiles[^1].DailyCrps, q.DailyCrps),
                })
                .ToList(),
        };

    public static string Text(BacktestReport report, double seconds)
    {
        var lines = new List<string>
        {
            Line($"{report.Model}, {report.Errors.N:N0} hours, {report.Days[0].Day:yyyy-MM-dd} to {report.Days[^1].Day:yyyy-MM-dd}"),
            Line(
                $"MAE {report.Errors.Mae:F4}   RMSE {report.Errors.Rmse:F3}   sMAPE {report.Errors.SmapePercent:F3} %   worst 1 % of hours {report.WorstPercentMae:F2}"
            ),
            Line($"rMAE {report.RmaeWeekly:F4} against the weekly naive (MAE {report.NaiveWeekly.Mae:F4}), DM {report.DmWeekly:F2}"),
            Line(
                $"rMAE {report.RmaeDayOfWeek:F4} against the day-of-week naive (MAE {report.NaiveDayOfWeek.Mae:F4}), DM {report.DmDayOfWeek:F2}"
            ),
            Line($"rMAE {report.RmaeDaily:F4} against D-1 (MAE {report.NaiveDailyMae:F4}), DM {report.DmDaily:F2}"),
        };
        lines.AddRange(
            report.Members.Select(m =>
                m.Member.Penalty is { } penalty
                    ? Line($"window {m.Member.WindowDays, 5} days, penalty {penalty}: MAE {m.Mae:F4}")
                    : Line($"window {m.Member.WindowDays, 5} days: MAE {m.Mae:F4}")
            )
        );
        var lost = report.ByHour.Count(h => h.Loses);
        lines.Add(
            Line($"hours of the day lost to a naive: {lost}; months: {report.ByMonth.Count(m => m.Loses)} of {report.ByMonth.Count}")
        );
        lines.AddRange(
            report.Quantiles.Select(q =>
                Line(
                    $"{q.Method}: CRPS {q.Errors.Crps:F4}, 50 % interval holds {q.Errors.Coverage50:F1} %, 90 % interval {q.Errors.Coverage90:F1} % (width {q.Errors.Width90:F2})"
                )
            )
        );
        lines.Add(Line($"leakage: none; newest input {report.HoursBeforeGate:F1} h before gate closure"));
        lines.AddRange(report.Withheld.Select(w => Line($"withheld: {w.Values} hours of {w.Series}, D-{w.LagDays}; {w.Example}")));
        lines.Add(Line($"{report.CpuSecondsPerDay:F4} s per day, {seconds:F1} s in all"));
        if (report.DaysReused > 0)
        {
            lines.Add(Line($"{report.DaysReused} of {report.Days.Count} days kept of an earlier run"));
        }

        return string.Join('\n', lines);
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
