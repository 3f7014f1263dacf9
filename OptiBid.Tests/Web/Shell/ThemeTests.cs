using System.Globalization;
using OptiBid.Web.Components.Theme;

namespace OptiBid.Tests.Web.Shell;

/// <summary>The colours keep their distances for every kind of colour vision and their contrast with the panel.</summary>
public class ThemeTests
{
    // Machado, Oliveira and Fernandes 2009, severity 1, applied to linear RGB.
    private static readonly double[][] s_visions =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    [Fact]
    public void Series_stay_apart_for_every_kind_of_colour_vision()
    {
        foreach (var palette in new[] { OptiBidTheme.SeriesLight, OptiBidTheme.SeriesDark })
        {
            var distances =
                from vision in s_visions
                from i in Enumerable.Range(0, palette.Count)
                from j in Enumerable.Range(i + 1, palette.Count - i - 1)
                select Distance(Lab(Seen(palette[i], vision)), Lab(Seen(palette[j], vision)));
            Assert.True(distances.Min() >= 31, $"{distances.Min():F1}");
        }
    }

    [Fact]
    public void Series_have_a_contrast_of_3_with_the_panel()
    {
        Assert.All(OptiBidTheme.SeriesLight, c => Assert.True(Contrast(c, OptiBidTheme.LightSurface) >= 3, c));
        Assert.All(OptiBidTheme.SeriesDark, c => Assert.True(Contrast(c, OptiBidTheme.DarkSurface) >= 3, c));
    }

    [Fact]
    public void Text_has_a_contrast_of_4_5_with_panel_page_and_bar()
    {
        foreach (MudBlazor.Palette p in new MudBlazor.Palette[] { OptiBidTheme.Theme.PaletteLight, OptiBidTheme.Theme.PaletteDark })
        {
            (string Ink, string Ground)[] pairs =
            [
                .. new[] { p.TextPrimary, p.TextSecondary, p.Primary, p.Error, p.Warning, p.Success, p.Info }.SelectMany(ink =>
                    new[] { p.Surface, p.Background }.Select(ground => (ink.Value, ground.Value))
                ),
                (p.AppbarText.Value, p.AppbarBackground.Value),
                (p.DrawerText.Value, p.DrawerBackground.Value),
                (p.PrimaryContrastText.Value, p.Primary.Value),
                (p.ErrorContrastText.Value, p.Error.Value),
            ];
            Assert.All(pairs, pair => Assert.True(Contrast(pair.Ink, pair.Ground) >= 4.5, $"{pair.Ink} on {pair.Ground}"));
        }
    }

    [Theory]
    [InlineData(false, OptiBidTheme.LightSurface)]
    [InlineData(true, OptiBidTheme.DarkSurface)]
    public void Risen_and_fallen_are_legible_and_apart(bool dark, string panel)
    {
        Assert.True(Contrast(OptiBidTheme.Up(dark), panel) >= 4.5);
        Assert.True(Contrast(OptiBidTheme.Down(dark), panel) >= 4.5);
        Assert.All(s_visions, v => Assert.True(Distance(Lab(Seen(OptiBidTheme.Up(dark), v)), Lab(Seen(OptiBidTheme.Down(dark), v))) >= 31));
    }

    private static double[] Linear(string hex) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => int.Parse(hex.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)),
        ];

    private static double[] Seen(string hex, double[] m)
    {
        var c = Linear(hex);
        return
        [
            .. Enumerable.Range(0, 3).Select(r => Math.Clamp((m[3 * r] * c[0]) + (m[(3 * r) + 1] * c[1]) + (m[(3 * r) + 2] * c[2]), 0, 1)),
        ];
    }

    private static double[] Lab(double[] rgb)
    {
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);
        var x = F(((0.4124564 * rgb[0]) + (0.3575761 * rgb[1]) + (0.1804375 * rgb[2])) / 0.95047);
        var y = F((0.2126729 * rgb[0]) + (0.7151522 * rgb[1]) + (0.0721750 * rgb[2]));
        var z = F(((0.0193339 * rgb[0]) + (0.1191920 * rgb[1]) + (0.9503041 * rgb[2])) / 1.08883);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());

    private static double Contrast(string a, string b)
    {
        static double Luminance(string hex)
        {
            var c = Linear(hex);
            return (0.2126 * c[0]) + (0.7152 * c[1]) + (0.0722 * c[2]);
        }

        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }
}
