using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa.Manage;

/// <summary>What commands over one's own factors have in common: a recent proof, the user, the audit row, and the end of sessions after a removal.</summary>
internal sealed class OwnFactors(
    IPlatformContexts contexts,
    FactorSecrets secrets,
    ICurrentUser current,
    ICurrentSession session,
    IRecentProof recent,
    IEndSessions sessions,
    IAuditTrail audit
)
{
    /// <summary>The user of this session.</summary>
    public Guid UserId => current.UserId;

    /// <summary>The session that codes of these commands are bound to.</summary>
    public Guid? SessionId => session.Session?.Id;

    /// <summary>Changes the user's factors with its audit row. Needs a recent proof. Removing one changes the security stamp and ends all other sessions.</summary>
    /// <param name="action">Of the audit row.</param>
    /// <param name="removes">A factor is taken away.</param>
    /// <param name="change">The change; null lets it happen, a failure stops it.</param>
    public async Task<Result<Done>> ChangeAsync(
        string action,
        bool removes,
        Func<OptiBidDbContext, User, UserFactors, Task<Failure?>> change,
        CancellationToken cancellationToken
    )
    {
        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().SingleAsync(u => u.Id == UserId, cancellationToken);
        var factors = await secrets.FindOrAddAsync(db, UserId, cancellationToken);
        if (await change(db, user, factors) is { } failure)
        {
            return failure;
        }

        if (removes)
        {
            user.CredentialsChanged();
        }
        else
        {
            user.Changed();
        }

        audit.Append(db, new(action, "user", UserId.ToString()) { SubjectUserId = UserId });
        await db.SaveChangesAsync(cancellationToken);
        if (removes)
        {
            await sessions.OfUserAsync(UserId, action, exceptSessionId: SessionId, cancellationToken: cancellationToken);
        }

        return Done.Instance;
    }
}
