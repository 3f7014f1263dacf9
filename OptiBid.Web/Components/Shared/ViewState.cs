namespace OptiBid.Web.Components.Shared;

/// <summary>What a panel shows (see <see cref="StateView"/>).</summary>
public enum ViewState
{
    /// <summary>A skeleton of the final size.</summary>
    Loading,

    /// <summary>Nothing there yet: says what would be and how to get it.</summary>
    Empty,

    /// <summary>The user lacks the permission.</summary>
    NoPermission,

    /// <summary>Something failed: what, a retry and the trace id.</summary>
    Error,

    /// <summary>The content, under a banner that says since when it is stale.</summary>
    Stale,

    /// <summary>The content.</summary>
    Ready,
}

/// <summary>Where a series comes from.</summary>
public enum Provenance
{
    /// <summary>Read from the market as it is published.</summary>
    Live,

    /// <summary>Published with a delay.</summary>
    Delayed,

    /// <summary>History played back.</summary>
    Replay,

    /// <summary>Made by a simulator.</summary>
    Simulated,

    /// <summary>Read from a file that a user brought.</summary>
    Imported,
}
