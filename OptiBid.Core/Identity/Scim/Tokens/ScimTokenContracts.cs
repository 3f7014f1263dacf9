using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Scim.Tokens;

/// <summary>A SCIM token without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">Values of <see cref="ScimScopes"/>.</param>
/// <param name="CreatedAtUtc">When it was made.</param>
/// <param name="ExpiresAtUtc">When it stops working.</param>
/// <param name="RevokedAtUtc">When it was revoked, or null.</param>
/// <param name="LastUsedAtUtc">Last use, to the minute.</param>
public sealed record ScimTokenView(
    Guid Id,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTime CreatedAtUtc,
    DateTime ExpiresAtUtc,
    DateTime? RevokedAtUtc,
    DateTime? LastUsedAtUtc
);

/// <summary>A token as it is asked for.</summary>
/// <param name="Name">What it is for: 1 to 100 characters.</param>
/// <param name="Days">Its life.</param>
/// <param name="Scopes">Values of <see cref="ScimScopes"/>; null for all.</param>
public sealed record ScimTokenDraft(string Name, int Days, IReadOnlyList<string>? Scopes = null);

/// <summary>A new token. The secret is shown this once and stored as a hash only.</summary>
/// <param name="Token">The token.</param>
/// <param name="Secret">What the identity provider sends as a bearer token.</param>
public sealed record NewScimToken(ScimTokenView Token, string Secret);

/// <summary>Makes a token for the user's organisation.</summary>
public interface ICreateScimToken
{
    /// <summary>Needs <see cref="Permissions.ManageScim"/>; at most five work at once.</summary>
    Task<Result<NewScimToken>> ExecuteAsync(ScimTokenDraft draft, CancellationToken cancellationToken = default);
}

/// <summary>Makes a token stop working at once.</summary>
public interface IRevokeScimToken
{
    /// <summary>Needs <see cref="Permissions.ManageScim"/>.</summary>
    Task<Result<ScimTokenView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>The tokens of the user's organisation.</summary>
public interface IListScimTokens
{
    /// <summary>Newest first. Needs <see cref="Permissions.ManageScim"/>.</summary>
    Task<Result<IReadOnlyList<ScimTokenView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>A client whose token is right.</summary>
/// <param name="TokenId">The token.</param>
/// <param name="OrganisationId">Whose users it provisions.</param>
/// <param name="Name">What the token is for.</param>
/// <param name="Scopes">Values of <see cref="ScimScopes"/>.</param>
public sealed record ScimCaller(Guid TokenId, Guid OrganisationId, string Name, IReadOnlyList<string> Scopes);

/// <summary>Checks a bearer token.</summary>
public interface IFindScimCaller
{
    /// <summary>Null when the token is unknown, expired or revoked, or its organisation is not active.</summary>
    Task<ScimCaller?> ExecuteAsync(string token, CancellationToken cancellationToken = default);
}

/// <summary>What a token may provision.</summary>
public static class ScimScopes
{
    /// <summary>Users.</summary>
    public const string Users = "users";

    /// <summary>Groups.</summary>
    public const string Groups = "groups";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Users, Groups];
}
