using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using MudBlazor.Utilities.Exceptions;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// A field for a figure in the reader's format, such as <c>12,5</c> in German. What could be meant otherwise is refused, and what was understood is
/// shown when the field is left.
/// </summary>
public sealed class FigureField : MudNumericField<double?>
{
    private static readonly IReversibleConverter<double?, string?> s_figures = Conversions.From<double?, string?>(
        value => value is { } v ? FigureEntry.Write(v) : null,
        text =>
            string.IsNullOrWhiteSpace(text) ? null
            : FigureEntry.TryRead(text, out var value) ? (double)value
            : throw new ConversionException("Converter_InvalidNumber", [], new FormatException())
    );

    /// <inheritdoc/>
    public override Task SetParametersAsync(ParameterView parameters)
    {
        // With a culture of its own the field is one for text; a browser's field for numbers would take and show the browser's format.
        var all = new Dictionary<string, object?>(parameters.ToDictionary()!, StringComparer.Ordinal)
        {
            [nameof(Culture)] = CultureInfo.CurrentCulture,
            [nameof(Converter)] = s_figures,
            [nameof(InputMode)] = InputMode.@decimal,
        };
        return base.SetParametersAsync(ParameterView.FromDictionary(all));
    }
}
