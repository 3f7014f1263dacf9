using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa.Manage;

/// <summary>Removes all second factors of a member who lost them.</summary>
public interface IResetFactors
{
    /// <summary>
    /// Removes them and ends the member's sessions and trusted devices. Needs <see cref="Permissions.ResetFactors"/> and a recent proof; not of
    /// oneself, and not of somebody who is a member of other organisations too unless by an operator of the platform.
    /// </summary>
    Task<Result<Done>> ExecuteAsync(Guid userId, string reason, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IResetFactors"/>
internal sealed class ResetFactors(
    IPlatformContexts contexts,
    ICurrentUser current,
    IRecentProof recent,
    IEndSessions sessions,
    IAuditTrail audit
) : IResetFactors
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid userId, string reason, CancellationToken cancellationToken = default)
    {
        if (!current.Has(Permissions.ResetFactors))
        {
            return Forbidden("The permission users.reset_factors is needed.");
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisations = await db.Set<Membership>()
            .Where(m => m.UserId == userId)
            .Select(m => m.OrganisationId)
            .ToListAsync(cancellationToken);
        if (!organisations.Contains(current.OrganisationId))
        {
            return new SimpleFailure("identity.unknown_member", "There is no such member.", FailureKind.NotFound);
        }

        var (_, _, refusal) = await Members.MemberGuard.FindAsync(db, current, userId, "reset the factors of", cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (organisations.Count > 1 && !current.Has(Permissions.OperatePlatform))
        {
            return Forbidden("This person belongs to other organisations too: ask the operator of the platform.");
        }

        var user = await db.Set<User>().SingleAsync(u => u.Id == userId, cancellationToken);
        user.PhoneNumber = null;
        user.PhoneNumberConfirmed = false;
        user.CredentialsChanged();
        db.RemoveRange(await db.Set<UserFactors>().Where(f => f.UserId == userId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.Set<BackupCode>().Where(c => c.UserId == userId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.Set<SentCode>().Where(c => c.UserId == userId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.Set<TrustedDevice>().Where(d => d.UserId == userId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.Set<Passkey>().Where(p => p.UserId == userId).ToListAsync(cancellationToken));
        audit.Append(db, new("factors.reset", "user", userId.ToString(), Reason: reason) { SubjectUserId = userId });
        await db.SaveChangesAsync(cancellationToken);
        await sessions.OfUserAsync(userId, "factors.reset", cancellationToken: cancellationToken);
        return Done.Instance;
    }

    private static SimpleFailure Forbidden(Sentence message) => new("identity.forbidden", message, FailureKind.Forbidden);
}
