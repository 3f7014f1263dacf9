namespace OptiBid.Web.Components.Layout;

/// <summary>The shortcuts of the shell: what js/keys.js hears, what it does, and what /help/shortcuts says.</summary>
internal static class Shortcuts
{
    /// <summary>Keys that lead to a page.</summary>
    public static IReadOnlyList<(string Keys, string Meaning, string Href)> Pages { get; } =
    [
        ("g h", "Desk", "/"),
        ("g d", "Dashboards", "/dashboards"),
        ("g l", "Live", "/markets/live"),
        ("g m", "Prices", "/markets"),
        ("g b", "Bids", "/bids"),
        ("g f", "Forecasts", "/forecasts"),
        ("g a", "Assets", "/assets"),
        ("g p", "P&L", "/pnl"),
        ("g n", "Notifications", "/notifications"),
        ("?", "Keyboard shortcuts", "/help/shortcuts"),
    ];

    /// <summary>Keys that work inside the page.</summary>
    public static IReadOnlyList<(string Keys, string Meaning)> Others { get; } =
    [
        ("Ctrl k", "Command palette"),
        ("[", "Show or hide the navigation"),
        ("Esc", "Close a menu, a dialog or the palette"),
        ("↑ ↓ Home End", "Walk through the rows of a table"),
        ("Enter", "Open the row of a table"),
    ];
}
