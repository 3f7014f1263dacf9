using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Calendars;

/// <summary>A span of time in UTC.</summary>
/// <param name="FromUtc">Start (inclusive).</param>
/// <param name="ToUtc">End (exclusive).</param>
public readonly record struct TimeWindow(DateTime FromUtc, DateTime ToUtc)
{
    /// <summary>Length.</summary>
    public TimeSpan Length => ToUtc - FromUtc;
}

/// <summary>
/// A range of time as people and addresses say it: <c>now-6h..now</c>, <c>2025-05-14T06:00Z..2025-05-14T12:00Z</c>, <c>day:tomorrow</c>,
/// <c>he:2025-05-14:15</c>. It becomes a window in UTC by a market's calendar and the time that is now, so that a day has its 23, 24 or 25 hours.
/// Immutable.
/// </summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
public sealed record TimeRange(TimeEdge From, TimeEdge To)
{
    /// <summary>The longest range: ten years and a bit.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    /// <summary>The last six hours.</summary>
    public static TimeRange Default { get; } = Last(6, 'h');

    /// <summary>The last <paramref name="amount"/> units: m, h, d, w, M or y.</summary>
    public static TimeRange Last(int amount, char unit) => new(TimeEdge.FromNow(-amount, unit), TimeEdge.FromNow(0));

    /// <summary>One market day.</summary>
    public static TimeRange Day(DateOnly day) => new(TimeEdge.OfDay(day), TimeEdge.OfDay(day));

    /// <summary>One market day, counted from today.</summary>
    public static TimeRange Day(int daysFromToday) => new(TimeEdge.OfDay(daysFromToday), TimeEdge.OfDay(daysFromToday));

    /// <summary>One market hour.</summary>
    public static TimeRange HourEnding(DateOnly day, int hour, bool repeated = false)
    {
        var edge = TimeEdge.OfHour(day, hour, repeated);
        return new(edge, edge);
    }

    /// <summary>Two instants.</summary>
    public static TimeRange Between(DateTime fromUtc, DateTime toUtc) => new(TimeEdge.At(fromUtc), TimeEdge.At(toUtc));

    /// <summary>Reads <c>from..to</c>, or one edge alone that names a day or an hour.</summary>
    public static Result<TimeRange> Parse(string? text)
    {
        var parts = (text ?? "").Split("..");
        return parts.Length <= 2
            ? Parse(parts[0], parts.Length == 2 ? parts[1] : null)
            : Bad("A range has one start and one end: from..to.");
    }

    /// <summary>Reads the two parts of an address, <c>?from=</c> and <c>&amp;to=</c>. Without an end a day or an hour is meant alone, else until now.</summary>
    public static Result<TimeRange> Parse(string? from, string? to)
    {
        var start = TimeEdge.Parse(from);
        if (start.Failure is { } bad)
        {
            return bad;
        }

        if (string.IsNullOrWhiteSpace(to))
        {
            var alone = start.Value.Kind is TimeEdgeKind.Day or TimeEdgeKind.HourEnding;
            return new TimeRange(start.Value, alone ? start.Value : TimeEdge.FromNow(0));
        }

        var end = TimeEdge.Parse(to);
        return end.Failure is { } wrong ? wrong : new TimeRange(start.Value, end.Value);
    }

    /// <summary>What <see cref="Parse(string?)"/> reads.</summary>
    public override string ToString() =>
        From == To && From.Kind is TimeEdgeKind.Day or TimeEdgeKind.HourEnding ? From.ToString() : $"{From}..{To}";

