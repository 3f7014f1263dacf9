using System.Globalization;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Web.Components.Shared;

/// <summary>How figures and times are written, everywhere the same. A value that is missing is a dash.</summary>
public static class Formats
{
    /// <summary>What stands for a missing value.</summary>
    public const string Missing = "–";

    /// <summary>The culture of files, addresses and programs: point before decimals, comma between thousands.</summary>
    public static CultureInfo Culture => CultureInfo.InvariantCulture;

    /// <summary>The culture of figures on a page: the reader's.</summary>
    public static CultureInfo Display => CultureInfo.CurrentCulture;

    /// <summary>How the reader wants US dollars written: <c>$</c>, <c>US$</c> or <c>USD</c>. An amount is never converted.</summary>
    public static string Dollar => Display.NumberFormat.CurrencySymbol is "US$" or "USD" ? Display.NumberFormat.CurrencySymbol : "$";

    /// <summary><c>$1,234.50</c>, <c>-$3.00</c>, <c>USD 1,234.50</c>; where the unit stands behind, <c>1.234,50 $</c>.</summary>
    public static string Usd(decimal? value, int decimals = 2) =>
        value is { } v ? Usd(v < 0, Math.Abs(v).ToString("N" + decimals, Display)) : Missing;

    /// <inheritdoc cref="Usd(decimal?, int)"/>
    public static string Usd(double? value, int decimals = 2) =>
        value is { } v && double.IsFinite(v) ? Usd(v < 0, Math.Abs(v).ToString("N" + decimals, Display)) : Missing;

    /// <summary>A unit such as <c>$/MWh</c> with the dollars written as the reader wants them.</summary>
    public static string Unit(string unit) => Dollar == "$" ? unit : unit.Replace("$", Dollar, StringComparison.Ordinal);

    /// <summary><c>34.12 $/MWh</c>.</summary>
    public static string UsdPerMwh(decimal? value, int decimals = 2) => WithUnit(value, decimals, "$/MWh");

    /// <inheritdoc cref="UsdPerMwh(decimal?, int)"/>
    public static string UsdPerMwh(double? value, int decimals = 2) => WithUnit(value, decimals, "$/MWh");

    /// <summary><c>100.0 MW</c>.</summary>
    public static string Mw(decimal? value, int decimals = 1) => WithUnit(value, decimals, "MW");

    /// <inheritdoc cref="Mw(decimal?, int)"/>
    public static string Mw(double? value, int decimals = 1) => WithUnit(value, decimals, "MW");

    /// <summary><c>200.0 MWh</c>.</summary>
    public static string Mwh(decimal? value, int decimals = 1) => WithUnit(value, decimals, "MWh");

    /// <inheritdoc cref="Mwh(decimal?, int)"/>
    public static string Mwh(double? value, int decimals = 1) => WithUnit(value, decimals, "MWh");

    /// <summary>A share as per cent: 0.853 is <c>85.3 %</c>.</summary>
    public static string Percent(double? share, int decimals = 1) => WithUnit(share * 100, decimals, "%");

    /// <inheritdoc cref="Percent(double?, int)"/>
    public static string Percent(decimal? share, int decimals = 1) => WithUnit(share * 100, decimals, "%");

    /// <summary>A plain figure with the separators of the reader.</summary>
    public static string Number(double? value, int decimals = 2) =>
        value is { } v && double.IsFinite(v) ? v.ToString("N" + decimals, Display) : Missing;

    /// <summary>The text with a capital at its start.</summary>
    public static string Capitalised(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary><c>1 member</c>, <c>1,204 members</c>.</summary>
    public static string Count(int number, string what) => $"{number.ToString("N0", Display)} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A market day as everywhere in the app, in addresses and in files: <c>2026-11-24</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", Culture);

    /// <summary>An instant in files and addresses: <c>2026-11-24T15:00:00Z</c>.</summary>
    public static string Stamp(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Culture);

    /// <summary>A title as the name of a file, without the ending: <c>prices-of-hb-north</c>.</summary>
    public static string FileStem(string title) =>
        string.Concat(title.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');

    /// <summary><c>2026-11-24 15:00 UTC</c>.</summary>
    public static string Utc(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm 'UTC'", Culture);

    /// <summary>The market's wall clock with UTC behind it: <c>2026-11-24 09:00 CT (15:00 UTC)</c>.</summary>
    public static string UtcAndLocal(DateTime utc, MarketCalendar calendar)
    {
        var local = calendar.ToLocal(utc);
        if (calendar.TimeZoneId == "UTC")
        {
            return Utc(utc);
        }

        var pattern = local.Date == utc.Date ? "HH:mm 'UTC'" : "yyyy-MM-dd HH:mm 'UTC'";
        return $"{local.ToString("yyyy-MM-dd HH:mm", Culture)} {ZoneName(calendar.TimeZoneId)} ({utc.ToString(pattern, Culture)})";
    }

    /// <summary><c>HE 07</c>, <c>HE 02*</c> for the repeated hour of autumn.</summary>
    public static string HourEnding(MarketHour hour) => hour.Label;

    /// <summary>The hour that contains an instant, as hour ending on the market's clock.</summary>
    public static string HourEnding(DateTime utc, MarketCalendar calendar) => calendar.HourOf(utc).Label;

    /// <summary>Short name of a zone: ET, CT, PT, UTC; any other as it is.</summary>
    public static string ZoneName(string timeZoneId) =>
        timeZoneId switch
        {
            "America/New_York" => "ET",
            "America/Chicago" => "CT",
            "America/Los_Angeles" => "PT",
            _ => timeZoneId,
        };

    private static string Usd(bool isNegative, string amount)
    {
        var minus = isNegative ? Display.NumberFormat.NegativeSign : "";
        return Display.NumberFormat.CurrencyPositivePattern is 1 or 3 ? $"{minus}{amount} {Dollar}"
            : Dollar == "USD" ? $"{Dollar} {minus}{amount}"
            : $"{minus}{Dollar}{amount}";
    }

    private static string WithUnit(double? value, int decimals, string unit) =>
        value is { } v && double.IsFinite(v) ? $"{v.ToString("N" + decimals, Display)} {Unit(unit)}" : Missing;

    private static string WithUnit(decimal? value, int decimals, string unit) =>
        value is { } v ? $"{v.ToString("N" + decimals, Display)} {Unit(unit)}" : Missing;
}
