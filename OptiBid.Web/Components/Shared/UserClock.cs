using System.Globalization;
using NodaTime;
using NodaTime.Extensions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// Times and counts as one user reads them: in their time zone, else their organisation's, else UTC; in the format of their locale, else as
/// everywhere in the app. Pages about a market keep the market's clock.
/// </summary>
public sealed class UserClock
{
    private readonly DateTimeZone _zone;
    private readonly CultureInfo? _locale;

    private UserClock(DateTimeZone zone, CultureInfo? locale) => (_zone, _locale) = (zone, locale);

    /// <summary>UTC in the app's own format: for whoever is not known yet.</summary>
    public static UserClock Utc { get; } = new(DateTimeZone.Utc, null);

    /// <summary>IANA name of the zone.</summary>
    public string ZoneId => _zone.Id;

    /// <summary>The clock of a user. A zone or a locale that is not known here counts as none.</summary>
    public static UserClock Of(DisplaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var zone = Zone(settings.TimeZoneId) ?? Zone(settings.OrganisationTimeZoneId) ?? DateTimeZone.Utc;
        return new(zone, IManageProfile.Locales.Contains(settings.Locale) ? CultureInfo.GetCultureInfo(settings.Locale!) : null);
    }

    /// <summary><c>2026-11-24 09:00 CST</c>, or in the locale's format <c>24.11.2026 16:00 CET</c>.</summary>
    public string Text(DateTime utc, bool seconds = false)
    {
        var local = Local(utc).ToDateTimeUnspecified();
        var time = _locale is null
            ? local.ToString(seconds ? "HH:mm:ss" : "HH:mm", Formats.Culture)
            : local.ToString(seconds ? "T" : "t", _locale);
        return $"{Date(local)} {time} {ZoneName(utc)}";
    }

    /// <summary>The day alone.</summary>
    public string Day(DateTime utc) => Date(Local(utc).ToDateTimeUnspecified());

    /// <summary>A count with the locale's separators.</summary>
    public string Count(long number) => number.ToString("N0", _locale ?? Formats.Culture);

    /// <summary>The instant of a wall-clock time: the first of two where clocks go back, pushed on where they go forward.</summary>
    public DateTime ToUtc(DateTime local) => LocalDateTime.FromDateTime(local).InZoneLeniently(_zone).ToDateTimeUtc();

    /// <summary>The abbreviation that holds at an instant, such as <c>CST</c> or <c>CDT</c>; <c>UTC-03</c> where the zone has none.</summary>
    private string ZoneName(DateTime utc)
    {
        var name = _zone.GetZoneInterval(Instant(utc)).Name;
        return name[0] is '+' or '-' ? "UTC" + name : name;
    }

    private string Date(DateTime local) => local.ToString(_locale is null ? "yyyy-MM-dd" : "d", _locale ?? Formats.Culture);

    private ZonedDateTime Local(DateTime utc) => Instant(utc).InZone(_zone);

    private static Instant Instant(DateTime utc) => DateTime.SpecifyKind(utc, DateTimeKind.Utc).ToInstant();

    private static DateTimeZone? Zone(string? id) => id is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
}
