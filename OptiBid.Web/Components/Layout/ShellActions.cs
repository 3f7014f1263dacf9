using System.Security.Claims;
using Microsoft.Extensions.Localization;
using MudBlazor;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Layout;

/// <summary>What the shell itself can do, for the palette: the layout fills it in. Scoped to the circuit.</summary>
internal sealed class ShellActions(IStringLocalizer<Texts> texts) : ICommandSource
{
    /// <summary>Switches between light and dark.</summary>
    public Func<Task>? SwitchTheme { get; set; }

    /// <summary>Switches between compact and comfortable.</summary>
    public Func<Task>? SwitchDensity { get; set; }

    /// <summary>Starts the tour.</summary>
    public Func<Task>? StartTour { get; set; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PaletteCommand>> FindAsync(string typed, ClaimsPrincipal user, CancellationToken cancellationToken = default)
    {
        (string Id, string Title, string Icon, Func<Task>? Run)[] actions =
        [
            ("theme", texts["Switch between light and dark"], Icons.Material.Outlined.DarkMode, SwitchTheme),
            ("density", texts["Switch between compact and comfortable"], Icons.Material.Outlined.DensitySmall, SwitchDensity),
            ("tour", texts["Take the tour"], Icons.Material.Outlined.Explore, StartTour),
        ];
        return Task.FromResult<IReadOnlyList<PaletteCommand>>([
            .. actions
                .Where(a => a.Run is not null)
                .Select(a => new PaletteCommand("action:" + a.Id, a.Title, PaletteKind.Actions, a.Icon, null) { Run = a.Run }),
        ]);
    }
}
