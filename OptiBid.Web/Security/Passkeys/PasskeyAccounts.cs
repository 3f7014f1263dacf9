using System.Globalization;
using Microsoft.AspNetCore.Identity;
using OptiBid.Core.Identity.Passkeys;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>A user as the WebAuthn ceremony of ASP.NET Core knows them: an id.</summary>
internal sealed record PasskeyAccount(Guid Id);

/// <summary>
/// Lets the ceremony read users and passkeys. It writes nothing: what a ceremony proved goes through the commands of Core, which check, count
/// and audit in one transaction.
/// </summary>
internal sealed class PasskeyAccounts(IFindPasskeys passkeys) : IUserPasskeyStore<PasskeyAccount>
{
    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(PasskeyAccount user, CancellationToken cancellationToken) => Task.FromResult(HandleOf(user.Id));

    /// <inheritdoc/>
    public async Task<PasskeyAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParseExact(userId, "D", out var id) && await passkeys.OfUserAsync(id, cancellationToken) is not null ? new(id) : null;

    /// <inheritdoc/>
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyAccount user, CancellationToken cancellationToken) =>
        [.. (await passkeys.OfUserAsync(user.Id, cancellationToken) ?? []).Select(InfoOf)];

    /// <inheritdoc/>
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyAccount user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await GetPasskeysAsync(user, cancellationToken)).FirstOrDefault(p => p.CredentialId.AsSpan().SequenceEqual(credentialId));

    /// <inheritdoc/>
    public async Task<PasskeyAccount?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.OwnerAsync(credentialId, cancellationToken) is { } owner ? new(owner) : null;

    /// <inheritdoc/>
    public Task AddOrUpdatePasskeyAsync(PasskeyAccount user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw ReadOnly();

    /// <inheritdoc/>
    public Task RemovePasskeyAsync(PasskeyAccount user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(PasskeyAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task SetUserNameAsync(PasskeyAccount user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<string?> GetNormalizedUserNameAsync(PasskeyAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task SetNormalizedUserNameAsync(PasskeyAccount user, string? normalizedName, CancellationToken cancellationToken) =>
        throw ReadOnly();

    /// <inheritdoc/>
    public Task<PasskeyAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> CreateAsync(PasskeyAccount user, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> UpdateAsync(PasskeyAccount user, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> DeleteAsync(PasskeyAccount user, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>The WebAuthn user handle of a user: their id, which says nothing about them.</summary>
    public static string HandleOf(Guid userId) => userId.ToString("D", CultureInfo.InvariantCulture);

    private static UserPasskeyInfo InfoOf(PasskeyCredential p) =>
        new(
            p.CredentialId,
            p.PublicKey,
            new DateTimeOffset(p.CreatedAtUtc, TimeSpan.Zero),
            p.SignCount,
            [.. p.Transports],
            isUserVerified: true,
            p.IsBackupEligible,
            p.IsBackedUp,
            attestationObject: [],
            clientDataJson: []
        );

    private static NotSupportedException ReadOnly() => new("The ceremony only reads");
}
