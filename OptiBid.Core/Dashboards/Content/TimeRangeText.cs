using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Extensions;

namespace OptiBid.Core.Dashboards.Content;

/// <summary>
/// Time ranges as text: <c>now-24h..now</c>, <c>now/d..now+1d/d</c>, <c>2026-11-01..2026-11-08</c>. A part is <c>now</c> or a day or time in
/// UTC, moved by minutes (<c>m</c>), hours, days or weeks; <c>/d</c> goes back to midnight of a time zone.
/// </summary>
public static partial class TimeRangeText
{
    /// <summary>Longest range, days.</summary>
    public const int MaxDays = 3_660;

    /// <summary>The range at a moment, or null when the text is none.</summary>
    public static (DateTime FromUtc, DateTime ToUtc)? Parse(string? text, DateTime nowUtc, string timeZoneId)
    {
        var parts = (text ?? "").Split("..", 2);
        if (
            parts.Length != 2
            || Instant(parts[0], nowUtc, timeZoneId) is not { } from
            || Instant(parts[1], nowUtc, timeZoneId) is not { } to
        )
        {
            return null;
        }

        return from < to && to - from <= TimeSpan.FromDays(MaxDays) ? (from, to) : null;
    }

    /// <summary>True when <see cref="Parse"/> reads it.</summary>
    public static bool IsValid(string? text) => Parse(text, new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc), "UTC") is not null;

    private static DateTime? Instant(string text, DateTime nowUtc, string timeZoneId)
    {
        var match = Part().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var at = nowUtc;
        if (
            match.Groups["at"].Value is var written
            && written != "now"
            && !DateTime.TryParseExact(
                written,
                ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out at
            )
        )
        {
            return null;
        }

        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZoneId) ?? DateTimeZone.Utc;
        var local = DateTime.SpecifyKind(at, DateTimeKind.Utc).ToInstant().InZone(zone);
        if (match.Groups["by"] is { Success: true } by)
        {
            var amount = int.Parse(by.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            // Days are days of the calendar: on a day of 23 or 25 hours the clock keeps its reading.
            local = match.Groups["unit"].Value switch
            {
                "m" => local.PlusMinutes(amount),
                "h" => local.PlusHours(amount),
                "d" => local.LocalDateTime.PlusDays(amount).InZoneLeniently(zone),
                _ => local.LocalDateTime.PlusWeeks(amount).InZoneLeniently(zone),
            };
        }

        return (match.Groups["day"].Success ? zone.AtStartOfDay(local.Date) : local).ToDateTimeUtc();
    }

    [GeneratedRegex(
        @"^(?<at>now|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?)((?<by>[+-]\d{1,5})(?<unit>[mhdw]))?(?<day>/d)?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Part();
}
