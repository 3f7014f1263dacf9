using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Access;

/// <inheritdoc cref="IListPendingChanges"/>
internal sealed class ListPendingChanges(IPlatformContexts contexts, ICurrentUser user, TimeProvider time) : IListPendingChanges
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<PendingChangeView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadRoles))
        {
            return IdentityFailures.Forbidden(Permissions.ReadRoles);
        }

        var since = time.GetUtcNow().UtcDateTime - PendingChange.Life;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Set<PendingChange>()
            .AsNoTracking()
            .Where(c => c.OrganisationId == user.OrganisationId && c.DecidedAtUtc == null && c.RequestedAtUtc > since)
            .OrderBy(c => c.RequestedAtUtc)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<PendingChangeView>>.Ok([
            .. waiting.Select(c => new PendingChangeView(
                c.Id,
                c.Kind,
                c.Summary,
                c.RequestedByName,
                c.RequestedAtUtc,
                c.RequestedAtUtc + PendingChange.Life,
                user.Has(Permissions.ManageRoles) && c.RequestedBy != user.UserId && c.SubjectUserId != user.UserId
            )),
        ]);
    }
}

/// <inheritdoc cref="IDecideChange"/>
internal sealed class DecideChange(
    IPlatformContexts contexts,
    ICurrentUser user,
    IRecentProof recent,
    FourEyes fourEyes,
    IChangeMemberRole assign,
    ISaveRole saveRole,
    IInviteMember invite,
    IAuditTrail audit,
    TimeProvider time
) : IDecideChange
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, bool approve, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageRoles))
        {
            return IdentityFailures.Forbidden(Permissions.ManageRoles);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var since = now - PendingChange.Life;
        var change = await db.Set<PendingChange>()
            .SingleOrDefaultAsync(
                c => c.Id == id && c.OrganisationId == user.OrganisationId && c.DecidedAtUtc == null && c.RequestedAtUtc > since,
                cancellationToken
            );
        if (change is null)
        {
            return IdentityFailures.NotFound("waiting change");
        }

        if (approve && (change.RequestedBy == user.UserId || change.SubjectUserId == user.UserId))
        {
            return new SimpleFailure(
                "identity.second_person_needed",
                "A change is approved by somebody who neither asked for it nor gains by it",
                FailureKind.Forbidden
            );
        }

        if (approve && recent.Missing() is { } missing)
        {
            return missing;
        }

        change.DecidedAtUtc = now;
        change.DecidedBy = user.UserId;
        change.IsApproved = approve;
        audit.Append(
            db,
            new(
                approve ? "access.change_approved" : "access.change_refused",
                "pending_change",
                id.ToString(),
                After: new { change.Summary, RequestedBy = change.RequestedByName }
            )
            {
                SubjectUserId = change.SubjectUserId,
            }
        );
        try
        {
            // Decided first: two who approve at once carry it out once.
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityFailures.Raced();
        }

        return approve ? await CarryOutAsync(change, cancellationToken) : Done.Instance;
    }

    private async Task<Result<Done>> CarryOutAsync(PendingChange change, CancellationToken cancellationToken)
    {
        fourEyes.Approved = change.Id;
        try
        {
            switch (change.Kind)
            {
                case PendingChangeKind.AssignRole:
                    var role = change.ArgumentsAs<AssignRoleArguments>();
                    return (await assign.ExecuteAsync(role.UserId, role.RoleKey, null, cancellationToken)).Map(_ => Done.Instance);
                case PendingChangeKind.SaveRole:
                    var saved = change.ArgumentsAs<SaveRoleArguments>();
                    return (await saveRole.ExecuteAsync(saved.Key, saved.Draft, cancellationToken)).Map(_ => Done.Instance);
                case PendingChangeKind.Invite:
                    var invited = change.ArgumentsAs<InviteArguments>();
                    return (await invite.ExecuteAsync(invited.Email, invited.RoleKey, cancellationToken)).Map(_ => Done.Instance);
                default:
                    throw new InvalidOperationException($"A change of the kind {change.Kind} cannot be carried out");
            }
        }
        finally
        {
            fourEyes.Approved = null;
        }
    }
}
