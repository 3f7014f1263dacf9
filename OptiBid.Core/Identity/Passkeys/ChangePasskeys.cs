using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Passkeys;

/// <summary>The commands over a user's own passkeys.</summary>
internal sealed class ChangePasskeys(
    IPlatformContexts contexts,
    IAuditTrail audit,
    ICurrentSession current,
    IRecentProof recent,
    IEndSessions sessions,
    PasskeyMail mail,
    TimeProvider time
) : IAddPasskey, IRenamePasskey, IRemovePasskey
{
    private const string Kind = "passkey";

    /// <inheritdoc/>
    public async Task<Result<PasskeySummary>> ExecuteAsync(
        string name,
        PasskeyCredential credential,
        ChallengeTicket challenge,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (recent.Missing() is not null || current.Session is not { } session)
        {
            return new StepUpRequired();
        }

        if (NameOf(name) is not { } clean)
        {
            return new BadPasskeyName();
        }

        var now = time.GetUtcNow().UtcDateTime;
        var user = session.Access.UserId;
        var passkey = new Passkey
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserId = user,
            CredentialId = Passkey.KeyOf(credential.CredentialId),
            Name = clean,
            PublicKey = credential.PublicKey,
            SignCount = credential.SignCount,
            Transports = TransportsOf(credential),
            IsBackupEligible = credential.IsBackupEligible,
            IsBackedUp = credential.IsBackedUp,
            CreatedAtUtc = now,
        };
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (!await Challenges.TakeAsync(db, challenge, now, cancellationToken))
            {
                return new PasskeyRefused();
            }

            if (await db.Set<Passkey>().CountAsync(p => p.UserId == user, cancellationToken) >= PasskeyLimits.PerUser)
            {
                return new TooManyPasskeys();
            }

            if (await db.Set<Passkey>().AnyAsync(p => p.CredentialId == passkey.CredentialId, cancellationToken))
            {
                return new PasskeyRefused();
            }

            db.Add(passkey);
            audit.Append(db, new("passkeys.added", Kind, passkey.Id.ToString(), After: Audited(passkey)) { SubjectUserId = user });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await mail.AddedAsync(session, passkey.Name, cancellationToken);
        return FindPasskeys.SummaryOf(passkey);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid passkeyId, string name, CancellationToken cancellationToken = default)
    {
        if (recent.Missing() is not null || current.Session is not { } session)
        {
            return new StepUpRequired();
        }

        if (NameOf(name) is not { } clean)
        {
            return new BadPasskeyName();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OwnAsync(db, session, passkeyId, cancellationToken) is not { } passkey)
        {
            return new UnknownPasskey();
        }

        var before = Audited(passkey);
        passkey.Name = clean;
        audit.Append(db, new("passkeys.renamed", Kind, passkeyId.ToString(), before, Audited(passkey)) { SubjectUserId = passkey.UserId });
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid passkeyId, CancellationToken cancellationToken = default)
    {
        if (recent.Missing() is not null || current.Session is not { } session)
        {
            return new StepUpRequired();
        }

        string name;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await OwnAsync(db, session, passkeyId, cancellationToken) is not { } passkey)
            {
                return new UnknownPasskey();
            }

            if (await IsLastWayInAsync(db, passkey, cancellationToken))
            {
                return new LastWayIn();
            }

            name = passkey.Name;
            db.Remove(passkey);
            audit.Append(db, new("passkeys.removed", Kind, passkeyId.ToString(), Audited(passkey)) { SubjectUserId = passkey.UserId });
            await db.SaveChangesAsync(cancellationToken);
        }

        // Whoever holds the removed key may be signed in with it.
        await sessions.OfUserAsync(
            session.Access.UserId,
            "a passkey was removed",
            exceptSessionId: session.Id,
            cancellationToken: cancellationToken
        );
        await mail.RemovedAsync(session, name, cancellationToken);
        return Done.Instance;
    }

    private static Task<Passkey?> OwnAsync(OptiBidDbContext db, LiveSession session, Guid id, CancellationToken cancellationToken) =>
        db.Set<Passkey>().SingleOrDefaultAsync(p => p.Id == id && p.UserId == session.Access.UserId, cancellationToken);

    private static async Task<bool> IsLastWayInAsync(OptiBidDbContext db, Passkey passkey, CancellationToken cancellationToken)
    {
        var user = passkey.UserId;
        return !await db.Set<Passkey>().AnyAsync(p => p.UserId == user && p.Id != passkey.Id, cancellationToken)
            && !await db.Set<User>().AnyAsync(u => u.Id == user && u.PasswordHash != null, cancellationToken)
            && !await db.Set<Microsoft.AspNetCore.Identity.IdentityUserLogin<Guid>>().AnyAsync(l => l.UserId == user, cancellationToken);
    }

    private static object Audited(Passkey p) =>
        new
        {
            p.Name,
            p.IsBackupEligible,
            p.Transports,
        };

    private static string? NameOf(string? name) =>
        name?.Trim() is { Length: > 0 and <= PasskeyLimits.NameLength } clean && !clean.Any(char.IsControl) ? clean : null;

    /// <summary>Only words that look like transports are kept: the list comes from the browser.</summary>
    private static string TransportsOf(PasskeyCredential credential) =>
        string.Join(
            ',',
            credential.Transports.Where(t => t.Length is > 0 and <= 20 && t.All(c => char.IsAsciiLetterLower(c) || c == '-')).Take(8)
        );
}
