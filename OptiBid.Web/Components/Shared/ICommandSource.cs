using System.Security.Claims;

namespace OptiBid.Web.Components.Shared;

/// <summary>The groups of the command palette.</summary>
public enum PaletteKind
{
    /// <summary>What was used last.</summary>
    Recent,

    /// <summary>Pages of the navigation and of one's account.</summary>
    Pages,

    /// <summary>Batteries and plants.</summary>
    Assets,

    /// <summary>Settlement points.</summary>
    Nodes,

    /// <summary>Bids.</summary>
    Bids,

    /// <summary>Dashboards.</summary>
    Dashboards,

    /// <summary>Something that is done at once.</summary>
    Actions,
}

/// <summary>Something the command palette offers.</summary>
/// <param name="Id">Stable id under which it is remembered as recent, such as <c>page:/bids</c>.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Kind">Its group.</param>
/// <param name="Icon">An icon of MudBlazor.</param>
/// <param name="Href">Where it leads; or null with <see cref="Run"/>.</param>
public sealed record PaletteCommand(string Id, string Title, PaletteKind Kind, string Icon, string? Href)
{
    /// <summary>What stands behind the title, such as the market of a node.</summary>
    public string? Detail { get; init; }

    /// <summary>More words by which it is found.</summary>
    public string Keywords { get; init; } = "";

    /// <summary>What it does instead of leading somewhere.</summary>
    public Func<Task>? Run { get; init; }
}

/// <summary>
/// Offers commands to the palette. A feature registers its own: <c>services.AddScoped&lt;ICommandSource, BidCommandSource&gt;()</c>. It offers only
/// what the user may see and answers within a moment: it is asked on every key.
/// </summary>
public interface ICommandSource
{
    /// <summary>What it has for what was typed; the palette ranks and cuts. Nothing typed: what is worth offering first.</summary>
    Task<IReadOnlyList<PaletteCommand>> FindAsync(string typed, ClaimsPrincipal user, CancellationToken cancellationToken = default);
}
