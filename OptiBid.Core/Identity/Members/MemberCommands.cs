using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Members;

/// <inheritdoc cref="ISuspendMember"/>
internal sealed class SuspendMember(
    IPlatformContexts contexts,
    ICurrentUser user,
    MemberDirectory directory,
    IAuditTrail audit,
    IEndSessions sessions,
    IAccessChanged accessChanged,
    TimeProvider time
) : ISuspendMember
{
    /// <inheritdoc/>
    public async Task<Result<MemberView>> ExecuteAsync(
        Guid userId,
        bool reinstate = false,
        string? reason = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.SuspendUsers))
        {
            return IdentityFailures.Forbidden(Permissions.SuspendUsers);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var (member, _, refusal) = await MemberGuard.FindAsync(db, user, userId, "suspend", cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!reinstate && await LastAdministrator.IsItAsync(db, member!, cancellationToken))
        {
            return IdentityFailures.LastAdministrator();
        }

        if (member!.SuspendedAtUtc is null == reinstate)
        {
            return await directory.FindAsync(userId, cancellationToken);
        }

        var before = member.Audited();
        member.SuspendedAtUtc = reinstate ? null : time.GetUtcNow().UtcDateTime;
        var action = reinstate ? "users.reinstated" : "users.suspended";
        audit.Append(db, new(action, "member", userId.ToString(), before, member.Audited(), reason) { SubjectUserId = userId });
        if (!await Races.SaveAsync(db, transaction, cancellationToken))
        {
            return IdentityFailures.Raced();
        }

        if (!reinstate)
        {
            await sessions.OfUserAsync(userId, action, user.OrganisationId, cancellationToken: cancellationToken);
        }

        await accessChanged.UserAsync(userId, cancellationToken);
        return await directory.FindAsync(userId, cancellationToken);
    }
}

/// <inheritdoc cref="IRemoveMember"/>
internal sealed class RemoveMember(
    IPlatformContexts contexts,
    ICurrentUser user,
    IAuditTrail audit,
    IEndSessions sessions,
    IAccessChanged accessChanged
) : IRemoveMember
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid userId, string? reason = null, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.RemoveUsers))
        {
            return IdentityFailures.Forbidden(Permissions.RemoveUsers);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var (member, _, refusal) = await MemberGuard.FindAsync(db, user, userId, "remove", cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (await LastAdministrator.IsItAsync(db, member!, cancellationToken))
        {
            return IdentityFailures.LastAdministrator();
        }

        db.Remove(member!);
        audit.Append(
            db,
            new("users.removed", "member", userId.ToString(), Before: member!.Audited(), Reason: reason) { SubjectUserId = userId }
        );
        if (!await Races.SaveAsync(db, transaction, cancellationToken))
        {
            return IdentityFailures.Raced();
        }

        await sessions.OfUserAsync(userId, "users.removed", user.OrganisationId, cancellationToken: cancellationToken);
        await accessChanged.UserAsync(userId, cancellationToken);
        return Done.Instance;
    }
}
