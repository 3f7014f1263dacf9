using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sso;

namespace OptiBid.Core.Identity.Scim.Users;

/// <summary>What single sign-on asks about provisioned users: the provider's subject is their <c>externalId</c>.</summary>
internal sealed class ProvisionedMembers(IPlatformContexts contexts, ScimRoles roles) : IProvisionedMembers
{
    /// <inheritdoc/>
    public async Task<Guid?> FindAsync(Guid organisationId, string subject, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<ScimUser>()
            .Where(u => u.OrganisationId == organisationId && u.ExternalId == subject && u.Active && u.DeletedAtUtc == null)
            .Select(u => u.UserId)
            .Take(2)
            .ToListAsync(cancellationToken);
        // Two people under one subject are nobody.
        return found.Count == 1 ? found[0] : null;
    }

    /// <inheritdoc/>
    public Task GroupRulesChangedAsync(Guid organisationId, CancellationToken cancellationToken = default) =>
        roles.ApplyToAllAsync(organisationId, cancellationToken);
}
