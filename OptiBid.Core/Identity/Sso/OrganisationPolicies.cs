using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Sso;

/// <summary>Reads and sets the one flag of the security policy that belongs to single sign-on. Organisations lie outside the tenant's rows.</summary>
internal sealed class OrganisationPolicies(IPlatformContexts contexts, IAccessChanged changed)
{
    /// <summary>The policy of an organisation.</summary>
    public async Task<SecurityPolicy> FindAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == organisationId, cancellationToken)).Policy;
    }

    /// <summary>Sets the flag together with what <paramref name="also"/> adds to the same transaction.</summary>
    public async Task SetEnforcedAsync(
        Guid organisationId,
        bool enforced,
        Func<OptiBidDbContext, Task> also,
        CancellationToken cancellationToken
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = await db.Set<Organisation>().SingleAsync(o => o.Id == organisationId, cancellationToken);
        organisation.Policy = organisation.Policy with { SsoEnforced = enforced };
        await also(db);
        await db.SaveChangesAsync(cancellationToken);
        await changed.OrganisationAsync(organisationId, cancellationToken);
    }
}
