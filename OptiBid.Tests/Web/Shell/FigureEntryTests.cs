using Bunit;
using CsCheck;
using MudBlazor.Services;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

/// <summary>Figures are typed and shown in the reader's format, and never taken for another figure.</summary>
public sealed class FigureEntryTests
{
    private static readonly string[] s_tags = ["en", "en-GB", "de-DE", "fr-FR", "es-ES"];

    [Theory]
    [InlineData("de-DE", "12,5", 12.5)]
    [InlineData("de-DE", "1.234", 1234)]
    [InlineData("de-DE", "1.234,56", 1234.56)]
    [InlineData("de-DE", "-1.234.567,8", -1234567.8)]
    [InlineData("de-DE", " −3 ", -3)]
    [InlineData("de-DE", "12,", 12)]
    [InlineData("de-DE", ",5", 0.5)]
    [InlineData("en-US", "12.5", 12.5)]
    [InlineData("en-US", "1,234.5", 1234.5)]
    [InlineData("en", "1,234", 1234)]
    [InlineData("fr-FR", "1 234,5", 1234.5)]
    public void A_figure_is_read_in_the_format_of_the_reader(string tag, string typed, double value)
    {
        using var speaking = new Speaking(tag);
        Assert.True(FigureEntry.TryRead(typed, out var read));
        Assert.Equal((decimal)value, read);
    }

    [Theory]
    [InlineData("de-DE", "12.5")]
    [InlineData("de-DE", "1.23")]
    [InlineData("de-DE", "1234.567")]
    [InlineData("de-DE", ".234")]
    [InlineData("de-DE", "1,2,3")]
    [InlineData("de-DE", "1,234.5")]
    [InlineData("de-DE", "1e3")]
    [InlineData("de-DE", "--1")]
    [InlineData("de-DE", "-")]
    [InlineData("de-DE", ",")]
    [InlineData("de-DE", "")]
    [InlineData("de-DE", null)]
    [InlineData("en-US", "12,5")]
    [InlineData("en", "0,25")]
    [InlineData("en", "NaN")]
    public void What_could_be_meant_otherwise_is_refused(string tag, string? typed)
    {
        using var speaking = new Speaking(tag);
        Assert.False(FigureEntry.TryRead(typed, out _));
    }

    [Fact]
    public void What_is_written_is_read_as_the_same_figure_in_every_locale() =>
        Gen.Select(Gen.Int[-2_000_000_000, 2_000_000_000], Gen.Int[0, 6], Gen.Int[0, s_tags.Length - 1].Select(i => s_tags[i]))
            .Sample(
                (digits, scale, tag) =>
                {
                    using var speaking = new Speaking(tag);
                    var value = new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)scale);
                    return FigureEntry.TryRead(FigureEntry.Write(value), out var read) && read == value;
                },
                threads: 1
            );

    [Fact]
    public async Task A_field_shows_and_takes_the_comma_and_refuses_the_point()
    {
        using var speaking = new Speaking("de-DE");
        await using var bunit = new BunitContext();
        bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        bunit.Services.AddMudServices();
        double? value = 12.5;
        var field = bunit.Render<FigureField>(p => p.Bind(f => f.Value, value, v => value = v));
        Assert.Equal("12,5", field.Find("input").GetAttribute("value"));
        Assert.NotEqual("number", field.Find("input").GetAttribute("type"));
        field.Find("input").Change("1.234");
        Assert.Equal(1234, value);
        field.Find("input").Change("99,75");
        Assert.Equal(99.75, value);
        field.Find("input").Change("12.5");
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        Assert.NotEqual(125, value);
    }

    [Theory]
    [InlineData("en", "-$1,234.50", "34.12 $/MWh")]
    [InlineData("en~US$", "-US$1,234.50", "34.12 US$/MWh")]
    [InlineData("en~USD", "USD -1,234.50", "34.12 USD/MWh")]
    [InlineData("de-DE", "-1.234,50 $", "34,12 $/MWh")]
    [InlineData("de-DE~USD", "-1.234,50 USD", "34,12 USD/MWh")]
    [InlineData("~USD", "USD -1,234.50", "34.12 USD/MWh")]
    [InlineData("de-DE~EUR", "-1.234,50 $", "34,12 $/MWh")]
    public void Dollars_are_written_as_the_reader_chose(string tag, string amount, string price)
    {
        using var speaking = new Speaking(tag);
        Assert.Equal((amount, price), (Formats.Usd(-1234.5m), Formats.UsdPerMwh(34.12)));
    }
}
