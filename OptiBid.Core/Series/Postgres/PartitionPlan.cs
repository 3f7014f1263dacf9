using System.Globalization;

namespace OptiBid.Core.Series.Postgres;

/// <summary>
/// Which partitions a commit needs. Days with many rows get one each, as live markets need it; a month of history with few rows a day shares one,
/// because years of daily partitions would exhaust the server's lock table and slow every plan.
/// </summary>
internal static class PartitionPlan
{
    private const long RowsForDays = 1_000;
    private const long RowsForDaysOfHistory = 50_000;
    private const int DaysOfHistory = 62;

    /// <summary>The statements that create what <paramref name="rowsPerDay"/> needs beside <paramref name="existing"/> partitions.</summary>
    public static IEnumerable<string> Missing(IReadOnlySet<string> existing, IReadOnlyDictionary<DateOnly, long> rowsPerDay)
    {
        var enough = rowsPerDay.Count > DaysOfHistory ? RowsForDaysOfHistory : RowsForDays;
        foreach (var month in rowsPerDay.Keys.GroupBy(d => new DateOnly(d.Year, d.Month, 1)).OrderBy(m => m.Key))
        {
            if (existing.Contains(MonthName(month.Key)))
            {
                continue;
            }

            var hasDays = Enumerable
                .Range(0, 31)
                .Any(i => existing.Contains(DayName(month.Key.AddDays(i))) && month.Key.AddDays(i).Month == month.Key.Month);
            if (!hasDays && month.Sum(d => rowsPerDay[d]) < enough * month.Count())
            {
                yield return Create(MonthName(month.Key), month.Key, month.Key.AddMonths(1));
                continue;
            }

            foreach (var day in month.Order().Where(d => !existing.Contains(DayName(d))))
            {
                yield return Create(DayName(day), day, day.AddDays(1));
            }
        }
    }

    private static string MonthName(DateOnly month) => string.Create(CultureInfo.InvariantCulture, $"points_m{month:yyyyMM}");

    private static string DayName(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"points_d{day:yyyyMMdd}");

    private static string Create(string name, DateOnly from, DateOnly to) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"CREATE TABLE timeseries.{name} PARTITION OF timeseries.points FOR VALUES FROM ('{from:yyyy-MM-dd}Z') TO ('{to:yyyy-MM-dd}Z')"
        );
}
