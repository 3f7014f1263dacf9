using OptiBid.Core.Common;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Passwords;

namespace OptiBid.Core.Identity.Users;

/// <summary>Checks the password of somebody who signs in.</summary>
public interface IVerifyPassword
{
    /// <summary>
    /// The user, or one and the same failure for a wrong password, an unknown user and a user locked after too many failures; an unknown user
    /// takes as long as a known one.
    /// </summary>
    Task<Result<SignedInUser>> ExecuteAsync(string email, string password, CancellationToken cancellationToken = default);
}

/// <summary>The sign-in is refused; deliberately does not say why.</summary>
public sealed record SignInRefused()
    : Failure(
        "identity.sign_in_refused",
        "E-mail or password is wrong, or the account is locked for a few minutes after several wrong passwords.",
        FailureKind.Forbidden
    );

/// <inheritdoc cref="IVerifyPassword"/>
internal sealed class VerifyPassword(PasswordCheck check, IFindAccess access) : IVerifyPassword
{
    /// <inheritdoc/>
    public async Task<Result<SignedInUser>> ExecuteAsync(string email, string password, CancellationToken cancellationToken = default)
    {
        var user = await check.ExecuteAsync(email, password, new(null, null), null, cancellationToken);
        return user is not null && await access.OfUserAsync(user.Id, cancellationToken) is [var first, ..]
            ? SignedInUser.Of(first)
            : new SignInRefused();
    }
}
