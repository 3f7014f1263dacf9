using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Markets.Prices;

/// <summary>Figures of a stretch of prices.</summary>
/// <param name="Min">Lowest price.</param>
/// <param name="Mean">Mean over time.</param>
/// <param name="Max">Highest price.</param>
/// <param name="NegativeHours">Time below zero, hours; buckets count by their mean.</param>
/// <param name="Hours">Time with a price, hours.</param>
public sealed record PriceSummary(double Min, double Mean, double Max, double NegativeHours, double Hours);

/// <summary>The top-bottom spread of one operating day.</summary>
/// <param name="Day">Operating day of the market.</param>
/// <param name="UsdPerMw">Sum of the dearest hours less sum of the cheapest, $ per MW and day, without losses.</param>
/// <param name="IsComplete">False when an hour of the day has no price; such a figure is provisional.</param>
public readonly record struct TopBottomSpread(DateOnly Day, double UsdPerMw, bool IsComplete);

/// <summary>Statistics of prices. Stateless.</summary>
public static class PriceStatistics
{
    /// <summary>Summary of rows of one length, or null when there is none.</summary>
    public static PriceSummary? Summarise(IReadOnlyList<PriceRow> rows, int stepMinutes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var hours = stepMinutes / 60.0;
        return rows.Count == 0
            ? null
            : new(
                rows.Min(r => r.Min),
                rows.Average(r => r.Value),
                rows.Max(r => r.Max),
                rows.Count(r => r.Value < 0) * hours,
                rows.Count * hours
            );
    }

    /// <summary>
    /// Top-bottom spread of each operating day that the rows touch: TB4 with <paramref name="hours"/> 4. Rows shorter than an hour count by
    /// their hourly mean; days with fewer than twice <paramref name="hours"/> hours are left out.
    /// </summary>
    public static IReadOnlyList<TopBottomSpread> TopBottom(MarketCalendar calendar, IReadOnlyList<PriceRow> rows, int hours = 4)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var byDay = HourlyMeans(rows).GroupBy(h => calendar.DayOf(h.StartUtc));
        return
        [
            .. byDay
                .Select(day => (day.Key, Prices: day.Select(h => h.Value).Order().ToArray()))
                .Where(day => day.Prices.Length >= 2 * hours)
                .Select(day => new TopBottomSpread(
                    day.Key,
                    day.Prices[^hours..].Sum() - day.Prices[..hours].Sum(),
                    day.Prices.Length == calendar.IntervalCount(day.Key)
                )),
        ];
    }

    /// <summary>Mean of each hour, by start.</summary>
    public static IReadOnlyList<(DateTime StartUtc, double Value)> HourlyMeans(IReadOnlyList<PriceRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return
        [
            .. rows.GroupBy(r => new DateTime(r.StartUtc.Ticks - (r.StartUtc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc))
                .OrderBy(g => g.Key)
                .Select(g => (g.Key, g.Average(r => r.Value))),
        ];
    }
}
