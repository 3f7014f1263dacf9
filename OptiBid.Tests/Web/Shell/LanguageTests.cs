using System.Globalization;
using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Web;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

public sealed class LanguageTests(AppHost app) : IClassFixture<AppHost>
{
    [Theory]
    [InlineData(null, "", "en")]
    [InlineData("en", "", "en")]
    [InlineData("de", "de-DE", "de")]
    [InlineData("de-DE", "de-DE", "de")]
    [InlineData("fr-FR", "fr-FR", "en")]
    [InlineData("xx", "", "en")]
    public void Of_GivesFiguresAndTexts(string? tag, string figures, string texts)
    {
        var culture = OptiBid.Web.Languages.Of(tag);
        Assert.Equal((figures, texts), (culture.Figures.Name, culture.Texts.Name));
    }

    [Theory]
    [InlineData("", "$1,234.50", "-$3.00", "34.12 $/MWh", "85.3 %")]
    [InlineData("de-DE", "1.234,50 $", "-3,00 $", "34,12 $/MWh", "85,3 %")]
    [InlineData("en-GB", "$1,234.50", "-$3.00", "34.12 $/MWh", "85.3 %")]
    public void Figures_FollowTheReader(string culture, string plus, string minus, string price, string share)
    {
        using var _ = new Reader(culture);
        Assert.Equal(
            (plus, minus, price, share),
            (Formats.Usd(1234.5m), Formats.Usd(-3.0), Formats.UsdPerMwh(34.12m), Formats.Percent(0.853))
        );
    }

    [Fact]
    public void Files_StayInvariant()
    {
        using var _ = new Reader("de-DE");
        var rows = InvariantCulture.Of(() => new[] { new[] { $"{1.5}", Formats.Number(2.5) } });
        Assert.Equal(["1.5", "2.50"], rows[0]);
        Assert.Equal("2,50", Formats.Number(2.5));
    }

    [Fact]
    public async Task NumericField_KeepsItsValue_InGerman()
    {
        await using var bunit = new BunitContext();
        bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        bunit.Services.AddLocalization();
        bunit.Services.AddMudServices();
        using var _ = new Reader("de-DE");
        var value = 1.5;
        var field = bunit.Render<MudNumericField<double>>(p => p.Bind(f => f.Value, value, v => value = v));
        var shown = field.Find("input").GetAttribute("value");
        field.Find("input").Change(shown!);
        Assert.True(value is 1.5, $"{shown} became {value.ToString(CultureInfo.InvariantCulture)}");
    }

    [Theory]
    [InlineData("de-DE,de;q=0.9,en;q=0.5", "de", "Anmelden")]
    [InlineData("fr, en;q=0.4", "en", "Sign in")]
    [InlineData(null, "en", "Sign in")]
    public async Task SignInPage_SpeaksTheBrowsersLanguage(string? accepted, string lang, string heading)
    {
        using var client = app.CreateClient();
        if (accepted is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);
        }

        var page = WebUtility.HtmlDecode(
            await client.GetStringAsync(new Uri("login", UriKind.Relative), Xunit.TestContext.Current.CancellationToken)
        );
        Assert.Contains($"<html lang=\"{lang}\"", page, StringComparison.Ordinal);
        Assert.Contains($"<h1>{heading}</h1>", page, StringComparison.Ordinal);
    }

    private sealed class Reader : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentCulture;

        public Reader(string culture) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        public void Dispose() => CultureInfo.CurrentCulture = _before;
    }
}
