using NodaTime;

namespace OptiBid.Core.Markets.Calendars;

/// <summary>Which deadline of a market is meant.</summary>
public enum Gate
{
    /// <summary>Day-ahead bids close.</summary>
    DayAheadClose,

    /// <summary>Day-ahead results are public.</summary>
    DayAheadResults,
}

/// <summary>One row of the dated gate configuration.</summary>
/// <param name="Market">Market.</param>
/// <param name="Gate">Deadline.</param>
/// <param name="LocalTime">Wall-clock time in the market's zone.</param>
/// <param name="DayOffset">Days added to the delivery day: -1 is the day before.</param>
/// <param name="EffectiveFrom">First delivery day the row holds for.</param>
/// <param name="EffectiveTo">Last delivery day, or null.</param>
/// <param name="Source">Where the time was found.</param>
/// <param name="Verified">False where the source is weak; shown as unverified.</param>
public sealed record GateRule(
    string Market,
    Gate Gate,
    TimeOnly LocalTime,
    int DayOffset,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveTo,
    string Source,
    bool Verified
);

/// <summary>Gate closures as dated configuration. Immutable.</summary>
public static class GateSchedule
{
    private static readonly DateOnly s_ever = new(2000, 1, 1);

    /// <summary>All rows, for the methodology page.</summary>
    public static IReadOnlyList<GateRule> Rules { get; } =
    [
        new("PJM", Gate.DayAheadClose, new(12, 0), -1, s_ever, new(2016, 3, 31), "PJM timetable before the 2016 gas-day alignment", false),
        new("PJM", Gate.DayAheadClose, new(10, 30), -1, new(2016, 4, 1), new(2020, 12, 31), "IEEE P&E 2020 figure; 2016 timetable", true),
        new("PJM", Gate.DayAheadClose, new(11, 0), -1, new(2021, 1, 1), null, "PJM Manual 11 (not re-read)", false),
        new("PJM", Gate.DayAheadResults, new(13, 30), -1, s_ever, null, "IEEE P&E 2020 figure; 2016 timetable", true),
        new("CAISO", Gate.DayAheadClose, new(10, 0), -1, s_ever, null, "CAISO BPM Market Operations (not re-read)", false),
        new("CAISO", Gate.DayAheadResults, new(13, 0), -1, s_ever, null, "Publication times in gridstatus", true),
        new("ERCOT", Gate.DayAheadClose, new(10, 0), -1, s_ever, null, "Nodal Protocols section 4 (Aug 2026)", true),
        new("ERCOT", Gate.DayAheadResults, new(13, 30), -1, s_ever, null, "ERCOT market timeline presentation", true),
    ];

    /// <summary>The rule in force for a delivery day; markets without rows close at 10:00 local time of the day before.</summary>
    public static GateRule RuleFor(string market, Gate gate, DateOnly deliveryDay) =>
        Rules.LastOrDefault(r =>
            string.Equals(r.Market, market, StringComparison.OrdinalIgnoreCase)
            && r.Gate == gate
            && r.EffectiveFrom <= deliveryDay
            && (r.EffectiveTo is null || deliveryDay <= r.EffectiveTo)
        ) ?? new(market, gate, gate == Gate.DayAheadClose ? new(10, 0) : new(13, 0), -1, s_ever, null, "Default of OptiBid", false);

    /// <summary>The instant of a gate for a delivery day, UTC.</summary>
    public static DateTime InstantUtc(string market, Gate gate, DateOnly deliveryDay)
    {
        var rule = RuleFor(market, gate, deliveryDay);
        var zone = DateTimeZoneProviders.Tzdb[MarketCalendar.For(market).TimeZoneId];
        var day = deliveryDay.AddDays(rule.DayOffset);
        var local = new LocalDateTime(day.Year, day.Month, day.Day, rule.LocalTime.Hour, rule.LocalTime.Minute);
        return zone.AtLeniently(local).ToInstant().ToDateTimeUtc();
    }
}
