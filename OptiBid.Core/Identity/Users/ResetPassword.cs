using Microsoft.AspNetCore.Identity;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Users;

/// <summary>Gives a user a new one-time password. For whoever has the machine: <c>user reset EMAIL</c>.</summary>
public interface IResetPassword
{
    /// <summary>The new password; the user is unlocked, must replace it at the next sign-in, and every session of theirs ends.</summary>
    Task<Result<FirstCredentials>> ExecuteAsync(string email, CancellationToken cancellationToken = default);
}

/// <summary>No user has this e-mail.</summary>
public sealed record UnknownUser(string Email) : Failure("identity.unknown_user", $"no user '{Email}'", FailureKind.NotFound);

/// <inheritdoc cref="IResetPassword"/>
internal sealed class ResetPassword(
    UserManager<User> users,
    IPasswordHasher<User> hasher,
    PasswordCheck check,
    IEndSessions sessions,
    ICurrentUser current,
    IAuditTrail audit
) : IResetPassword
{
    /// <inheritdoc/>
    public async Task<Result<FirstCredentials>> ExecuteAsync(string email, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (current is not SystemUser)
        {
            return new SimpleFailure("identity.forbidden", "Passwords are reset on the machine only.", FailureKind.Forbidden);
        }

        var user = await users.FindByNameAsync(email.Trim());
        if (user is null)
        {
            return new UnknownUser(email);
        }

        var password = OneTimePassword.Create();
        user.PasswordHash = hasher.HashPassword(user, password);
        user.MustChangePassword = true;
        var done = await users.UpdateSecurityStampAsync(user);
        await sessions.OfUserAsync(user.Id, "password reset", cancellationToken: cancellationToken);
        await check.ForgiveAsync(user, cancellationToken);
        await audit.RecordAsync(
            new("password.reset_on_machine", "user", user.Id.ToString()) { SubjectUserId = user.Id, Succeeded = done.Succeeded },
            cancellationToken
        );
        return done.Succeeded
            ? new FirstCredentials(user.Email!, password)
            : new SimpleFailure("identity.conflict", string.Join(" ", done.Errors.Select(e => e.Description)), FailureKind.Conflict);
    }
}
