using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>Carries a signed-in user over to another organisation of theirs: a new session there, the old one ends.</summary>
public interface ISwitchOrganisation
{
    /// <summary>The new session, or why the other organisation refuses this proof.</summary>
    Task<Result<StartedSession>> ExecuteAsync(
        LiveSession from,
        Guid organisationId,
        SessionOrigin origin,
        CancellationToken cancellationToken = default
    );
}

/// <summary>This session was started by another organisation's identity provider, which does not speak for this one.</summary>
public sealed record SignInThere()
    : Failure("identity.sign_in_there", "Sign out, and sign in to that organisation in its own way.", FailureKind.Forbidden);

/// <inheritdoc cref="ISwitchOrganisation"/>
internal sealed class SwitchOrganisation(IStartSession start, IEndSessions end) : ISwitchOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<StartedSession>> ExecuteAsync(
        LiveSession from,
        Guid organisationId,
        SessionOrigin origin,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        // A provider vouches for its own organisation only; a second factor alone is no sign-in.
        if (!from.Methods.Any(AuthenticationMethods.IsFirstFactor))
        {
            return new SignInThere();
        }

        var proof = new Authentication(from.Access.UserId, [.. from.Methods.Where(m => m != AuthenticationMethods.SingleSignOn)])
        {
            VerifiedAtUtc = from.VerifiedAtUtc,
        };
        var started = await start.ExecuteAsync(proof, organisationId, origin, cancellationToken);
        if (started.IsSuccess)
        {
            await end.OneAsync(from.Id, SessionEnds.Replaced, cancellationToken);
        }

        return started;
    }
}
