using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Users;

/// <summary>Replaces a user's own password.</summary>
public interface IChangePassword
{
    /// <summary>The user with a new security stamp (every other session ends), or what the new password lacks.</summary>
    Task<Result<SignedInUser>> ExecuteAsync(
        Guid userId,
        string currentPassword,
        string newPassword,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The current password is wrong.</summary>
public sealed record WrongCurrentPassword()
    : Failure("identity.wrong_current_password", "The current password is wrong.", FailureKind.Forbidden);

/// <summary>The new password breaks a rule.</summary>
public sealed record WeakPassword(Sentence Reason) : Failure("identity.weak_password", Reason);

/// <inheritdoc cref="IChangePassword"/>
internal sealed class ChangePassword(
    IPlatformContexts contexts,
    PasswordCheck check,
    ICheckNewPassword rules,
    Argon2PasswordHasher hasher,
    IFindAccess access,
    IEndSessions sessions,
    IAuditTrail audit
) : IChangePassword
{
    /// <inheritdoc/>
    public async Task<Result<SignedInUser>> ExecuteAsync(
        Guid userId,
        string currentPassword,
        string newPassword,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        // Counts a wrong password against the lockout, as a sign-in does.
        if (user is null || await check.ExecuteAsync(user.UserName!, currentPassword, new(null, null), null, cancellationToken) is null)
        {
            return new WrongCurrentPassword();
        }

        if (newPassword == currentPassword)
        {
            return new WeakPassword("The new password is the current one.");
        }

        if (await rules.ExecuteAsync(userId, newPassword, cancellationToken) is { } weak)
        {
            return weak;
        }

        user.PasswordHash = hasher.HashPassword(user, newPassword);
        user.MustChangePassword = false;
        user.CredentialsChanged();
        audit.Append(db, new("password.changed", "user", userId.ToString()) { SubjectUserId = userId });
        await db.SaveChangesAsync(cancellationToken);
        await sessions.OfUserAsync(userId, "password changed", cancellationToken: cancellationToken);
        return SignedInUser.Of((await access.OfUserAsync(userId, cancellationToken))[0]);
    }
}
