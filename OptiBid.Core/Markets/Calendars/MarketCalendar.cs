using NodaTime;

namespace OptiBid.Core.Markets.Calendars;

/// <summary>One hour of a market day as a person reads it.</summary>
/// <param name="StartUtc">Start of the hour, UTC.</param>
/// <param name="HourEnding">Local hour ending, 1 to 24; in autumn two hours share 2 (Eastern, Central and Pacific alike).</param>
/// <param name="Repeated">True for the second of the two hours with the same label (standard time).</param>
public readonly record struct MarketHour(DateTime StartUtc, int HourEnding, bool Repeated)
{
    /// <summary>The label for display, such as <c>HE 07</c> or <c>HE 02*</c> for the repeated hour.</summary>
    public string Label => Repeated ? $"HE {HourEnding:00}*" : $"HE {HourEnding:00}";
}

/// <summary>
/// The clock of a market: operating days of 23, 24 or 25 hours in its own zone, by NodaTime's bundled tz database. Immutable and safe for
/// use by many threads at once.
/// </summary>
public sealed class MarketCalendar
{
    private static readonly Dictionary<string, MarketCalendar> s_calendars = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PJM"] = new("PJM", "America/New_York"),
        ["CAISO"] = new("CAISO", "America/Los_Angeles"),
        ["ERCOT"] = new("ERCOT", "America/Chicago"),
    };

    private readonly DateTimeZone _zone;

    private MarketCalendar(string market, string timeZoneId)
    {
        Market = market;
        TimeZoneId = timeZoneId;
        _zone = DateTimeZoneProviders.Tzdb[timeZoneId];
    }

    /// <summary>The three markets, in alphabetical order.</summary>
    public static IReadOnlyList<MarketCalendar> All { get; } = [.. s_calendars.Values.OrderBy(c => c.Market, StringComparer.Ordinal)];

    /// <summary>Upper-case market name.</summary>
    public string Market { get; }

    /// <summary>IANA zone of the market's clock.</summary>
    public string TimeZoneId { get; }

    /// <summary>The calendar of a market; a market that is not one of the three gets a flat UTC calendar (24-hour days).</summary>
    public static MarketCalendar For(string market) => s_calendars.TryGetValue(market, out var calendar) ? calendar : new(market, "UTC");

    /// <summary>
    /// The calendar a series is labelled with: the market's own, or a flat one (24 hours every day) for a series whose zone is <c>UTC</c>
    /// because its source has daylight saving flattened.
    /// </summary>
    public static MarketCalendar ForSeries(string market, string timeZoneId)
    {
        var own = For(market);
        return string.Equals(own.TimeZoneId, timeZoneId, StringComparison.Ordinal) ? own : new(market, timeZoneId);
    }

    /// <summary>
    /// The hours of an operating day on a clock of 24: the hour that spring skips is the mean of its neighbours, the two hours that autumn
    /// repeats become their mean. A value that is missing is NaN and stays so.
    /// </summary>
    /// <param name="day">Operating day.</param>
    /// <param name="hours">One value per real hour: 23, 24 or 25.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of hours of the day.</exception>
    public double[] ToClock24(DateOnly day, ReadOnlySpan<double> hours)
    {
        var real = HoursOf(day);
        if (real.Count != hours.Length)
        {
            throw new ArgumentException($"{day:yyyy-MM-dd} has {real.Count} hours, not {hours.Length}", nameof(hours));
        }

        var sum = new double[24];
        var count = new int[24];
        for (var i = 0; i < real.Count; i++)
        {
            sum[real[i].HourEnding - 1] += hours[i];
            count[real[i].HourEnding - 1]++;
        }

        for (var h = 0; h < 24; h++)
        {
            sum[h] = count[h] > 0 ? sum[h] / count[h] : (sum[h - 1] + (sum[h + 1] / Math.Max(1, count[h + 1]))) / 2;
        }

        return sum;
    }

    /// <summary>The 24 values of a flat clock on the real hours of an operating day: a skipped hour is dropped, a repeated one takes its value twice.</summary>
    public double[] FromClock24(DateOnly day, ReadOnlySpan<double> clock)
    {
        var real = HoursOf(day);
        var hours = new double[real.Count];
        for (var i = 0; i < hours.Length; i++)
        {
            hours[i] = clock[real[i].HourEnding - 1];
        }

        return hours;
    }

    /// <summary>Start (inclusive) and end (exclusive) of an operating day, UTC.</summary>
    public (DateTime FromUtc, DateTime ToUtc) DayBounds(DateOnly day) => (StartOfDay(day), StartOfDay(day.AddDays(1)));

    /// <summary>How many intervals of <paramref name="minutes"/> minutes the operating day has: 23, 24 or 25 times 60 / minutes.</summary>
    public int IntervalCount(DateOnly day, int minutes = 60)
    {
        var (from, to) = DayBounds(day);
        return (int)((to - from).TotalMinutes / minutes);
    }

    /// <summary>The hours of an operating day in order: 23, 24 or 25 of them.</summary>
    public IReadOnlyList<MarketHour> HoursOf(DateOnly day)
    {
        var (from, to) = DayBounds(day);
        var hours = new List<MarketHour>(25);
        for (var t = from; t < to; t = t.AddHours(1))
        {
            hours.Add(HourOf(t));
        }

        return hours;
    }

    /// <summary>The market hour that contains an instant.</summary>
    public MarketHour HourOf(DateTime utc)
    {
        var start = new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
        var local = Local(start);
        var mapping = _zone.MapLocal(local);
        var repeated = mapping.Count == 2 && mapping.Last().ToInstant() == Instant.FromDateTimeUtc(start);
        return new(start, local.Hour + 1, repeated);
    }

    /// <summary>The operating day that contains an instant.</summary>
    public DateOnly DayOf(DateTime utc)
    {
        var local = Local(utc);
        return new(local.Year, local.Month, local.Day);
    }

    /// <summary>The wall clock of the market at an instant.</summary>
    public DateTime ToLocal(DateTime utc) => Local(utc).ToDateTimeUnspecified();

    /// <summary>
    /// The instant of a wall-clock time. Null when the clock skips it (spring); with <paramref name="repeated"/> the second of two (autumn);
    /// null too when a repeat is named where there is none.
    /// </summary>
    public DateTime? ToUtc(DateTime local, bool repeated = false)
    {
        var mapping = _zone.MapLocal(LocalDateTime.FromDateTime(local));
        return mapping.Count switch
        {
            0 => null,
            1 when repeated => null,
            _ => (repeated ? mapping.Last() : mapping.First()).ToInstant().ToDateTimeUtc(),
        };
    }

    /// <summary>
    /// The start of the hour with a local hour-ending label. Hour ending 1 to 24; 25 is accepted on the autumn day, where some documents count
    /// through. Null when that hour does not exist on that day.
    /// </summary>
    public DateTime? ToUtc(DateOnly day, int hourEnding, bool repeated = false)
    {
        var (from, to) = DayBounds(day);
        if (hourEnding == 25)
        {
            return (to - from).TotalHours > 24.5 ? to.AddHours(-1) : null;
        }

        return hourEnding is < 1 or > 24 ? null : ToUtc(day.ToDateTime(new TimeOnly(hourEnding - 1, 0)), repeated);
    }

    private DateTime StartOfDay(DateOnly day) =>
        _zone.AtStartOfDay(new LocalDate(day.Year, day.Month, day.Day)).ToInstant().ToDateTimeUtc();

    private LocalDateTime Local(DateTime utc) =>
        Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).InZone(_zone).LocalDateTime;
}
