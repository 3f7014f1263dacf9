using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>What the page for the second factor shows.</summary>
/// <param name="Methods">Ways that are open, strongest first (<see cref="AuthenticationMethods"/>).</param>
/// <param name="Phone">Where a text message would go, hidden but for two digits.</param>
/// <param name="Email">Where an e-mail would go, hidden but for its first letter and domain.</param>
/// <param name="TrustedDeviceDays">Days for which this browser can be trusted; 0 when it cannot.</param>
public sealed record SecondFactorChoice(IReadOnlyList<string> Methods, string? Phone, string? Email, int TrustedDeviceDays);

/// <summary>The sign-in is over or was never begun: it starts again with the password.</summary>
public sealed record SignInOver() : Failure("identity.sign_in_over", "This sign-in took too long. Start again.", FailureKind.Forbidden);

/// <summary>The code is wrong, was used, is too late, or too many were wrong; deliberately does not say which.</summary>
public sealed record WrongCode()
    : Failure(
        "identity.wrong_code",
        "The code is wrong or was used already. After several wrong codes, codes are refused for 15 minutes.",
        FailureKind.Forbidden
    );

/// <summary>Asks for the ways to complete a pending sign-in.</summary>
public interface IReadSecondFactors
{
    /// <summary>The ways, or <see cref="SignInOver"/>.</summary>
    Task<Result<SecondFactorChoice>> ExecuteAsync(string? pendingToken, CancellationToken cancellationToken = default);
}

/// <summary>Sends the code of a pending sign-in.</summary>
public interface ISendSignInCode
{
    /// <summary>Sends it by <c>sms</c> or <c>email</c>; says why it did not.</summary>
    Task<Result<Done>> ExecuteAsync(string? pendingToken, string method, CancellationToken cancellationToken = default);
}

/// <summary>Completes a pending sign-in with a code.</summary>
public interface IProveSecondFactor
{
    /// <summary>The session; <see cref="WrongCode"/> or <see cref="SignInOver"/>.</summary>
    /// <param name="pendingToken">From the cookie.</param>
    /// <param name="method">One of the open ways.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="trustDevice">The browser shall stand in for the second factor from now on, where the policy allows it.</param>
    /// <param name="browser">The browser.</param>
    Task<Result<SignInStep>> ExecuteAsync(
        string? pendingToken,
        string method,
        string code,
        bool trustDevice,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The second half of a sign-in.</summary>
internal sealed class SecondFactor(
    PendingSignIns pendings,
    IReadFactors factors,
    FactorCheck check,
    SentCodes codes,
    FactorAddresses addresses,
    SignInFlow flow,
    IAuditTrail audit
) : IReadSecondFactors, ISendSignInCode, IProveSecondFactor
{
    /// <inheritdoc/>
    public async Task<Result<SecondFactorChoice>> ExecuteAsync(string? pendingToken, CancellationToken cancellationToken = default)
    {
        if (await pendings.FindAsync(pendingToken, cancellationToken) is not var (pending, member))
        {
            return new SignInOver();
        }

        var has = await factors.ExecuteAsync(pending.UserId, cancellationToken);
        var at = member.Email.IndexOf('@', StringComparison.Ordinal);
        return new SecondFactorChoice(
            has.SecondFactors(member.Policy),
            has.Phone,
            at > 0 ? $"{member.Email[0]}•••{member.Email[at..]}" : "•••",
            member.Policy.TrustedDeviceDays
        );
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(string? pendingToken, string method, CancellationToken cancellationToken = default)
    {
        if (await pendings.FindAsync(pendingToken, cancellationToken) is not var (pending, member))
        {
            return new SignInOver();
        }

        if (
            method is not (AuthenticationMethods.Sms or AuthenticationMethods.Email)
            || !await IsOpenAsync(pending.UserId, member, method, cancellationToken)
            || await addresses.OfAsync(pending.UserId, method, cancellationToken) is not { } recipient
        )
        {
            return new WrongCode();
        }

        return await codes.SendAsync(pending.UserId, method, recipient, pending.Id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<SignInStep>> ExecuteAsync(
        string? pendingToken,
        string method,
        string code,
        bool trustDevice,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    )
    {
        if (await pendings.FindAsync(pendingToken, cancellationToken) is not var (pending, member))
        {
            return new SignInOver();
        }

        if (
            !await IsOpenAsync(pending.UserId, member, method, cancellationToken)
            || !await check.TakeAsync(pending.UserId, method, code, pending.Id, cancellationToken)
        )
        {
            return new WrongCode();
        }

        if (!await pendings.TryCompleteAsync(pending, cancellationToken))
        {
            return new SignInOver();
        }

        await audit.RecordAsync(
            new("second_factor.proved", "user", pending.UserId.ToString(), After: new { method }) { SubjectUserId = pending.UserId },
            cancellationToken
        );
        var proof = new Authentication(pending.UserId, pending.Methods.Split(' '), pending.IdentityProviderId, pending.ProviderSessionId);
        return await flow.StartAsync(
            SignInFlow.With(proof, method, AuthenticationMethods.MultiFactor),
            member,
            browser,
            trustDevice && member.Policy.TrustedDeviceDays > 0,
            cancellationToken
        );
    }

    private async Task<bool> IsOpenAsync(Guid userId, MemberAccess member, string method, CancellationToken cancellationToken) =>
        (await factors.ExecuteAsync(userId, cancellationToken)).SecondFactors(member.Policy).Contains(method, StringComparer.Ordinal);
}
