using System.Security.Claims;
using MudBlazor;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Assets;

/// <summary>The assets of the organisation for the command palette; the query refuses who may not see them.</summary>
internal sealed class AssetCommands(IListAssets list) : ICommandSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteCommand>> FindAsync(
        string typed,
        ClaimsPrincipal user,
        CancellationToken cancellationToken = default
    )
    {
        if (typed.Length == 0 || await list.ExecuteAsync(cancellationToken) is not { IsSuccess: true, Value: var assets })
        {
            return [];
        }

        return
        [
            .. assets.Select(a => new PaletteCommand(
                $"asset:{a.Id}",
                a.Draft.Name,
                PaletteKind.Assets,
                Icons.Material.Outlined.BatteryChargingFull,
                "/assets"
            )
            {
                Detail = $"{a.Draft.Market} · {a.Draft.Node}",
            }),
        ];
    }
}
