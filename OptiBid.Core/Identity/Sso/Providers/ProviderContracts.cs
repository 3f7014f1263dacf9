using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <summary>The settings of a provider as an administrator writes them.</summary>
/// <param name="Name">Name for display.</param>
/// <param name="Preset">Kind.</param>
/// <param name="Authority">The issuer, such as <c>https://example.okta.com</c>.</param>
/// <param name="ClientId">OptiBid's id at the provider.</param>
/// <param name="ClientSecret">Its secret; write-only: null keeps the one that is there.</param>
/// <param name="Scopes">Separated by spaces; <c>openid</c> is one of them.</param>
/// <param name="GroupsClaim">Claim that lists groups.</param>
/// <param name="TrustsMfa">The provider's second factor counts.</param>
/// <param name="MfaValues">Values of <c>amr</c> or <c>acr</c> that show one.</param>
/// <param name="JustInTime">New people of verified domains become members by signing in.</param>
/// <param name="DefaultRoleKey">Role of those whom no group rule matches.</param>
/// <param name="PilotEmails">Who may use it in pilot.</param>
public sealed record ProviderDraft(
    string Name,
    ProviderPreset Preset,
    string Authority,
    string ClientId,
    string? ClientSecret,
    string Scopes,
    string GroupsClaim,
    bool TrustsMfa,
    IReadOnlyList<string> MfaValues,
    bool JustInTime,
    string DefaultRoleKey,
    IReadOnlyList<string> PilotEmails
);

/// <summary>A provider as its administrators see it; without the secret.</summary>
/// <param name="Id">Id.</param>
/// <param name="Settings">Its settings; the secret is null.</param>
/// <param name="HasSecret">A secret is stored.</param>
/// <param name="State">Who can use it.</param>
/// <param name="RehearsedAtUtc">When a rehearsal of these settings ended well.</param>
/// <param name="LastRehearsal">What the last rehearsal showed.</param>
/// <param name="People">People tied to it.</param>
/// <param name="UpdatedAtUtc">Last change.</param>
/// <param name="Version">Version to change it from.</param>
public sealed record ProviderView(
    Guid Id,
    ProviderDraft Settings,
    bool HasSecret,
    ProviderState State,
    DateTime? RehearsedAtUtc,
    SignIn.Rehearsal? LastRehearsal,
    int People,
    DateTime UpdatedAtUtc,
    int Version
);

/// <summary>One thing that the test of a provider looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Passed">How it went.</param>
/// <param name="Detail">What was seen.</param>
public sealed record ProviderCheck(Sentence Name, bool Passed, Sentence Detail);

/// <summary>The providers of the organisation.</summary>
public interface IListProviders
{
    /// <summary>Oldest first.</summary>
    Task<Result<IReadOnlyList<ProviderView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Adds a provider, or changes its settings; a change of what a rehearsal checks asks for a new one.</summary>
public interface ISaveProvider
{
    /// <summary>The provider as it is then.</summary>
    Task<Result<ProviderView>> ExecuteAsync(
        Guid? id,
        ProviderDraft draft,
        int? version = null,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Asks a provider's discovery and keys, without signing anybody in.</summary>
public interface ITestProvider
{
    /// <summary>Each check; all passed means that a rehearsal is worth trying.</summary>
    Task<Result<IReadOnlyList<ProviderCheck>>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Draft, pilot, enabled, disabled. Pilot and enabled need a rehearsal that ended well.</summary>
public interface ISetProviderState
{
    /// <summary>Takes effect with the next request everywhere; disabling ends the provider's sessions.</summary>
    Task<Result<ProviderView>> ExecuteAsync(Guid id, ProviderState state, CancellationToken cancellationToken = default);
}

/// <summary>Removes a provider that nobody can use, with the ties of its people.</summary>
public interface IRemoveProvider
{
    /// <summary>Its sessions end.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}
