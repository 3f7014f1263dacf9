using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.WidgetParts;

/// <summary>A figure with its name.</summary>
/// <param name="Label">Name.</param>
/// <param name="Value">The figure, written.</param>
/// <param name="Unit">Unit behind it.</param>
/// <param name="Hint">One line below it.</param>
public sealed record WidgetFigure(string Label, string Value, string? Unit = null, string? Hint = null);

/// <summary>How widgets write what they share.</summary>
public static class WidgetText
{
    /// <summary>A change with arrow and sign, never by colour alone: <c>▲ +1.20</c>; a dash where there is none.</summary>
    public static string Change(double? change, int decimals = 2)
    {
        if (change is not { } c || !double.IsFinite(c))
        {
            return Formats.Missing;
        }

        var rounded = Math.Round(c, decimals);
        return rounded switch
        {
            > 0 => "▲ +" + Formats.Number(rounded, decimals),
            < 0 => "▼ −" + Formats.Number(-rounded, decimals),
            _ => "■ " + Formats.Number(0, decimals),
        };
    }

    /// <summary>A figure for a table of <c>Rows()</c>: all digits, empty where it is missing.</summary>
    public static string Raw(double? value) => value is { } v && double.IsFinite(v) ? v.ToString("R", Formats.Culture) : "";

    /// <inheritdoc cref="Raw(double?)"/>
    public static string Raw(decimal? value) => value?.ToString(Formats.Culture) ?? "";

    /// <summary>An instant for a table of <c>Rows()</c>.</summary>
    public static string Raw(DateTime utc) => Formats.Stamp(utc);

    /// <summary>A market day.</summary>
    public static string Day(DateOnly day) => Formats.Day(day);
}
