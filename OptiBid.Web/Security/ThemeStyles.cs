using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using OptiBid.Web.Components.Theme;

namespace OptiBid.Web.Security;

/// <summary>
/// The style elements that pages may hold: our theme's, and those that MudBlazor makes from it for light and dark. Rendered once as the pages
/// render them, so that their hashes are right after every change of the theme or of MudBlazor.
/// </summary>
internal sealed partial class ThemeStyles(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    /// <summary>The one style element that ApexCharts 4.7.0 makes beside its style sheet: that of its legends.</summary>
    public const string ApexLegend = "'sha256-aSysLrDECVdJ6L+jLf8CC5QKLmwRuk/OZiZk9mYky8A='";

    private string _sources = "";

    /// <summary>Hashes for <c>style-src</c>, each after a space; empty until <see cref="RenderAsync"/> was called.</summary>
    public string Sources => _sources;

    /// <summary>Renders the theme and hashes what came out.</summary>
    public async Task RenderAsync()
    {
        var texts = new List<string> { OptiBidTheme.Css };
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        foreach (var dark in new[] { false, true })
        {
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    [nameof(MudThemeProvider.Theme)] = OptiBidTheme.Theme,
                    [nameof(MudThemeProvider.IsDarkMode)] = dark,
                }
            );
            var html = await renderer.Dispatcher.InvokeAsync(async () =>
                (await renderer.RenderComponentAsync<MudThemeProvider>(parameters)).ToHtmlString()
            );
            texts.AddRange(Style().Matches(html).Select(m => m.Groups["text"].Value));
        }

        _sources = string.Concat(
            texts
                .Select(t => t.ReplaceLineEndings("\n"))
                .Distinct(StringComparer.Ordinal)
                .Select(t => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(t)))}'")
                .Append(" " + ApexLegend)
        );
    }

    [GeneratedRegex(
        "<style[^>]*>(?<text>.*?)</style>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Style();
}
