using System.Globalization;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// Figures as a person types them in the format of their language. A group separator counts only where groups of three stand: in German
/// <c>1.234</c> is 1234 and <c>12,5</c> is 12.5, while <c>12.5</c> is refused rather than taken for 125.
/// </summary>
internal static class FigureEntry
{
    /// <summary>Reads a figure; false where it is none or could be another one.</summary>
    public static bool TryRead(string? text, out decimal value)
    {
        var format = CultureInfo.CurrentCulture.NumberFormat;
        var typed = string.Concat((text ?? "").Trim().Select(Plain));
        var isNegative = typed.StartsWith('-');
        var parts = (isNegative ? typed[1..] : typed).Split(format.NumberDecimalSeparator);
        var groups = parts[0].Split(Plain(format.NumberGroupSeparator[0]));
        var plain = string.Concat(groups) + string.Concat(parts.Skip(1).Select(p => "." + p));
        // Only digits, in groups of three where there are groups, and at most one point.
        var isFigure =
            parts.Skip(1).Concat(groups).All(p => p.All(char.IsAsciiDigit))
            && (groups.Length == 1 || (groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(g => g.Length == 3)))
            && decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
        value = isFigure ? decimal.Parse((isNegative ? "-" : "") + plain, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;
        return isFigure;
    }

    /// <summary>The figure as it would be typed: no groups, all its decimals.</summary>
    public static string Write(decimal value) => value.ToString("0.############", CultureInfo.CurrentCulture);

    /// <inheritdoc cref="Write(decimal)"/>
    public static string Write(double value) => value.ToString("0.############", CultureInfo.CurrentCulture);

    /// <summary>One sign for each kind of space, apostrophe and minus.</summary>
    private static char Plain(char sign) =>
        sign switch
        {
            '\u00a0' or '\u202f' or '\u2009' => ' ',
            '\u2019' => '\'',
            '\u2212' or '\u2013' => '-',
            _ => sign,
        };
}
