using System.Globalization;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Widgets;

/// <summary>
/// A column of <see cref="WidgetBase.Rows"/> as people read it: figures that have a unit in their heading, such as <c>price [$/MWh]</c>, with the
/// decimals of that unit and the separators of the reader. Files keep all digits.
/// </summary>
/// <param name="Unit">The unit, or null where the column holds no figures.</param>
internal readonly record struct FigureColumn(string? Unit)
{
    /// <summary>The column with that heading.</summary>
    public static FigureColumn Of(string heading) =>
        heading.EndsWith(']') && heading.LastIndexOf('[') is >= 0 and var at && at < heading.Length - 2
            ? new(heading[(at + 1)..^1])
            : new(null);

    /// <summary>A cell; what is no figure stays as it is.</summary>
    public string Show(string cell) =>
        Unit is not null && double.TryParse(cell, NumberStyles.Float, Formats.Culture, out var value)
            ? value.ToString(Pattern, Formats.Display)
            : cell;

    private string Pattern =>
        Unit switch
        {
            "MW" or "MWh" or "GW" or "GWh" or "%" => "N1",
            "h" or "min" or "-" => "#,0.##",
            _ => "N2",
        };
}