    /// <summary>The window that is meant now; a failure that says why where there is none, such as an hour that spring skips.</summary>
    public Result<TimeWindow> Resolve(MarketCalendar calendar, DateTime nowUtc)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        try
        {
            if (MissingHour(From, calendar, nowUtc) is { } noStart)
            {
                return noStart;
            }

            if (MissingHour(To, calendar, nowUtc) is { } noEnd)
            {
                return noEnd;
            }

            var window = new TimeWindow(StartOf(From, calendar, nowUtc), EndOf(To, calendar, nowUtc));
            return window.Length <= TimeSpan.Zero ? Bad($"The range {this} ends before it starts.")
                : window.Length > Longest ? Bad("A range of more than ten years is too long.")
                : window;
        }
        catch (ArgumentOutOfRangeException)
        {
            return Bad($"The range {this} leaves the calendar.");
        }
    }

    /// <summary>
    /// The range beside this one, before (-1) or after (1): days stay whole market days, hours whole hours, everything else moves by its length.
    /// Unchanged where it names nothing.
    /// </summary>
    public TimeRange Shift(int direction, MarketCalendar calendar, DateTime nowUtc)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var resolved = Resolve(calendar, nowUtc);
        if (resolved.Failure is not null)
        {
            return this;
        }

        var window = resolved.Value;
        if (From.Kind == TimeEdgeKind.Day && To.Kind == TimeEdgeKind.Day)
        {
            var (first, last) = (From.DateAt(calendar, nowUtc), To.DateAt(calendar, nowUtc));
            var days = (last.DayNumber - first.DayNumber + 1) * direction;
            return new(TimeEdge.OfDay(first.AddDays(days)), TimeEdge.OfDay(last.AddDays(days)));
        }

        if (From.Kind == TimeEdgeKind.HourEnding && From == To)
        {
            var start = direction < 0 ? window.FromUtc.AddHours(-1) : window.ToUtc;
            var hour = calendar.HourOf(start);
            return HourEnding(calendar.DayOf(start), hour.HourEnding, hour.Repeated);
        }

        var move = window.Length * direction;
        return Between(window.FromUtc + move, window.ToUtc + move);
    }

    /// <summary>Twice as long around the same middle, at most <see cref="Longest"/>.</summary>
    public TimeRange ZoomOut(MarketCalendar calendar, DateTime nowUtc)
    {
        var resolved = Resolve(calendar, nowUtc);
        if (resolved.Failure is not null || resolved.Value.Length * 2 > Longest)
        {
            return this;
        }

        var half = resolved.Value.Length / 2;
        return Between(resolved.Value.FromUtc - half, resolved.Value.ToUtc + half);
    }

    internal static Failure Bad(Sentence message) => new SimpleFailure("time.bad_range", message) { Field = "from" };

    private static Failure? MissingHour(TimeEdge edge, MarketCalendar calendar, DateTime nowUtc)
    {
        if (edge.Kind != TimeEdgeKind.HourEnding)
        {
            return null;
        }

        var day = edge.DateAt(calendar, nowUtc);
        return calendar.ToUtc(day, edge.Hour, edge.Repeated) is not null
            ? null
            : Bad(
                edge.Repeated ? Sentence.Of($"HE {edge.Hour} is not repeated on {day:yyyy-MM-dd} in {calendar.Market}.")
                : edge.Hour == 25 ? Sentence.Of($"{day:yyyy-MM-dd} has no hour 25 in {calendar.Market}.")
                : $"The clock of {calendar.Market} skips HE {edge.Hour} on {day:yyyy-MM-dd}."
            );
    }

    private static DateTime StartOf(TimeEdge edge, MarketCalendar calendar, DateTime nowUtc) =>
        edge.Kind switch
        {
            TimeEdgeKind.Instant => edge.InstantUtc,
            TimeEdgeKind.Day => calendar.DayBounds(edge.DateAt(calendar, nowUtc)).FromUtc,
            TimeEdgeKind.HourEnding => calendar.ToUtc(edge.DateAt(calendar, nowUtc), edge.Hour, edge.Repeated)!.Value,
            _ => Floor(Moved(edge, calendar, nowUtc), edge.Rounding, calendar),
        };

    private static DateTime EndOf(TimeEdge edge, MarketCalendar calendar, DateTime nowUtc) =>
        edge.Kind switch
        {
            TimeEdgeKind.Day => calendar.DayBounds(edge.DateAt(calendar, nowUtc)).ToUtc,
            TimeEdgeKind.HourEnding => StartOf(edge, calendar, nowUtc).AddHours(1),
            TimeEdgeKind.Relative when edge.Rounding is { } unit => Next(
                Floor(Moved(edge, calendar, nowUtc), unit, calendar),
                unit,
                calendar
            ),
            _ => StartOf(edge, calendar, nowUtc),
        };

    /// <summary>Minutes and hours are of the same length always; days and more keep the market's wall clock.</summary>
    private static DateTime Moved(TimeEdge edge, MarketCalendar calendar, DateTime nowUtc) =>
        edge.Unit switch
        {
            _ when edge.Amount == 0 => nowUtc,
            'm' => nowUtc.AddMinutes(edge.Amount),
            'h' => nowUtc.AddHours(edge.Amount),
            'd' => Utc(calendar.ToLocal(nowUtc).AddDays(edge.Amount), calendar),
            'w' => Utc(calendar.ToLocal(nowUtc).AddDays(7 * edge.Amount), calendar),
            'M' => Utc(calendar.ToLocal(nowUtc).AddMonths(edge.Amount), calendar),
            _ => Utc(calendar.ToLocal(nowUtc).AddYears(edge.Amount), calendar),
        };

    private static DateTime Floor(DateTime utc, char? unit, MarketCalendar calendar)
    {
        var day = calendar.DayOf(utc);
        return unit switch
        {
            null => utc,
            'm' => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc),
            'h' => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc),
            'd' => calendar.DayBounds(day).FromUtc,
            'w' => calendar.DayBounds(day.AddDays(-(((int)day.DayOfWeek + 6) % 7))).FromUtc,
            'M' => calendar.DayBounds(new(day.Year, day.Month, 1)).FromUtc,
            _ => calendar.DayBounds(new(day.Year, 1, 1)).FromUtc,
        };
    }

    private static DateTime Next(DateTime floor, char unit, MarketCalendar calendar)
    {
        var day = calendar.DayOf(floor);
        return unit switch
        {
            'm' => floor.AddMinutes(1),
            'h' => floor.AddHours(1),
            'd' => calendar.DayBounds(day).ToUtc,
            'w' => calendar.DayBounds(day.AddDays(7)).FromUtc,
            'M' => calendar.DayBounds(day.AddMonths(1)).FromUtc,
            _ => calendar.DayBounds(day.AddYears(1)).FromUtc,
        };
    }

    /// <summary>The instant of a wall-clock time; one that spring skips is an hour later.</summary>
    private static DateTime Utc(DateTime local, MarketCalendar calendar) =>
        calendar.ToUtc(local) ?? calendar.ToUtc(local.AddHours(1)) ?? throw new ArgumentOutOfRangeException(nameof(local));
}
