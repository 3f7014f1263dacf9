using OptiBid.Core.Common;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>Starts a sign-in with e-mail and password.</summary>
public interface ISignInWithPassword
{
    /// <summary>
    /// A session or the next factor. One and the same failure (<see cref="SignInRefused"/>) for a wrong password, an unknown user, a user
    /// without a password, a locked one and one without an active organisation.
    /// </summary>
    Task<Result<SignInStep>> ExecuteAsync(
        string email,
        string password,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    );
}

/// <inheritdoc cref="ISignInWithPassword"/>
internal sealed class SignInWithPassword(PasswordCheck check, IContinueSignIn flow) : ISignInWithPassword
{
    /// <inheritdoc/>
    public async Task<Result<SignInStep>> ExecuteAsync(
        string email,
        string password,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(browser);
        var user = await check.ExecuteAsync(email, password, browser.Origin, browser.DeviceToken, cancellationToken);
        return user is null
            ? new SignInRefused()
            : await flow.ExecuteAsync(new(user.Id, [AuthenticationMethods.Password]), null, browser, cancellationToken);
    }
}
