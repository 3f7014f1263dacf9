using MudBlazor;

namespace OptiBid.Web.Components.Theme;

/// <summary>The colours of OptiBid. Chosen so that text has a contrast of 4.5 and series stay apart for every kind of colour vision (ThemeTests).</summary>
internal static class OptiBidTheme
{
    /// <summary>Panel colour in the light theme.</summary>
    public const string LightSurface = "#FFFFFF";

    /// <summary>Panel colour in the dark theme.</summary>
    public const string DarkSurface = "#17212B";

    /// <summary>System fonts only: nothing is loaded.</summary>
    private static readonly string[] s_fonts =
    [
        "-apple-system",
        "Segoe UI",
        "Roboto",
        "Helvetica Neue",
        "Liberation Sans",
        "Arial",
        "sans-serif",
    ];

    /// <summary>Series colours on the light panel.</summary>
    public static IReadOnlyList<string> SeriesLight { get; } = ["#2A3381", "#D05206", "#468CEF", "#642E2A", "#BB8770", "#817A99"];

    /// <summary>Series colours on the dark panel.</summary>
    public static IReadOnlyList<string> SeriesDark { get; } = ["#84E8EF", "#E69F28", "#8F60E4", "#CCE5AD", "#D64448", "#358797"];

    /// <summary>The theme of every interactive page.</summary>
    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#1857B8",
                Secondary = "#46535F",
                Tertiary = "#0B6E6E",
                Warning = "#8A4B00",
                Success = "#1B5E20",
                Error = "#B71C1C",
                Info = "#01579B",
                TextPrimary = "#17212B",
                TextSecondary = "#46535F",
                ActionDefault = "#46535F",
                AppbarBackground = "#0F2A47",
                AppbarText = "#FFFFFF",
                Background = "#F4F6F8",
                Surface = LightSurface,
                DrawerBackground = "#FFFFFF",
                DrawerText = "#2B3743",
                DrawerIcon = "#46535F",
                LinesDefault = "#DDE3E9",
                TableLines = "#DDE3E9",
                Divider = "#DDE3E9",
                LinesInputs = "#6B7885",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#8AB4F8",
                PrimaryContrastText = "#0B1118",
                Secondary = "#AEBBC8",
                SecondaryContrastText = "#0B1118",
                Tertiary = "#7FD6D6",
                TertiaryContrastText = "#0B1118",
                Warning = "#FDD663",
                WarningContrastText = "#0B1118",
                Success = "#81C995",
                SuccessContrastText = "#0B1118",
                Error = "#F28B82",
                ErrorContrastText = "#0B1118",
                Info = "#8CC9F2",
                InfoContrastText = "#0B1118",
                TextPrimary = "#E6EBF0",
                TextSecondary = "#AEBBC8",
                ActionDefault = "#AEBBC8",
                AppbarBackground = "#0B1622",
                AppbarText = "#E6EBF0",
                Background = "#0F1720",
                Surface = DarkSurface,
                DrawerBackground = "#121B25",
                DrawerText = "#D5DDE5",
                DrawerIcon = "#AEBBC8",
                LinesDefault = "#2C3946",
                TableLines = "#2C3946",
                Divider = "#2C3946",
                LinesInputs = "#7D8B99",
            },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = s_fonts,
                    FontSize = "0.875rem",
                    LineHeight = "1.5",
                    LetterSpacing = "normal",
                },
                Button = new ButtonTypography
                {
                    TextTransform = "none",
                    FontWeight = "600",
                    LetterSpacing = "normal",
                },
            },
            LayoutProperties = new LayoutProperties
            {
                DefaultBorderRadius = "6px",
                DrawerWidthLeft = "232px",
                AppbarHeight = "56px",
            },
        };

    /// <summary>The same colours as CSS variables, for charts, static pages and the first paint.</summary>
    public static string Css { get; } = $":root{{--ob-font:{FontList};{Variables(false)}}}:root[data-theme=dark]{{{Variables(true)}}}";

    /// <summary>Risen, bought, charging: blue, with an arrow beside it.</summary>
    public static string Up(bool dark) => dark ? "#8AB4F8" : "#1857B8";

    /// <summary>Fallen, sold, discharging: orange, with an arrow beside it.</summary>
    public static string Down(bool dark) => dark ? "#F5A65B" : "#A84300";

    private static string FontList => string.Join(", ", s_fonts.Select(f => f.Contains(' ', StringComparison.Ordinal) ? $"\"{f}\"" : f));

    private static string Variables(bool dark)
    {
        Palette palette = dark ? Theme.PaletteDark : Theme.PaletteLight;
        var series = (dark ? SeriesDark : SeriesLight).Select((colour, i) => $"--series-{i + 1}:{colour};");
        (string Name, string Value)[] others =
        [
            ("--chart-panel", dark ? DarkSurface : LightSurface),
            ("--chart-axis", dark ? "#AEBBC8" : "#46535F"),
            ("--chart-grid", dark ? "#26323E" : "#E7ECF0"),
            ("--ob-primary", Hex(palette.Primary)),
            ("--ob-on-primary", dark ? "#0B1118" : "#FFFFFF"),
            ("--ob-text", Hex(palette.TextPrimary)),
            ("--ob-text-2", Hex(palette.TextSecondary)),
            ("--ob-line", Hex(palette.LinesDefault)),
            ("--ob-surface", Hex(palette.Surface)),
            ("--ob-background", Hex(palette.Background)),
            ("--ob-bar", Hex(palette.AppbarBackground)),
            ("--ob-bar-text", Hex(palette.AppbarText)),
            ("--ob-drawer", Hex(palette.DrawerBackground)),
            ("--ob-error", Hex(palette.Error)),
            ("--ob-warning", Hex(palette.Warning)),
            ("--ob-success", Hex(palette.Success)),
            ("--ob-up", Up(dark)),
            ("--ob-down", Down(dark)),
            ("--ob-focus", dark ? "#FDD663" : "#1857B8"),
        ];
        return string.Concat(series)
            + string.Concat(others.Select(o => $"{o.Name}:{o.Value};"))
            + $"color-scheme:{(dark ? "dark" : "light")}";
    }

    private static string Hex(MudBlazor.Utilities.MudColor colour) => colour.Value[..7];
}
