using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Passkeys;

/// <summary>Limits of passkeys.</summary>
public static class PasskeyLimits
{
    /// <summary>Passkeys that one user may have.</summary>
    public const int PerUser = 20;

    /// <summary>Longest name.</summary>
    public const int NameLength = 100;
}

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="IsSynced">A provider keeps copies of it on the user's devices.</param>
/// <param name="Transports">How the browser reaches it, such as <c>internal</c> or <c>usb</c>.</param>
/// <param name="CreatedAtUtc">When it was added.</param>
/// <param name="LastUsedAtUtc">When it last proved its user, or null.</param>
public sealed record PasskeySummary(
    Guid Id,
    string Name,
    bool IsSynced,
    IReadOnlyList<string> Transports,
    DateTime CreatedAtUtc,
    DateTime? LastUsedAtUtc
);

/// <summary>The public half of a passkey, as the host's ceremony reads and makes it.</summary>
/// <param name="CredentialId">The authenticator's id of it.</param>
/// <param name="PublicKey">COSE key.</param>
/// <param name="SignCount">The authenticator's counter.</param>
/// <param name="Transports">How the browser reaches it.</param>
/// <param name="IsBackupEligible">It can be copied between devices.</param>
/// <param name="IsBackedUp">It is.</param>
/// <param name="CreatedAtUtc">When it was made.</param>
public sealed record PasskeyCredential(
    byte[] CredentialId,
    byte[] PublicKey,
    uint SignCount,
    IReadOnlyList<string> Transports,
    bool IsBackupEligible,
    bool IsBackedUp,
    DateTime CreatedAtUtc
);

/// <summary>The ticket of the challenge that was answered; good once.</summary>
/// <param name="Hash">SHA-256 of it, hexadecimal.</param>
/// <param name="ExpiresAtUtc">It is refused by its age from then on.</param>
public sealed record ChallengeTicket(string Hash, DateTime ExpiresAtUtc);

/// <summary>A signature that the ceremony found right: challenge, origin, site and key are those expected.</summary>
/// <param name="UserId">The owner of the passkey.</param>
/// <param name="CredentialId">The passkey.</param>
/// <param name="SignCount">The counter that came with it.</param>
/// <param name="IsBackedUp">The authenticator says that it is synchronised.</param>
/// <param name="UserVerified">The authenticator verified its user by PIN or biometry.</param>
/// <param name="Challenge">The challenge it answers.</param>
public sealed record PasskeyAssertion(
    Guid UserId,
    byte[] CredentialId,
    uint SignCount,
    bool IsBackedUp,
    bool UserVerified,
    ChallengeTicket Challenge
);

/// <summary>The passkey was not accepted; deliberately does not say why.</summary>
public sealed record PasskeyRefused()
    : Failure("identity.passkey_refused", "This passkey was not accepted. Try again, or sign in another way.", FailureKind.Forbidden);

/// <summary>The user has no such passkey.</summary>
public sealed record UnknownPasskey() : Failure("identity.unknown_passkey", "There is no such passkey.", FailureKind.NotFound);

/// <summary>A name is missing or too long.</summary>
public sealed record BadPasskeyName()
    : Failure("identity.bad_passkey_name", $"A passkey needs a name of 1 to {PasskeyLimits.NameLength} characters.");

/// <summary>The user has as many as they may have.</summary>
public sealed record TooManyPasskeys()
    : Failure(
        "identity.too_many_passkeys",
        $"An account has at most {PasskeyLimits.PerUser} passkeys. Remove one first.",
        FailureKind.Conflict
    );

/// <summary>Without this passkey the user could not sign in any more.</summary>
public sealed record LastWayIn()
    : Failure(
        "identity.last_way_in",
        "This passkey is the only way into the account. Add another one or a password first.",
        FailureKind.Conflict
    );

/// <summary>Reads passkeys for the ceremony and for lists.</summary>
public interface IFindPasskeys
{
    /// <summary>A user's passkeys for their list, oldest first.</summary>
    Task<IReadOnlyList<PasskeySummary>> ListAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>A user's passkeys for the ceremony; null when there is no such user.</summary>
    Task<IReadOnlyList<PasskeyCredential>?> OfUserAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>The owner of a passkey, or null.</summary>
    Task<Guid?> OwnerAsync(byte[] credentialId, CancellationToken cancellationToken = default);
}

/// <summary>Takes a right signature as a proof of identity, once.</summary>
public interface IProveByPasskey
{
    /// <summary>
    /// The proof (<c>hwk user mfa</c>), or <see cref="PasskeyRefused"/>: the challenge was answered before, the counter went back, the passkey is
    /// gone, or its user was not verified. Of answers that arrive at once, one wins. A locked password does not matter here.
    /// </summary>
    Task<Result<Authentication>> ExecuteAsync(PasskeyAssertion assertion, CancellationToken cancellationToken = default);

    /// <summary>Records an answer that the ceremony found wrong.</summary>
    Task RefuseAsync(Guid? userId, string why, CancellationToken cancellationToken = default);
}

/// <summary>Adds a passkey to the account of the session's user, and tells them by e-mail.</summary>
public interface IAddPasskey
{
    /// <summary>The passkey; needs a fresh proof of identity (<see cref="StepUpRequired"/>).</summary>
    Task<Result<PasskeySummary>> ExecuteAsync(
        string name,
        PasskeyCredential credential,
        ChallengeTicket challenge,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Renames a passkey of the session's user.</summary>
public interface IRenamePasskey
{
    /// <summary>Done; needs a fresh proof of identity (<see cref="StepUpRequired"/>).</summary>
    Task<Result<Done>> ExecuteAsync(Guid passkeyId, string name, CancellationToken cancellationToken = default);
}

/// <summary>Removes a passkey of the session's user, ends their other sessions, and tells them by e-mail.</summary>
public interface IRemovePasskey
{
    /// <summary>Done; needs a fresh proof of identity (<see cref="StepUpRequired"/>).</summary>
    Task<Result<Done>> ExecuteAsync(Guid passkeyId, CancellationToken cancellationToken = default);
}
