using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Schedules;

/// <summary>The prices that a store holds for an operating day.</summary>
/// <param name="Calendar">Clock of the series.</param>
/// <param name="Hours">All hours of the day.</param>
/// <param name="Values">Price of each hour, $/MWh; null where the store has none.</param>
/// <param name="IsSimulated">True for generated prices.</param>
/// <param name="HasLater">True when the series goes on after the day, so that a missing hour will not come any more.</param>
internal sealed record DayPrices(
    MarketCalendar Calendar,
    IReadOnlyList<MarketHour> Hours,
    IReadOnlyList<double?> Values,
    bool IsSimulated,
    bool HasLater
)
{
    /// <summary>How many hours have a price.</summary>
    public int Held => Values.Count(v => v is not null);

    /// <summary>True when every hour has a price, or the missing ones will not come any more (at most two of them).</summary>
    public bool IsComplete => Held == Hours.Count || (HasLater && Held >= Hours.Count - 2);

    /// <summary>Indices of the hours that have a price.</summary>
    public int[] HeldHours => [.. Enumerable.Range(0, Hours.Count).Where(h => Values[h] is not null)];
}

/// <summary>Reads the prices of a day as hourly values.</summary>
internal sealed class DayPriceReader(ITimeSeriesStore store)
{
    /// <summary>The prices of a day, or null when the store does not hold the series.</summary>
    public async Task<DayPrices?> ReadAsync(string market, string node, string product, DateOnly day, CancellationToken cancellationToken)
    {
        var key = new SeriesKey(market, node, product);
        if (await store.FindAsync(key, cancellationToken) is not { } series)
        {
            return null;
        }

        var calendar = MarketCalendar.ForSeries(market, series.Definition.TimeZoneId);
        var hours = calendar.HoursOf(day);
        var (from, to) = calendar.DayBounds(day);
        var byHour = series.Definition.IntervalMinutes == 60 ? await PointsAsync(key, from, to) : await MeansAsync(key, from, to);
        return new(
            calendar,
            hours,
            [.. hours.Select(h => byHour.TryGetValue(h.StartUtc, out var v) ? v : (double?)null)],
            series.Definition.IsSimulated,
            series.ToUtc > to
        );

        async Task<Dictionary<DateTime, double>> PointsAsync(SeriesKey k, DateTime a, DateTime b) =>
            (await store.RangeAsync(k, a, b, cancellationToken: cancellationToken)).ToDictionary(p => p.StartUtc, p => p.Value);

        // An hour of a finer series counts only when all its intervals are there.
        async Task<Dictionary<DateTime, double>> MeansAsync(SeriesKey k, DateTime a, DateTime b) =>
            (await store.DownsampleAsync(k, a, b, 60, cancellationToken))
                .Where(p => p.Count == 60 / series.Definition.IntervalMinutes)
                .ToDictionary(p => p.StartUtc, p => p.Mean);
    }
}
