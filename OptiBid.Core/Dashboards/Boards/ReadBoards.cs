using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Dashboards.Boards;

/// <inheritdoc cref="IListDashboards"/>
internal sealed class ListDashboards(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListDashboards
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<DashboardSummary>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadDashboards))
        {
            return BoardFailures.Forbidden(Permissions.ReadDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var home = await db.HomeOfAsync(user, cancellationToken);
        var boards = await db.SeenBy(user).AsNoTracking().OrderByDescending(b => b.UpdatedUtc).ToListAsync(cancellationToken);
        return Result<IReadOnlyList<DashboardSummary>>.Ok([.. boards.Select(b => b.ToSummary(user, home))]);
    }
}

/// <inheritdoc cref="IFindDashboard"/>
internal sealed class FindDashboard(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IFindDashboard
{
    /// <inheritdoc/>
    public async Task<Result<DashboardView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadDashboards))
        {
            return BoardFailures.Forbidden(Permissions.ReadDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var board = await db.SeenBy(user).AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
        return board is null ? BoardFailures.NotFound(id) : await db.ViewAsync(board, user, cancellationToken);
    }
}
