using System.Security.Claims;
using MudBlazor;
using OptiBid.Core.Markets.Prices;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Markets;

/// <summary>The settlement points with prices for the command palette; the query refuses who may not see them.</summary>
internal sealed class NodeCommands(IListSeries list) : ICommandSource
{
    private const int Most = 40;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteCommand>> FindAsync(
        string typed,
        ClaimsPrincipal user,
        CancellationToken cancellationToken = default
    )
    {
        if (typed.Length == 0 || await list.ExecuteAsync(cancellationToken) is not { IsSuccess: true, Value: var series })
        {
            return [];
        }

        return
        [
            .. series
                .Select(s => (s.Definition.Key.Market, s.Definition.Key.Node))
                .Distinct()
                .Select(n => (n.Market, n.Node, Score: FuzzyMatch.Score(typed, n.Node)))
                .Where(n => n.Score > 0)
                .OrderByDescending(n => n.Score)
                .Take(Most)
                .Select(n => new PaletteCommand(
                    $"node:{n.Market}/{n.Node}",
                    n.Node,
                    PaletteKind.Nodes,
                    Icons.Material.Outlined.Place,
                    "/" + new PriceUrl(n.Market, n.Node).Address
                )
                {
                    Detail = n.Market,
                }),
        ];
    }
}
