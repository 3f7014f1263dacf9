using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Passkeys;

/// <inheritdoc cref="IFindPasskeys"/>
internal sealed class FindPasskeys(IPlatformContexts contexts) : IFindPasskeys
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PasskeySummary>> ListAsync(Guid userId, CancellationToken cancellationToken = default) =>
        [.. (await ReadAsync(userId, cancellationToken)).Select(SummaryOf)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PasskeyCredential>?> OfUserAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.Set<User>().AnyAsync(u => u.Id == userId, cancellationToken))
            {
                return null;
            }
        }

        return
        [
            .. (await ReadAsync(userId, cancellationToken)).Select(p => new PasskeyCredential(
                Base64Url.DecodeFromChars(p.CredentialId),
                p.PublicKey,
                (uint)p.SignCount,
                TransportsOf(p),
                p.IsBackupEligible,
                p.IsBackedUp,
                p.CreatedAtUtc
            )),
        ];
    }

    /// <inheritdoc/>
    public async Task<Guid?> OwnerAsync(byte[] credentialId, CancellationToken cancellationToken = default)
    {
        var key = Passkey.KeyOf(credentialId);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Passkey>()
            .Where(p => p.CredentialId == key)
            .Select(p => (Guid?)p.UserId)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>A passkey as its owner sees it.</summary>
    internal static PasskeySummary SummaryOf(Passkey p) =>
        new(p.Id, p.Name, p.IsBackedUp, TransportsOf(p), p.CreatedAtUtc, p.LastUsedAtUtc);

    private static string[] TransportsOf(Passkey p) => p.Transports.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private async Task<List<Passkey>> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Passkey>()
            .AsNoTracking()
            .Where(p => p.UserId == userId)
            .OrderBy(p => p.CreatedAtUtc)
            .ThenBy(p => p.Id)
            .ToListAsync(cancellationToken);
    }
}
