using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Dashboards.Boards;

/// <inheritdoc cref="ISaveDashboard"/>
internal sealed class SaveDashboard(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    IDashboardSignals signals,
    TimeProvider time
) : ISaveDashboard
{
    /// <inheritdoc/>
    public async Task<Result<DashboardView>> ExecuteAsync(
        Guid id,
        DashboardContent content,
        int version,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.WriteDashboards))
        {
            return BoardFailures.Forbidden(Permissions.WriteDashboards);
        }

        ArgumentNullException.ThrowIfNull(content);
        if (ContentRules.Check(content) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var board = await db.SeenBy(user).SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
        if (board is null)
        {
            return BoardFailures.NotFound(id);
        }

        if (!board.CanEdit(user))
        {
            return BoardFailures.ReadOnly(board.OwnedBy);
        }

        if (board.Version != version)
        {
            return new DashboardChanged(await db.ViewAsync(board, user, cancellationToken));
        }

        var before = board.Audited();
        board.Apply(content with { Title = content.Title.Trim() }, user.Name, time.GetUtcNow().UtcDateTime);
        trail.Append(db, new("dashboards.changed", "dashboard", id.ToString(), before, board.Audited()));
        // What is saved needs no draft.
        var (me, draft) = (user.UserId, db.Set<BoardDraft>());
        draft.RemoveRange(await draft.Where(d => d.UserId == me && d.DashboardId == id).ToListAsync(cancellationToken));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Either the dashboard, or the draft that another window of this user has just kept.
            await using var fresh = await contexts.CreateDbContextAsync(cancellationToken);
            var now = await fresh.SeenBy(user).AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
            return now is null ? BoardFailures.NotFound(id) : new DashboardChanged(await fresh.ViewAsync(now, user, cancellationToken));
        }

        signals.Publish(new(user.OrganisationId, id, board.Version, user.Name));
        return await db.ViewAsync(board, user, cancellationToken);
    }
}
