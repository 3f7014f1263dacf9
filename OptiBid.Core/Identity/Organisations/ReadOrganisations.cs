using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;

namespace OptiBid.Core.Identity.Organisations;

/// <inheritdoc cref="IListOrganisations"/>
internal sealed class ListOrganisations(IPlatformContexts contexts, ICurrentUser user) : IListOrganisations
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<OrganisationView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.OperateOrganisations))
        {
            return IdentityFailures.Forbidden(Permissions.OperateOrganisations);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<Organisation>().AsNoTracking().OrderBy(o => o.Name).ToListAsync(cancellationToken);
        var members = await db.Set<Membership>()
            .Where(m => m.SuspendedAtUtc == null)
            .GroupBy(m => m.OrganisationId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return Result<IReadOnlyList<OrganisationView>>.Ok([.. rows.Select(o => o.ToView(members.GetValueOrDefault(o.Id)))]);
    }
}

/// <inheritdoc cref="IReadOrganisation"/>
internal sealed class ReadOrganisation(IPlatformContexts contexts, ICurrentUser user) : IReadOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<OrganisationView>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return
            await db.Set<Organisation>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == user.OrganisationId, cancellationToken)
                is { } organisation
            ? organisation.ToView(
                await db.Set<Membership>()
                    .CountAsync(m => m.OrganisationId == organisation.Id && m.SuspendedAtUtc == null, cancellationToken)
            )
            : IdentityFailures.NotFound("organisation");
    }
}

/// <inheritdoc cref="IListMyOrganisations"/>
internal sealed class ListMyOrganisations(IPlatformContexts contexts, IFindAccess access, ICurrentUser user) : IListMyOrganisations
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<MyOrganisation>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.IsAuthenticated)
        {
            return [];
        }

        var mine = await access.OfUserAsync(user.UserId, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var demos = await db.Set<Organisation>().Where(o => o.IsDemo).Select(o => o.Id).ToListAsync(cancellationToken);
        return
        [
            .. mine.Select(a => new MyOrganisation(
                a.OrganisationId,
                a.OrganisationName,
                a.RoleName,
                a.OrganisationId == user.OrganisationId,
                demos.Contains(a.OrganisationId)
            )),
        ];
    }
}
