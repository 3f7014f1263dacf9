using System.Globalization;
using System.Security.Claims;
using MudBlazor;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Bids;

/// <summary>The latest bids of the organisation for the command palette; the query refuses who may not see them.</summary>
internal sealed class BidCommandSource(IListBids list) : ICommandSource
{
    private const int Most = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteCommand>> FindAsync(
        string typed,
        ClaimsPrincipal user,
        CancellationToken cancellationToken = default
    )
    {
        if (typed.Length == 0 || await list.ExecuteAsync(new(Limit: Most), cancellationToken) is not { IsSuccess: true, Value: var bids })
        {
            return [];
        }

        return
        [
            .. bids.Select(b => new PaletteCommand(
                $"bid:{b.Id}",
                string.Create(CultureInfo.InvariantCulture, $"{b.AssetName}, {b.Day:yyyy-MM-dd}"),
                PaletteKind.Bids,
                Icons.Material.Outlined.Gavel,
                $"/bids/{b.Id}"
            )
            {
                Detail = $"{b.Market} · {b.Node}",
            }),
        ];
    }
}
