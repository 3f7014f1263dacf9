using System.Globalization;
using OptiBid.Core.Forecasting.Uncertainty;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>The forecasts of a backtest as CSV, one row per hour of the 24-hour clock.</summary>
public static class BacktestCsv
{
    /// <summary>The lines, header first; numbers in the invariant culture, no digit lost.</summary>
    /// <param name="days">The days.</param>
    /// <param name="members">Members of an ensemble, or empty: one column each.</param>
    public static IEnumerable<string> Rows(IReadOnlyList<BacktestDay> days, IReadOnlyList<MemberErrors> members)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(members);
        var quantiles = days.Count > 0 && days[0].Quantiles.Length > 0 ? QuantileLevels.Kept : [];
        string[] header =
        [
            "time",
            "actual",
            "forecast",
            "naive_weekly",
            "naive_day_of_week",
            "naive_daily",
            .. members.Select(m => string.Create(CultureInfo.InvariantCulture, $"window_{m.Member.WindowDays}")),
            .. quantiles.Select(q => string.Create(CultureInfo.InvariantCulture, $"q{q:00}")),
        ];
        yield return string.Join(',', header);
        foreach (var day in days)
        {
            for (var h = 0; h < 24; h++)
            {
                var time = day.Day.ToDateTime(new TimeOnly(h, 0)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                double[] values =
                [
                    day.Actual[h],
                    day.Forecast[h],
                    day.NaiveWeekly[h],
                    day.NaiveDayOfWeek[h],
                    day.NaiveDaily[h],
                    .. day.Members.Select(m => m[h]),
                    .. quantiles.Count > 0 ? day.Quantiles[h] : [],
                ];
                yield return $"{time},{string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}";
            }
        }
    }
}
