using System.Globalization;
using OptiBid.Core.Forecasting.Backtests;

namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>A comparison as CSV; numbers in the invariant culture, no digit lost.</summary>
public static class ComparisonCsv
{
    /// <summary>The figures, one per line: model, measure, group, hours, value.</summary>
    public static IEnumerable<string> Figures(ComparisonReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return "model,measure,group,hours,value";
        var n = 24 * report.Days.Count;
        foreach (var m in report.Models)
        {
            yield return Line(m.Model, "mae", "all", n, m.Errors.Mae);
            yield return Line(m.Model, "rmse", "all", n, m.Errors.Rmse);
            yield return Line(m.Model, "smape_percent", "all", n, m.Errors.SmapePercent);
            yield return Line(m.Model, "rmae_weekly", "all", n, m.RmaeWeekly);
            yield return Line(m.Model, "worst_percent_mae", "all", Math.Max(1, n / 100), m.WorstPercentMae);
            yield return Line(m.Model, "tb4_mae", "all", n, m.Value.Tb4Mae);
            yield return Line(m.Model, "tb4_bias", "all", n, m.Value.Tb4Bias);
            yield return Line(m.Model, "battery_revenue", "all", n, m.Value.Revenue);
            yield return Line(m.Model, "capture_percent", "all", n, report.CapturePercent(m.Value.Revenue));
            yield return Line(m.Model, "confidence_set_p", "all", n, m.ConfidenceP);
            foreach (
                var (name, groups) in new[]
                {
                    ("hour", m.ByHour),
                    ("month", m.ByMonth),
                    ("weekday", m.ByWeekday),
                    ("price_level", m.ByLevel),
                }
            )
            {
                foreach (var g in groups)
                {
                    yield return Line(m.Model, "mae", $"{name} {g.Label}", g.N, g.Mae);
                    yield return Line(m.Model, "bias", $"{name} {g.Label}", g.N, g.Bias);
                }
            }
        }

        foreach (var pair in report.Pairs)
        {
            yield return Line(pair.Second, "dm", $"over {pair.First}", n, pair.Statistic);
            yield return Line(pair.Second, "dm_p", $"over {pair.First}", n, pair.P);
            yield return Line(pair.Second, "dm_p_holm", $"over {pair.First}", n, pair.HolmP);
        }
    }

    /// <summary>The forecasts of models that scored the same days, one row per hour of the 24-hour clock.</summary>
    public static IEnumerable<string> Forecasts(IReadOnlyList<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        yield return string.Join(
            ',',
            ["time", "actual", .. reports.Select(r => r.Model), "naive_weekly", "naive_day_of_week", "naive_daily"]
        );
        var days = reports.Select(r => r.Days.ToDictionary(d => d.Day)).ToList();
        foreach (var day in reports[0].Days.Where(d => days.TrueForAll(m => m.ContainsKey(d.Day))))
        {
            for (var h = 0; h < 24; h++)
            {
                var time = day.Day.ToDateTime(new TimeOnly(h, 0)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                double[] values =
                [
                    day.Actual[h],
                    .. days.Select(m => m[day.Day].Forecast[h]),
                    day.NaiveWeekly[h],
                    day.NaiveDayOfWeek[h],
                    day.NaiveDaily[h],
                ];
                yield return $"{time},{string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}";
            }
        }
    }

    private static string Line(string model, string measure, string group, int n, double? value) =>
        string.Create(CultureInfo.InvariantCulture, $"{model},{measure},{group},{n},{value:R}");
}
