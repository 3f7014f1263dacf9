using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <summary>What a provider said about somebody, after every signature and check. The identifiers come from the ID token alone.</summary>
/// <param name="ProviderId">The provider, from the ticket and never from a parameter.</param>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>.</param>
/// <param name="TenantId">Entra's <c>tid</c>.</param>
/// <param name="ObjectId">Entra's <c>oid</c>.</param>
/// <param name="Email">E-mail; never identifies anybody.</param>
/// <param name="EmailVerified">What the provider says of it; null when nothing.</param>
/// <param name="Name">Name for display.</param>
/// <param name="Groups">Values of the groups claim.</param>
/// <param name="Methods"><c>amr</c> and <c>acr</c>.</param>
/// <param name="SessionId"><c>sid</c>.</param>
/// <param name="Claims">All claims, for a rehearsal.</param>
public sealed record ExternalTicket(
    Guid ProviderId,
    string Issuer,
    string Subject,
    string? TenantId,
    string? ObjectId,
    string? Email,
    bool? EmailVerified,
    string? Name,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Methods,
    string? SessionId,
    IReadOnlyList<TicketClaim> Claims
);

/// <summary>One claim.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record TicketClaim(string Type, string Value);

/// <summary>Somebody who may come in; a session still has to be started.</summary>
/// <param name="Proof">What the session is started with.</param>
/// <param name="OrganisationId">The provider's organisation, the only one it can speak for.</param>
public sealed record ProviderSignIn(Authentication Proof, Guid OrganisationId);

/// <summary>What a sign-in would do.</summary>
/// <param name="AtUtc">When it was tried.</param>
/// <param name="Claims">What the provider said.</param>
/// <param name="Groups">Groups it named.</param>
/// <param name="MatchedGroup">The group whose rule decided, or null for the default role.</param>
/// <param name="RoleName">The role that results.</param>
/// <param name="Email">The e-mail.</param>
/// <param name="SecondFactor">The provider's second factor would count.</param>
/// <param name="Outcome">What would happen, in one sentence.</param>
/// <param name="Problems">Why this sign-in would be refused; empty when it would not.</param>
public sealed record Rehearsal(
    DateTime AtUtc,
    IReadOnlyList<TicketClaim> Claims,
    IReadOnlyList<string> Groups,
    string? MatchedGroup,
    string RoleName,
    string? Email,
    bool SecondFactor,
    Sentence Outcome,
    IReadOnlyList<Sentence> Problems
);

/// <summary>Finds or makes the user of a ticket, inside the provider's organisation only.</summary>
public interface ISignInWithProvider
{
    /// <summary>Whose session to start, or why not. Group rules are applied each time.</summary>
    Task<Result<ProviderSignIn>> ExecuteAsync(ExternalTicket ticket, CancellationToken cancellationToken = default);
}

/// <summary>Ties the signed-in user to their account at the provider: both were just proved.</summary>
public interface ILinkProvider
{
    /// <summary>From then on they can sign in through it.</summary>
    Task<Result<Done>> ExecuteAsync(ExternalTicket ticket, CancellationToken cancellationToken = default);
}

/// <summary>A sign-in that changes nothing and starts no session: shows what it would do.</summary>
public interface IRehearseProvider
{
    /// <summary>Also kept with the provider; one without problems lets the provider go into pilot.</summary>
    Task<Result<Rehearsal>> ExecuteAsync(ExternalTicket ticket, CancellationToken cancellationToken = default);
}

/// <summary>Back-channel and front-channel logout.</summary>
public interface IEndProviderSessions
{
    /// <summary>Ends the sessions of a subject, or one by its <c>sid</c>. False when the token's id was used before.</summary>
    Task<bool> ExecuteAsync(
        Guid providerId,
        string? issuer,
        string? subject,
        string? sessionId,
        string? tokenId,
        CancellationToken cancellationToken = default
    );
}
