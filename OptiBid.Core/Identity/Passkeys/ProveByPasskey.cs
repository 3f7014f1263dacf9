using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Passkeys;

/// <inheritdoc cref="IProveByPasskey"/>
internal sealed class ProveByPasskey(IPlatformContexts contexts, IAuditTrail audit, TimeProvider time) : IProveByPasskey
{
    /// <inheritdoc/>
    public async Task<Result<Authentication>> ExecuteAsync(PasskeyAssertion assertion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        if (await ProblemAsync(assertion, cancellationToken) is { } problem)
        {
            await RefuseAsync(assertion.UserId, problem, cancellationToken);
            return new PasskeyRefused();
        }

        return new Authentication(
            assertion.UserId,
            [AuthenticationMethods.Passkey, AuthenticationMethods.UserVerified, AuthenticationMethods.MultiFactor]
        );
    }

    /// <inheritdoc/>
    public Task RefuseAsync(Guid? userId, string why, CancellationToken cancellationToken = default) =>
        audit.RecordAsync(
            new("passkeys.refused", "user", userId?.ToString(), Reason: why) { SubjectUserId = userId, Succeeded = false },
            cancellationToken
        );

    private async Task<string?> ProblemAsync(PasskeyAssertion assertion, CancellationToken cancellationToken)
    {
        if (!assertion.UserVerified)
        {
            return "the authenticator did not verify its user";
        }

        var (key, counter, now) = (Passkey.KeyOf(assertion.CredentialId), (long)assertion.SignCount, time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await Challenges.TakeAsync(db, assertion.Challenge, now, cancellationToken))
        {
            return "the challenge was answered before";
        }

        // Zero is the counter of authenticators that do not count.
        var used = await db.Set<Passkey>()
            .Where(p => p.UserId == assertion.UserId && p.CredentialId == key)
            .Where(p => p.SignCount < counter || (p.SignCount == 0 && counter == 0))
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(p => p.SignCount, counter)
                        .SetProperty(p => p.IsBackedUp, assertion.IsBackedUp)
                        .SetProperty(p => p.LastUsedAtUtc, now),
                cancellationToken
            );
        if (used != 1)
        {
            return "the counter went back, or the passkey is gone";
        }

        var id = await db.Set<Passkey>().Where(p => p.CredentialId == key).Select(p => p.Id).SingleAsync(cancellationToken);
        audit.Append(
            db,
            new("passkeys.used", "passkey", id.ToString(), After: new { Counter = counter }) { SubjectUserId = assertion.UserId }
        );
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}

/// <summary>The challenges that were answered.</summary>
internal static class Challenges
{
    /// <summary>Takes one in the transaction of what it proves. True for one caller only, and not after its time.</summary>
    public static async Task<bool> TakeAsync(OptiBidDbContext db, ChallengeTicket ticket, DateTime now, CancellationToken cancellationToken)
    {
        await db.Set<UsedChallenge>().Where(c => c.ExpiresAtUtc < now).ExecuteDeleteAsync(cancellationToken);
        return ticket.ExpiresAtUtc > now
            && await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO used_passkey_challenges ("Hash", "ExpiresAtUtc") VALUES ({ticket.Hash}, {ticket.ExpiresAtUtc})
                ON CONFLICT DO NOTHING
                """,
                cancellationToken
            ) == 1;
    }
}
