using System.Security.Claims;
using MudBlazor;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>The dashboards that the user may open, for the command palette; the query refuses who may see none.</summary>
internal sealed class DashboardCommandSource(IListDashboards list) : ICommandSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteCommand>> FindAsync(
        string typed,
        ClaimsPrincipal user,
        CancellationToken cancellationToken = default
    )
    {
        if (typed.Length == 0 || await list.ExecuteAsync(cancellationToken) is not { IsSuccess: true, Value: var dashboards })
        {
            return [];
        }

        return
        [
            .. dashboards.Select(d => new PaletteCommand(
                $"dashboard:{d.Id}",
                d.Title,
                PaletteKind.Dashboards,
                Icons.Material.Outlined.Dashboard,
                $"/dashboards/{d.Id}"
            )
            {
                Detail = d.OwnedBy,
            }),
        ];
    }
}
