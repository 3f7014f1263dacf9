using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.ApiKeys;

/// <summary>Asks for a new key.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Scopes">Permissions that it may use; at least one.</param>
/// <param name="Days">Days until it stops working; the organisation's policy sets the most.</param>
/// <param name="ServiceAccountId">The service account that owns it, or null: the caller.</param>
public sealed record NewApiKey(string Name, IReadOnlyList<string> Scopes, int Days, Guid? ServiceAccountId = null);

/// <summary>A new key. <paramref name="Key"/> is shown once and kept nowhere.</summary>
public sealed record CreatedApiKey(Guid Id, string Key, DateTime ExpiresAtUtc);

/// <summary>A key as lists show it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="OwnerId">User or service account.</param>
/// <param name="IsServiceAccount">Whether the owner is a service account.</param>
/// <param name="Scopes">Permissions that it may use.</param>
/// <param name="CreatedAtUtc">When it was made.</param>
/// <param name="ExpiresAtUtc">When it stops working.</param>
/// <param name="LastUsedAtUtc">Last use, to the minute.</param>
/// <param name="RevokedAtUtc">When it was revoked.</param>
public sealed record ApiKeyInfo(
    Guid Id,
    string Name,
    Guid OwnerId,
    bool IsServiceAccount,
    IReadOnlyList<string> Scopes,
    DateTime CreatedAtUtc,
    DateTime ExpiresAtUtc,
    DateTime? LastUsedAtUtc,
    DateTime? RevokedAtUtc
);

/// <summary>A service account as lists show it.</summary>
public sealed record ServiceAccountInfo(
    Guid Id,
    string Name,
    IReadOnlyList<string> Permissions,
    DateTime CreatedAtUtc,
    DateTime? DisabledAtUtc
);

/// <summary>Makes a key for the caller (<c>apikeys.own</c>) or a service account (<c>apikeys.manage</c>). Never with an API key.</summary>
public interface ICreateApiKey
{
    /// <summary>The key, shown once.</summary>
    Task<Result<CreatedApiKey>> ExecuteAsync(NewApiKey request, CancellationToken cancellationToken = default);
}

/// <summary>Revokes a key: one's own, or anybody's with <c>apikeys.manage</c>. What it has open ends within a second.</summary>
public interface IRevokeApiKey
{
    /// <summary>Done, or not found.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>The caller's keys; everybody's with <c>apikeys.read</c>.</summary>
public interface IListApiKeys
{
    /// <summary>Newest first.</summary>
    Task<Result<IReadOnlyList<ApiKeyInfo>>> ExecuteAsync(bool everybodys = false, CancellationToken cancellationToken = default);
}

/// <summary>Makes a service account (<c>service_accounts.manage</c>) that may do no more than the caller.</summary>
public interface ICreateServiceAccount
{
    /// <summary>Its id.</summary>
    Task<Result<ServiceAccountInfo>> ExecuteAsync(
        string name,
        IReadOnlyList<string> permissions,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Disables a service account (<c>service_accounts.manage</c>): its keys stop at once.</summary>
public interface IDisableServiceAccount
{
    /// <summary>Done, or not found.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>The service accounts of the organisation (<c>apikeys.read</c>).</summary>
public interface IListServiceAccounts
{
    /// <summary>By name.</summary>
    Task<Result<IReadOnlyList<ServiceAccountInfo>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Checks an API key on each request. Cached; a revoked key is gone from every node within a second.</summary>
public interface IFindApiKey
{
    /// <summary>What the bearer of a key may do as of now, in the form of a session; null when the key is worth nothing.</summary>
    ValueTask<LiveSession?> ExecuteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The same for a caller that proved the key before: an access token, an open socket.</summary>
    ValueTask<LiveSession?> ByIdAsync(Guid id, CancellationToken cancellationToken = default);
}
