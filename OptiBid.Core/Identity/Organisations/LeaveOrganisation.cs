using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Organisations;

/// <inheritdoc cref="ILeaveOrganisation"/>
internal sealed class LeaveOrganisation(
    IPlatformContexts contexts,
    ICurrentUser user,
    IAuditTrail audit,
    IEndSessions sessions,
    IAccessChanged accessChanged
) : ILeaveOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        // No permission is asked: whoever is a member may stop being one.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var membership = await db.Set<Membership>()
            .SingleOrDefaultAsync(m => m.UserId == user.UserId && m.OrganisationId == id, cancellationToken);
        if (membership is null)
        {
            return IdentityFailures.NotFound("organisation");
        }

        if (await LastAdministrator.IsItAsync(db, membership, cancellationToken))
        {
            return IdentityFailures.LastAdministrator();
        }

        db.Remove(membership);
        audit.Append(
            db,
            new("users.left", "member", user.UserId.ToString(), Before: membership.Audited())
            {
                OrganisationId = id,
                SubjectUserId = user.UserId,
            }
        );
        if (!await Races.SaveAsync(db, transaction, cancellationToken))
        {
            return IdentityFailures.Raced();
        }

        await sessions.OfUserAsync(user.UserId, "users.left", id, cancellationToken: cancellationToken);
        await accessChanged.UserAsync(user.UserId, cancellationToken);
        return Done.Instance;
    }
}
