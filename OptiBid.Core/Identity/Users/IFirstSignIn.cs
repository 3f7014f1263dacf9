namespace OptiBid.Core.Identity.Users;

/// <summary>An e-mail and a password that is shown once.</summary>
public sealed record FirstCredentials(string Email, string Password);

/// <summary>Carries the credentials that a first start made to whoever prints them. They are kept nowhere else.</summary>
public interface IFirstSignIn
{
    /// <summary>The credentials, the first time it is called after a seeding; then null.</summary>
    FirstCredentials? Take();
}

/// <inheritdoc cref="IFirstSignIn"/>
internal sealed class FirstSignIn : IFirstSignIn
{
    private FirstCredentials? _credentials;

    /// <summary>Keeps them until they are taken.</summary>
    public void Put(FirstCredentials credentials) => _credentials = credentials;

    /// <inheritdoc/>
    public FirstCredentials? Take() => Interlocked.Exchange(ref _credentials, null);
}
