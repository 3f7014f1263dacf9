using OptiBid.Core.Common;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>Where a sign-in stands: either a session was started, or another factor is asked for.</summary>
/// <param name="Session">The new session; its token goes into the session cookie.</param>
/// <param name="PendingToken">For the cookie of the pending sign-in, which the page for the second factor reads.</param>
/// <param name="DeviceToken">For the cookie that makes this browser known; null leaves the cookie as it is.</param>
public sealed record SignInStep(StartedSession? Session, string? PendingToken, string? DeviceToken = null);

/// <summary>What a browser brings to a sign-in.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="DeviceToken">Its cookie of a known device, or null.</param>
public sealed record SignInBrowser(SessionOrigin Origin, string? DeviceToken = null);

/// <summary>Goes on after a first factor: password, passkey, identity provider.</summary>
public interface IContinueSignIn
{
    /// <summary>
    /// The session, or a pending sign-in where a second factor is due: always after a password or Microsoft when the user has one; after an identity
    /// provider that proved no second factor when the policy asks for it; never after a passkey that verified its user.
    /// A user without a second factor gets a session even where the policy needs one; the gate then leads them to enrol.
    /// </summary>
    /// <param name="proof">What was proved.</param>
    /// <param name="organisationId">Where to; null for the member's first organisation that takes this proof.</param>
    /// <param name="browser">The browser.</param>
    Task<Result<SignInStep>> ExecuteAsync(
        Authentication proof,
        Guid? organisationId,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    );
}

/// <inheritdoc cref="IContinueSignIn"/>
internal sealed class SignInFlow(
    IFindAccess access,
    IReadFactors factors,
    TrustedDevices devices,
    PendingSignIns pendings,
    IStartSession sessions,
    TimeProvider time
) : IContinueSignIn
{
    /// <inheritdoc/>
    public async Task<Result<SignInStep>> ExecuteAsync(
        Authentication proof,
        Guid? organisationId,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    )
    {
        if (await ChooseAsync(proof, organisationId, cancellationToken) is not { } member)
        {
            return new SignInRefused();
        }

        // Every way that the user has alone is as strong as the others: theirs, not an organisation's provider, which its policy judges.
        var isOwn = proof.Methods.Any(m => m is AuthenticationMethods.Password or AuthenticationMethods.Microsoft);
        if (proof.Methods.Contains(AuthenticationMethods.MultiFactor, StringComparer.Ordinal))
        {
            return await StartAsync(proof, member, browser, trust: false, cancellationToken);
        }

        var has = await factors.ExecuteAsync(proof.UserId, cancellationToken);
        var due = has.SecondFactors(member.Policy).Count > 0 && (isOwn || member.Policy.NeedsMfa(member.RoleKey));
        if (!due)
        {
            return await StartAsync(proof, member, browser, trust: false, cancellationToken);
        }

        var device = await devices.FindAsync(browser.DeviceToken, proof.UserId, member.SecurityStamp, cancellationToken);
        if (
            device is { SkipsSecondFactor: true }
            && time.GetUtcNow().UtcDateTime < device.CreatedAtUtc.AddDays(member.Policy.TrustedDeviceDays)
        )
        {
            return await StartAsync(
                With(proof, AuthenticationMethods.TrustedDevice, AuthenticationMethods.MultiFactor),
                member,
                browser,
                trust: false,
                cancellationToken
            );
        }

        return new SignInStep(null, await pendings.AddAsync(proof, member, cancellationToken));
    }

    /// <summary>Starts the session of a complete proof; a browser that came with a password becomes known.</summary>
    /// <param name="trust">The browser shall stand in for the second factor from now on.</param>
    public async Task<Result<SignInStep>> StartAsync(
        Authentication proof,
        MemberAccess member,
        SignInBrowser browser,
        bool trust,
        CancellationToken cancellationToken
    )
    {
        var started = await sessions.ExecuteAsync(proof, member.OrganisationId, browser.Origin, cancellationToken);
        if (started.Failure is { } failure)
        {
            return failure;
        }

        var known = await devices.FindAsync(browser.DeviceToken, proof.UserId, member.SecurityStamp, cancellationToken);
        var isNew = trust || (known is null && proof.Methods.Contains(AuthenticationMethods.Password, StringComparer.Ordinal));
        var device = isNew
            ? await devices.AddAsync(proof.UserId, member.SecurityStamp, browser.Origin.Agent, trust, cancellationToken)
            : null;
        return new SignInStep(started.Value, null, device);
    }

    /// <summary>The proof with further methods.</summary>
    public static Authentication With(Authentication proof, params string[] methods) =>
        proof with
        {
            Methods = [.. proof.Methods.Union(methods, StringComparer.Ordinal)],
        };

    private async Task<MemberAccess?> ChooseAsync(Authentication proof, Guid? organisationId, CancellationToken cancellationToken)
    {
        if (organisationId is { } id)
        {
            return await access.ExecuteAsync(proof.UserId, id, cancellationToken);
        }

        var all = await access.OfUserAsync(proof.UserId, cancellationToken);
        return all.FirstOrDefault(m => !m.Policy.SsoEnforced || m.IsBreakGlass) ?? (all.Count > 0 ? all[0] : null);
    }
}
