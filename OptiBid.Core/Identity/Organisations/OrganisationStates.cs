using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Organisations;

/// <inheritdoc cref="ISuspendOrganisation"/>
internal sealed class SuspendOrganisation(OrganisationStates states, ICurrentUser user) : ISuspendOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<OrganisationView>> ExecuteAsync(
        Guid id,
        string reason,
        bool reinstate = false,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.OperateOrganisations))
        {
            return IdentityFailures.Forbidden(Permissions.OperateOrganisations);
        }

        if (!reinstate && id == user.OrganisationId && user is not SystemUser)
        {
            return IdentityFailures.Oneself("suspend the organisation of");
        }

        return reinstate
            ? await states.ChangeAsync(id, OrganisationStatus.Suspended, OrganisationStatus.Active, reason, cancellationToken)
            : await states.ChangeAsync(id, OrganisationStatus.Active, OrganisationStatus.Suspended, reason, cancellationToken);
    }
}

/// <inheritdoc cref="IDeleteOrganisation"/>
internal sealed class DeleteOrganisation(OrganisationStates states, IPlatformContexts contexts, ICurrentUser user, IRecentProof recent)
    : IDeleteOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<OrganisationView>> ExecuteAsync(
        Guid id,
        string nameAgain,
        string reason,
        CancellationToken cancellationToken = default
    )
    {
        var operates = user.Has(Permissions.OperateOrganisations);
        if (!operates && !user.Has(Permissions.DeleteOrganisation))
        {
            return IdentityFailures.Forbidden(Permissions.DeleteOrganisation);
        }

        if (!operates && id != user.OrganisationId)
        {
            return IdentityFailures.NotFound("organisation");
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var held = await db.Set<Organisation>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (held is null)
        {
            return IdentityFailures.NotFound("organisation");
        }

        return !string.Equals(held.Name, nameAgain?.Trim(), StringComparison.Ordinal)
            ? IdentityFailures.Invalid("name", $"Type the name '{held.Name}' to confirm")
            : await states.ChangeAsync(id, held.Status, OrganisationStatus.Deleted, reason, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<OrganisationView>> UndoAsync(Guid id, CancellationToken cancellationToken = default) =>
        user.Has(Permissions.OperateOrganisations)
            ? await states.ChangeAsync(id, OrganisationStatus.Deleted, OrganisationStatus.Active, "deletion taken back", cancellationToken)
            : IdentityFailures.Forbidden(Permissions.OperateOrganisations);
}

/// <summary>The one change of an organisation's status: recorded, and every session ends when nobody may work any more. The caller checked the right.</summary>
internal sealed class OrganisationStates(
    IPlatformContexts contexts,
    IAuditTrail audit,
    IEndSessions sessions,
    IAccessChanged accessChanged,
    TimeProvider time
)
{
    /// <summary>From one status to another, or a conflict.</summary>
    public async Task<Result<OrganisationView>> ChangeAsync(
        Guid id,
        OrganisationStatus from,
        OrganisationStatus to,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > 500)
        {
            return IdentityFailures.Invalid("reason", "Say why, in 1 to 500 characters");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = await db.Set<Organisation>().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (organisation is null)
        {
            return IdentityFailures.NotFound("organisation");
        }

        if (organisation.Status != from || from == to)
        {
            return IdentityFailures.Conflict(
                "organisation_state",
                $"The organisation is {Sentence.FromString(organisation.Status.ToString().ToLowerInvariant())}"
            );
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (organisation.PurgeAfterUtc is { } due && due <= now)
        {
            return IdentityFailures.Conflict("organisation_purged", "The days of grace are over; its data is gone");
        }

        var before = organisation.Audited();
        organisation.Status = to;
        organisation.StatusReason = to == OrganisationStatus.Active ? null : why;
        organisation.PurgeAfterUtc = to == OrganisationStatus.Deleted ? now.AddDays(IDeleteOrganisation.GraceDays) : null;
        var action = (from, to) switch
        {
            (_, OrganisationStatus.Suspended) => "organisations.suspended",
            (_, OrganisationStatus.Deleted) => "organisations.deleted",
            (OrganisationStatus.Deleted, _) => "organisations.restored",
            _ => "organisations.reinstated",
        };
        audit.Append(db, new(action, "organisation", id.ToString(), before, organisation.Audited(), why) { OrganisationId = id });
        await db.SaveChangesAsync(cancellationToken);
        if (to != OrganisationStatus.Active)
        {
            await sessions.OfOrganisationAsync(id, action, cancellationToken);
        }

        await accessChanged.OrganisationAsync(id, cancellationToken);
        return organisation.ToView(
            await db.Set<Membership>().CountAsync(m => m.OrganisationId == id && m.SuspendedAtUtc == null, cancellationToken)
        );
    }
}
