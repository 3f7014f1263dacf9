using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Dashboards.Boards;

/// <inheritdoc cref="IHomeDashboard"/>
internal sealed class HomeDashboard(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail) : IHomeDashboard
{
    /// <inheritdoc/>
    public async Task<Guid?> FindAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadDashboards))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var home = await db.HomeOfAsync(user, cancellationToken);
        return home is not null && await db.SeenBy(user).AnyAsync(b => b.Id == home, cancellationToken) ? home : null;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> SetAsync(Guid? id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadDashboards))
        {
            return BoardFailures.Forbidden(Permissions.ReadDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (id is { } wanted && !await db.SeenBy(user).AnyAsync(b => b.Id == wanted, cancellationToken))
        {
            return BoardFailures.NotFound(wanted);
        }

        var (organisation, me) = (user.OrganisationId, user.UserId);
        var home = await db.Set<BoardHome>()
            .SingleOrDefaultAsync(h => h.OrganisationId == organisation && h.UserId == me, cancellationToken);
        if (id is null && home is not null)
        {
            db.Remove(home);
        }
        else if (id is { } chosen && home is not null)
        {
            home.DashboardId = chosen;
        }
        else if (id is { } first)
        {
            db.Add(
                new BoardHome
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = organisation,
                    UserId = me,
                    DashboardId = first,
                }
            );
        }

        trail.Append(db, new("dashboards.home_set", "dashboard", id?.ToString()));
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }
}

/// <inheritdoc cref="IKeepDashboardDraft"/>
internal sealed class KeepDashboardDraft(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IKeepDashboardDraft
{
    /// <inheritdoc/>
    public async Task<DashboardDraft?> FindAsync(Guid dashboardId, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteDashboards))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var draft = await RowAsync(db, dashboardId, cancellationToken);
        return
            draft is not null
            && ContentFile.Read(draft.ContentJson) is { IsSuccess: true } content
            && ContentFile.Read(draft.OriginJson) is { IsSuccess: true } origin
            ? new(content.Value, origin.Value, draft.Version, draft.SavedUtc)
            : null;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> KeepAsync(Guid dashboardId, DashboardDraft? draft, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteDashboards))
        {
            return BoardFailures.Forbidden(Permissions.WriteDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.SeenBy(user).AnyAsync(b => b.Id == dashboardId, cancellationToken))
        {
            return BoardFailures.NotFound(dashboardId);
        }

        var row = await RowAsync(db, dashboardId, cancellationToken);
        if (draft is null)
        {
            if (row is not null)
            {
                db.Remove(row);
            }
        }
        else
        {
            var (content, origin) = (ContentFile.WriteRow(draft.Content), ContentFile.WriteRow(draft.Origin));
            if (row is null)
            {
                row = new()
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = user.OrganisationId,
                    UserId = user.UserId,
                    DashboardId = dashboardId,
                    ContentJson = content,
                    OriginJson = origin,
                };
                db.Add(row);
            }

            (row.ContentJson, row.OriginJson, row.Version, row.SavedUtc) = (content, origin, draft.Version, draft.SavedUtc);
        }

        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    private Task<BoardDraft?> RowAsync(OptiBidDbContext db, Guid dashboardId, CancellationToken cancellationToken)
    {
        var me = user.UserId;
        return db.Set<BoardDraft>().SingleOrDefaultAsync(d => d.UserId == me && d.DashboardId == dashboardId, cancellationToken);
    }
}
