using OptiBid.Core.Common;
using OptiBid.Core.Identity.Access;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>How somebody proved who they are: the values of <c>amr</c> (RFC 8176 where it has one).</summary>
public static class AuthenticationMethods
{
    /// <summary>Password.</summary>
    public const string Password = "pwd";

    /// <summary>Authenticator app.</summary>
    public const string Totp = "otp";

    /// <summary>Code by text message.</summary>
    public const string Sms = "sms";

    /// <summary>Code by e-mail.</summary>
    public const string Email = "email";

    /// <summary>Backup code.</summary>
    public const string BackupCode = "bkp";

    /// <summary>Passkey: proof of possession of a hardware or platform key.</summary>
    public const string Passkey = "hwk";

    /// <summary>The key verified its user (PIN or biometry).</summary>
    public const string UserVerified = "user";

    /// <summary>Two factors or more.</summary>
    public const string MultiFactor = "mfa";

    /// <summary>The organisation's identity provider.</summary>
    public const string SingleSignOn = "sso";

    /// <summary>An account at Microsoft that the user connected; the platform's, not an organisation's.</summary>
    public const string Microsoft = "microsoft";

    /// <summary>A trusted device stood in for the second factor.</summary>
    public const string TrustedDevice = "dev";

    /// <summary>An API key, in the place of a session.</summary>
    public const string ApiKey = "key";

    /// <summary>The API key belongs to a service account.</summary>
    public const string ServiceAccount = "svc";

    /// <summary>True for what begins a sign-in of the user themselves, in whichever organisation.</summary>
    public static bool IsFirstFactor(string method) => method is Password or Passkey or Microsoft;
}

/// <summary>A completed proof of identity.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Methods">Values of <see cref="AuthenticationMethods"/>.</param>
/// <param name="IdentityProviderId">The provider that vouched for them, with <see cref="AuthenticationMethods.SingleSignOn"/>.</param>
/// <param name="ProviderSessionId">The provider's <c>sid</c>, for back-channel logout.</param>
public sealed record Authentication(
    Guid UserId,
    IReadOnlyList<string> Methods,
    Guid? IdentityProviderId = null,
    string? ProviderSessionId = null
)
{
    /// <summary>When they proved it, where that was before now: a switch of organisation is no new proof.</summary>
    public DateTime? VerifiedAtUtc { get; init; }
}

/// <summary>Where a request comes from, for session lists and the audit log.</summary>
/// <param name="Address">Address of the client as the host sees it.</param>
/// <param name="Agent">Its user agent, shortened.</param>
public sealed record SessionOrigin(string? Address, string? Agent);

/// <summary>A new session. The token is shown once: it goes into the cookie and is stored as a hash only.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="Token">Secret that proves the session: <c>id.secret</c>.</param>
/// <param name="ExpiresAtUtc">The absolute end.</param>
public sealed record StartedSession(Guid Id, string Token, DateTime ExpiresAtUtc);

/// <summary>A live session with what its user may do, both as of now.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="Access">The user and their rights in the session's organisation.</param>
/// <param name="Methods">How they proved who they are.</param>
/// <param name="StartedAtUtc">When.</param>
/// <param name="VerifiedAtUtc">When they last proved it: step-up looks at this.</param>
/// <param name="ExpiresAtUtc">The absolute end.</param>
/// <param name="IdentityProviderId">The provider that vouched for them, or null.</param>
public sealed record LiveSession(
    Guid Id,
    MemberAccess Access,
    IReadOnlyList<string> Methods,
    DateTime StartedAtUtc,
    DateTime VerifiedAtUtc,
    DateTime ExpiresAtUtc,
    Guid? IdentityProviderId
);

/// <summary>Starts a session after a complete sign-in; also the way to switch organisation (the old session ends).</summary>
public interface IStartSession
{
    /// <summary>The session, or why the organisation's policy refuses this proof.</summary>
    Task<Result<StartedSession>> ExecuteAsync(
        Authentication proof,
        Guid organisationId,
        SessionOrigin origin,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Checks a session on each request. Cached; a session that ends is gone from every node within a second.</summary>
public interface IFindLiveSession
{
    /// <summary>The session behind a token, or null when it is unknown, idle for too long, over, or ended.</summary>
    ValueTask<LiveSession?> ExecuteAsync(string token, bool countsAsUse = true, CancellationToken cancellationToken = default);

    /// <summary>The same for a caller that proved the session otherwise: a signed access token, an open circuit.</summary>
    ValueTask<LiveSession?> ByIdAsync(Guid sessionId, bool countsAsUse = true, CancellationToken cancellationToken = default);
}

/// <summary>Ends sessions everywhere within a second: cookie, token, API key use, circuit, hub, WebSocket.</summary>
public interface IEndSessions
{
    /// <summary>One session.</summary>
    Task OneAsync(Guid sessionId, string reason, CancellationToken cancellationToken = default);

    /// <summary>All sessions of a user, in one organisation or in all, but perhaps the one they act from.</summary>
    Task OfUserAsync(
        Guid userId,
        string reason,
        Guid? organisationId = null,
        Guid? exceptSessionId = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>All sessions of an organisation.</summary>
    Task OfOrganisationAsync(Guid organisationId, string reason, CancellationToken cancellationToken = default);

    /// <summary>Sessions that an identity provider started: one provider session, or all of a subject.</summary>
    Task OfProviderAsync(
        Guid identityProviderId,
        Guid? userId,
        string? providerSessionId,
        string reason,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Says that rights changed, so that live sessions take the new ones within a second.</summary>
public interface IAccessChanged
{
    /// <summary>A user's membership, role or account changed.</summary>
    Task UserAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>An organisation's policy, roles or status changed.</summary>
    Task OrganisationAsync(Guid organisationId, CancellationToken cancellationToken = default);
}

/// <summary>The request behind an action, for the audit log; empty for workers.</summary>
public interface IRequestOrigin
{
    /// <summary>The session, or null for API keys and workers.</summary>
    Guid? SessionId { get; }

    /// <summary>The client's address.</summary>
    string? Address { get; }

    /// <summary>The client's user agent.</summary>
    string? Agent { get; }
}
