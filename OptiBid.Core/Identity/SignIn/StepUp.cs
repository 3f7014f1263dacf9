using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>The session that the current action belongs to; the host implements it. None for workers, API keys and anonymous requests.</summary>
public interface ICurrentSession
{
    /// <summary>The session as of now, or null.</summary>
    LiveSession? Session { get; }
}

/// <summary>The action needs a proof of identity that is no older than five minutes: page <c>/account/step-up</c>.</summary>
public sealed record StepUpRequired()
    : Failure("identity.step_up_required", "Confirm that it is you, then do this again.", FailureKind.Forbidden);

/// <summary>Asked by commands that change credentials, open doors or cannot be undone.</summary>
public interface IRecentProof
{
    /// <summary>Null when the user of this session proved who they are within five minutes, or when the platform itself acts. Never null for an API key.</summary>
    StepUpRequired? Missing();
}

/// <inheritdoc cref="IRecentProof"/>
internal sealed class RecentProof(ICurrentSession current, ICurrentUser user, TimeProvider time) : IRecentProof
{
    private static readonly TimeSpan s_recent = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public StepUpRequired? Missing() =>
        user is SystemUser || (current.Session is { } session && time.GetUtcNow().UtcDateTime - session.VerifiedAtUtc <= s_recent)
            ? null
            : new StepUpRequired();
}

/// <summary>Replaces the current session by one with a new id and secret, after a further proof.</summary>
public interface IRenewSession
{
    /// <summary>The new session holds the old one's methods and <paramref name="proved"/>; the old one is over.</summary>
    Task<Result<StartedSession>> ExecuteAsync(
        IReadOnlyList<string> proved,
        SessionOrigin origin,
        CancellationToken cancellationToken = default
    );
}

/// <inheritdoc cref="IRenewSession"/>
internal sealed class RenewSession(ICurrentSession current, IStartSession sessions, IEndSessions end) : IRenewSession
{
    /// <inheritdoc/>
    public async Task<Result<StartedSession>> ExecuteAsync(
        IReadOnlyList<string> proved,
        SessionOrigin origin,
        CancellationToken cancellationToken = default
    )
    {
        if (current.Session is not { } session)
        {
            return new SignInOver();
        }

        var proof = new Authentication(session.Access.UserId, session.Methods, session.IdentityProviderId);
        var started = await sessions.ExecuteAsync(
            SignInFlow.With(proof, [.. proved]),
            session.Access.OrganisationId,
            origin,
            cancellationToken
        );
        if (started.IsSuccess)
        {
            await end.OneAsync(session.Id, SessionEnds.Replaced, cancellationToken);
        }

        return started;
    }
}

/// <summary>Proves again who the user of the current session is.</summary>
public interface IStepUp
{
    /// <summary>The ways that are open: the second factors, or the password for somebody who has none.</summary>
    Task<IReadOnlyList<string>> MethodsAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends a code for <see cref="ExecuteAsync"/>.</summary>
    Task<Result<Done>> SendCodeAsync(string method, CancellationToken cancellationToken = default);

    /// <summary>The renewed session, or <see cref="WrongCode"/>.</summary>
    Task<Result<StartedSession>> ExecuteAsync(
        string method,
        string secret,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    );
}

/// <inheritdoc cref="IStepUp"/>
internal sealed class StepUp(
    ICurrentSession current,
    IReadFactors factors,
    FactorCheck codes,
    SentCodes sent,
    FactorAddresses addresses,
    PasswordCheck passwords,
    IRenewSession renew,
    IAuditTrail audit
) : IStepUp
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> MethodsAsync(CancellationToken cancellationToken = default)
    {
        if (current.Session is not { } session)
        {
            return [];
        }

        var has = await factors.ExecuteAsync(session.Access.UserId, cancellationToken);
        var second = has.SecondFactors(session.Access.Policy);
        return second.Count > 0 ? second
            : has.HasPassword ? [AuthenticationMethods.Password]
            : [];
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> SendCodeAsync(string method, CancellationToken cancellationToken = default)
    {
        if (
            current.Session is not { } session
            || !(await MethodsAsync(cancellationToken)).Contains(method, StringComparer.Ordinal)
            || await addresses.OfAsync(session.Access.UserId, method, cancellationToken) is not { } recipient
        )
        {
            return new WrongCode();
        }

        return await sent.SendAsync(session.Access.UserId, method, recipient, session.Id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<StartedSession>> ExecuteAsync(
        string method,
        string secret,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(browser);
        if (current.Session is not { } session || !(await MethodsAsync(cancellationToken)).Contains(method, StringComparer.Ordinal))
        {
            return new WrongCode();
        }

        var access = session.Access;
        var right =
            method == AuthenticationMethods.Password
                ? await passwords.ExecuteAsync(access.Email, secret, browser.Origin, browser.DeviceToken, cancellationToken) is not null
                : await codes.TakeAsync(access.UserId, method, secret, session.Id, cancellationToken);
        if (!right)
        {
            return new WrongCode();
        }

        await audit.RecordAsync(new("session.stepped_up", "session", session.Id.ToString(), After: new { method }), cancellationToken);
        // The session began with another factor: with a second one it is a sign-in with two.
        string[] proved = method == AuthenticationMethods.Password ? [method] : [method, AuthenticationMethods.MultiFactor];
        return await renew.ExecuteAsync(proved, browser.Origin, cancellationToken);
    }
}
