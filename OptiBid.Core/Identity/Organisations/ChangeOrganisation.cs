using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Organisations;

/// <inheritdoc cref="IChangeOrganisation"/>
internal sealed class ChangeOrganisation(
    IPlatformContexts contexts,
    ICurrentUser user,
    IAuditTrail audit,
    IAccessChanged accessChanged,
    IReadOrganisation read
) : IChangeOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<OrganisationView>> ExecuteAsync(string name, string timeZoneId, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageOrganisation))
        {
            return IdentityFailures.Forbidden(Permissions.ManageOrganisation);
        }

        if (OrganisationRules.Problem(name, timeZoneId) is { } problem)
        {
            return problem;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = await db.Set<Organisation>().SingleOrDefaultAsync(o => o.Id == user.OrganisationId, cancellationToken);
        if (organisation is null)
        {
            return IdentityFailures.NotFound("organisation");
        }

        var text = name.Trim();
        if (
            await db.Set<Organisation>()
                .AnyAsync(o => o.Name == text && o.Id != organisation.Id && o.Status != OrganisationStatus.Deleted, cancellationToken)
        )
        {
            return IdentityFailures.Conflict("organisation_name_taken", $"An organisation named '{text}' exists") with { Field = "name" };
        }

        var before = organisation.Audited();
        organisation.Name = text;
        organisation.TimeZoneId = timeZoneId;
        audit.Append(
            db,
            new("organisations.changed", "organisation", organisation.Id.ToString(), Before: before, After: organisation.Audited())
        );
        await db.SaveChangesAsync(cancellationToken);
        await accessChanged.OrganisationAsync(organisation.Id, cancellationToken);
        return await read.ExecuteAsync(cancellationToken);
    }
}
