namespace OptiBid.Web.Features.Desk.Widgets;

/// <summary>How much an alert matters.</summary>
public enum AlertLevel
{
    /// <summary>Something is wrong and costs money or trust.</summary>
    Critical,

    /// <summary>Something needs a hand soon.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Info,
}

/// <summary>Something that the desk should know, found in the state of the app.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">One sentence.</param>
/// <param name="AtUtc">Since when, or when it is due, UTC.</param>
/// <param name="Link">Page that helps, or null.</param>
public sealed record Alert(AlertLevel Level, string Kind, string Text, DateTime AtUtc, string? Link = null);

/// <summary>What was found and what could not be looked at.</summary>
/// <param name="Alerts">The most important first.</param>
/// <param name="Withheld">Parts that the user may not read.</param>
public sealed record AlertList(IReadOnlyList<Alert> Alerts, IReadOnlyList<string> Withheld);
