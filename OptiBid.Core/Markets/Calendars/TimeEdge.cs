using System.Globalization;
using System.Text.RegularExpressions;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Calendars;

/// <summary>How an edge of a time range is said.</summary>
public enum TimeEdgeKind
{
    /// <summary>From now, such as <c>now-6h</c> or <c>now/d</c>.</summary>
    Relative,

    /// <summary>An instant, such as <c>2025-05-14T06:00Z</c>.</summary>
    Instant,

    /// <summary>A market day, such as <c>day:2025-05-14</c> or <c>day:tomorrow</c>.</summary>
    Day,

    /// <summary>A market hour, such as <c>he:2025-05-14:15</c>; <c>he:2025-11-02:2*</c> is the repeated hour of autumn.</summary>
    HourEnding,
}

/// <summary>
/// One edge of a <see cref="TimeRange"/>. As the start it means the start of what it names, as the end the end of it: <c>day:today..day:today</c> is
/// the whole of today. Immutable.
/// </summary>
public sealed partial record TimeEdge
{
    private static readonly string[] s_instants = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'"];

    private TimeEdge(TimeEdgeKind kind) => Kind = kind;

    /// <summary>How it is said.</summary>
    public TimeEdgeKind Kind { get; }

    /// <summary>Of a relative edge: how many units from now.</summary>
    public int Amount { get; private init; }

    /// <summary>Of a relative edge: m, h, d, w, M or y.</summary>
    public char Unit { get; private init; } = 'h';

    /// <summary>Of a relative edge: the unit it is rounded to, or null.</summary>
    public char? Rounding { get; private init; }

    /// <summary>Of an instant, UTC.</summary>
    public DateTime InstantUtc { get; private init; }

    /// <summary>Of a day or an hour: the date, or null for one that is counted from today.</summary>
    public DateOnly? Date { get; private init; }

    /// <summary>Of a day or an hour without a date: -1 yesterday, 0 today, 1 tomorrow.</summary>
    public int DaysFromToday { get; private init; }

    /// <summary>Of an hour: 1 to 24, or 25 where autumn counts through.</summary>
    public int Hour { get; private init; }

    /// <summary>Of an hour: the second of the two hours of autumn with the same label.</summary>
    public bool Repeated { get; private init; }

    /// <summary>An edge <paramref name="amount"/> units from now, rounded to <paramref name="rounding"/>.</summary>
    public static TimeEdge FromNow(int amount, char unit = 'h', char? rounding = null) =>
        new(TimeEdgeKind.Relative)
        {
            Amount = amount,
            Unit = amount == 0 ? 'h' : unit,
            Rounding = rounding,
        };

    /// <summary>An instant; microseconds are kept.</summary>
    public static TimeEdge At(DateTime utc) =>
        new(TimeEdgeKind.Instant) { InstantUtc = new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc) };

    /// <summary>A market day.</summary>
    public static TimeEdge OfDay(DateOnly day) => new(TimeEdgeKind.Day) { Date = day };

    /// <summary>Yesterday (-1), today (0) or tomorrow (1), by the market's clock.</summary>
    public static TimeEdge OfDay(int daysFromToday) => new(TimeEdgeKind.Day) { DaysFromToday = daysFromToday };

    /// <summary>A market hour by its end.</summary>
    public static TimeEdge OfHour(DateOnly day, int hourEnding, bool repeated = false) =>
        new(TimeEdgeKind.HourEnding)
        {
            Date = day,
            Hour = hourEnding,
            Repeated = repeated,
        };

    /// <summary>Reads what <see cref="ToString"/> writes, and also <c>2025-05-14</c> for a day.</summary>
    public static Result<TimeEdge> Parse(string? text)
    {
        var said = (text ?? "").Trim();
        if (Relative().Match(said) is { Success: true } relative)
        {
            return OfRelative(relative);
        }

        if (
            DateTime.TryParseExact(
                said,
                s_instants,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var utc
            )
        )
        {
            return At(utc);
        }

        var parts = said.Split(':');
        return parts switch
        {
            ["day", var day] => Day(day, said) is { } edge ? edge : Bad(said),
            [var day] when DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date) => OfDay(date),
            ["he", var day, var hour] => OfHourText(day, hour, said),
            _ => Bad(said),
        };
    }

    /// <summary>The edge as it stands in addresses.</summary>
    public override string ToString() =>
        Kind switch
        {
            TimeEdgeKind.Instant => InstantUtc.ToString(
                InstantUtc.Ticks % TimeSpan.TicksPerSecond != 0 ? s_instants[2]
                    : InstantUtc.Second != 0 ? s_instants[1]
                    : s_instants[0],
                CultureInfo.InvariantCulture
            ),
            TimeEdgeKind.Day => "day:" + DayText,
            TimeEdgeKind.HourEnding => string.Create(CultureInfo.InvariantCulture, $"he:{DayText}:{Hour}{(Repeated ? "*" : "")}"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"now{(Amount == 0 ? "" : $"{(Amount > 0 ? "+" : "-")}{Math.Abs((long)Amount)}{Unit}")}{(Rounding is { } r ? $"/{r}" : "")}"
            ),
        };

    /// <summary>The date that a day or an hour means now.</summary>
    internal DateOnly DateAt(MarketCalendar calendar, DateTime nowUtc) => Date ?? calendar.DayOf(nowUtc).AddDays(DaysFromToday);

    private string DayText =>
        Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        ?? DaysFromToday switch
        {
            -1 => "yesterday",
            0 => "today",
            _ => "tomorrow",
        };

    private static Result<TimeEdge> OfRelative(Match match)
    {
        var amount = 0;
        if (
            match.Groups["n"].Success && !int.TryParse(match.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out amount)
            || amount > 100_000
        )
        {
            return TimeRange.Bad($"'{match.Value}' goes too far: at most 100000 of a unit.");
        }

        return FromNow(
            match.Groups["s"].Value == "-" ? -amount : amount,
            match.Groups["u"].Success ? match.Groups["u"].Value[0] : 'h',
            match.Groups["r"].Success ? match.Groups["r"].Value[0] : null
        );
    }

    private static TimeEdge? Day(string day, string said) =>
        day switch
        {
            "yesterday" => OfDay(-1),
            "today" => OfDay(0),
            "tomorrow" => OfDay(1),
            _ => DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date) && said.Length > 0 ? OfDay(date) : null,
        };

    private static Result<TimeEdge> OfHourText(string day, string hour, string said)
    {
        if (Day(day, said) is not { } on)
        {
            return Bad(said);
        }

        var repeated = hour.EndsWith('*');
        return
            int.TryParse(hour.TrimEnd('*'), NumberStyles.None, CultureInfo.InvariantCulture, out var ending)
            && ending is >= 1 and <= 25
            && hour.Count(c => c == '*') <= 1
            ? new TimeEdge(TimeEdgeKind.HourEnding)
            {
                Date = on.Date,
                DaysFromToday = on.DaysFromToday,
                Hour = ending,
                Repeated = repeated,
            }
            : TimeRange.Bad($"'{said}': an hour ending is 1 to 24 (25 on the autumn day), with * for the repeated hour.");
    }

    private static Failure Bad(string said) =>
        TimeRange.Bad(
            $"'{(said.Length > 40 ? said[..40] + "…" : said)}' is no time. Write now-6h, now/d, 2025-05-14T06:00Z, day:2025-05-14, day:tomorrow or he:2025-05-14:15."
        );

    [GeneratedRegex(
        @"^now(?:(?<s>[+-])(?<n>\d{1,9})(?<u>[mhdwMy]))?(?:/(?<r>[mhdwMy]))?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Relative();
}
