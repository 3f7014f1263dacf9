using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>The pending sign-ins of the database.</summary>
internal sealed class PendingSignIns(IPlatformContexts contexts, IFindAccess access, TimeProvider time)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);

    /// <summary>Keeps one; the token for the browser.</summary>
    public async Task<string> AddAsync(Authentication proof, MemberAccess member, CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var over = now.UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<PendingSignIn>().Where(p => p.ExpiresAtUtc < over).ExecuteDeleteAsync(cancellationToken);
        db.Add(
            new PendingSignIn
            {
                Id = Guid.CreateVersion7(now),
                TokenHash = HashOf(token),
                UserId = proof.UserId,
                OrganisationId = member.OrganisationId,
                Methods = string.Join(' ', proof.Methods),
                SecurityStamp = member.SecurityStamp,
                IdentityProviderId = proof.IdentityProviderId,
                ProviderSessionId = proof.ProviderSessionId,
                ExpiresAtUtc = now.UtcDateTime + s_life,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>The open one behind a token with the member's rights as of now; null when it is over, completed, or the credentials changed meanwhile.</summary>
    public async Task<(PendingSignIn Pending, MemberAccess Member)?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var (hash, now) = (HashOf(token), time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await db.Set<PendingSignIn>()
            .AsNoTracking()
            .SingleOrDefaultAsync(p => p.TokenHash == hash && p.CompletedAtUtc == null && p.ExpiresAtUtc > now, cancellationToken);
        return
            pending is not null
            && await access.ExecuteAsync(pending.UserId, pending.OrganisationId, cancellationToken) is { } member
            && member.SecurityStamp == pending.SecurityStamp
            ? (pending, member)
            : null;
    }

    /// <summary>Completes it: true for one caller only.</summary>
    public async Task<bool> TryCompleteAsync(PendingSignIn pending, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<PendingSignIn>()
                .Where(p => p.Id == pending.Id && p.CompletedAtUtc == null)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.CompletedAtUtc, now), cancellationToken) == 1;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
