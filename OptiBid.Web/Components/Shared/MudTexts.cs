using Microsoft.Extensions.Localization;
using MudBlazor;

namespace OptiBid.Web.Components.Shared;

/// <summary>What MudBlazor's own buttons and checks say, in the reader's language. A key that is not here stays MudBlazor's English.</summary>
internal sealed class MudTexts(IStringLocalizer<Texts> texts) : MudLocalizer
{
    private static readonly Dictionary<string, string> s_english = new(StringComparer.Ordinal)
    {
        ["MudAlert_Close"] = "Close",
        ["MudChip_Close"] = "Close",
        ["MudDialog_Close"] = "Close",
        ["MudSnackbar_Close"] = "Close",
        ["MudInput_Clear"] = "Clear",
        ["MudInput_Increment"] = "Increase",
        ["MudInput_Decrement"] = "Decrease",
        ["MudSelect_SelectAll"] = "Select all",
        ["MudFormComponent_Required"] = "Required",
        ["Converter_InvalidNumber"] = "Not a number",
        ["Converter_InvalidDateTime"] = "Not a date",
        ["Converter_InvalidType"] = "Not valid",
        ["Converter_ConversionError"] = "Not valid",
        ["Converter_ConversionFailed"] = "Not valid",
        ["MudExitPrompt_Title"] = "Leave the page?",
        ["MudExitPrompt_Text"] = "What you changed is not saved.",
        ["MudExitPrompt_Cancel"] = "Stay",
        ["MudExitPrompt_Exit"] = "Leave",
    };

    /// <inheritdoc/>
    public override LocalizedString this[string key] =>
        s_english.TryGetValue(key, out var english)
            ? new(key, texts[english].Value, resourceNotFound: false)
            : new(key, key, resourceNotFound: true);

    /// <inheritdoc/>
    public override LocalizedString this[string key, params object[] arguments] => this[key];
}
