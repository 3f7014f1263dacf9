using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Dashboards.Boards;

/// <inheritdoc cref="IShareDashboard"/>
internal sealed class ShareDashboard(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    IDashboardSignals signals
) : IShareDashboard
{
    /// <inheritdoc/>
    public async Task<Result<DashboardView>> ExecuteAsync(
        Guid id,
        DashboardSharing sharing,
        IReadOnlyCollection<Guid> editors,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ShareDashboards))
        {
            return BoardFailures.Forbidden(Permissions.ShareDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var board = await db.SeenBy(user).SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
        if (board is null)
        {
            return BoardFailures.NotFound(id);
        }

        if (!board.IsInHandsOf(user))
        {
            return BoardFailures.ReadOnly(board.OwnedBy);
        }

        var wanted = sharing == DashboardSharing.Private ? [] : editors.Distinct().Where(e => e != board.OwnerId).ToList();
        if (wanted.Count > 0)
        {
            var members = (await db.MembersAsync(user, cancellationToken)).Select(m => m.UserId).ToHashSet();
            if (wanted.Exists(e => !members.Contains(e)))
            {
                return BoardFailures.NoMember(wanted.First(e => !members.Contains(e)));
            }
        }

        var before = board.Audited();
        board.Sharing = sharing;
        board.Editors = wanted;
        // Sharing changes no content: whoever edits it goes on from the version they have.
        trail.Append(
            db,
            new(
                sharing == DashboardSharing.Private ? "dashboards.unshared" : "dashboards.shared",
                "dashboard",
                id.ToString(),
                before,
                board.Audited()
            )
        );
        await db.SaveChangesAsync(cancellationToken);
        signals.Publish(new(user.OrganisationId, id, board.Version, user.Name));
        return await db.ViewAsync(board, user, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<DashboardMember>>> MembersAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ShareDashboards))
        {
            return BoardFailures.Forbidden(Permissions.ShareDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var members = await db.MembersAsync(user, cancellationToken);
        return Result<IReadOnlyList<DashboardMember>>.Ok([.. members.Where(m => m.UserId != user.UserId)]);
    }
}

/// <inheritdoc cref="IDeleteDashboard"/>
internal sealed class DeleteDashboard(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    IDashboardSignals signals,
    TimeProvider time
) : IDeleteDashboard
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, bool restore = false, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteDashboards))
        {
            return BoardFailures.Forbidden(Permissions.WriteDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (organisation, me) = (user.OrganisationId, user.UserId);
        var board = await db.Set<Board>()
            .SingleOrDefaultAsync(
                b => b.Id == id && b.OrganisationId == organisation && (b.OwnerId == me || b.Sharing == DashboardSharing.Organisation),
                cancellationToken
            );
        if (board is null)
        {
            return BoardFailures.NotFound(id);
        }

        if (!board.IsInHandsOf(user))
        {
            return BoardFailures.ReadOnly(board.OwnedBy);
        }

        if (restore == board.DeletedUtc is null)
        {
            return restore ? Done.Instance : BoardFailures.NotFound(id);
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (restore && now - board.DeletedUtc > Board.KeptAfterDeletion)
        {
            return BoardFailures.Gone;
        }

        board.DeletedUtc = restore ? null : now;
        trail.Append(
            db,
            new(restore ? "dashboards.restored" : "dashboards.deleted", "dashboard", id.ToString(), After: new { board.Title })
        );
        await db.SaveChangesAsync(cancellationToken);
        signals.Publish(new(organisation, id, board.Version, user.Name));
        return Done.Instance;
    }
}
