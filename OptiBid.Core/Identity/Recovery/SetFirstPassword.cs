using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Recovery;

/// <summary>Gives a password to a user who has none: the last step of an invitation. The caller has proved that the invitation is theirs.</summary>
public interface ISetFirstPassword
{
    /// <summary>Sets it; a user who has one already is refused.</summary>
    Task<Result<Done>> ExecuteAsync(Guid userId, string password, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ISetFirstPassword"/>
internal sealed class SetFirstPassword(IPlatformContexts contexts, ICheckNewPassword rules, Argon2PasswordHasher hasher, IAuditTrail audit)
    : ISetFirstPassword
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid userId, string password, CancellationToken cancellationToken = default)
    {
        if (await rules.ExecuteAsync(userId, password, cancellationToken) is { } weak)
        {
            return weak;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().SingleAsync(u => u.Id == userId, cancellationToken);
        if (user.PasswordHash is not null)
        {
            return new SimpleFailure("identity.has_password", "This account has a password already: sign in.", FailureKind.Conflict);
        }

        user.PasswordHash = hasher.HashPassword(user, password);
        user.MustChangePassword = false;
        user.CredentialsChanged();
        audit.Append(db, new("password.set", "user", userId.ToString()) { SubjectUserId = userId });
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }
}
