using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Recovery;

/// <summary>Where the app is, as people type it: links in mails start with it. The host implements it from <c>App:PublicUrl</c>, never from a request.</summary>
public interface IPublicUrl
{
    /// <summary>Scheme, host and port, with the slash at the end.</summary>
    Uri Base { get; }
}

/// <summary>The link is unknown, too old, was used, or the account changed since; deliberately does not say which.</summary>
public sealed record LinkOver()
    : Failure("identity.link_over", "This link is not valid any more. Ask for a new one.", FailureKind.Forbidden);

/// <summary>Purposes of links.</summary>
internal static class LinkPurposes
{
    /// <summary>Choose a new password.</summary>
    public const string ResetPassword = "reset-password";

    /// <summary>Prove an address.</summary>
    public const string VerifyEmail = "verify-email";
}

/// <summary>Makes and takes links.</summary>
internal sealed class AccountLinks(IPlatformContexts contexts, TimeProvider time)
{
    /// <summary>A new token; links made before for the same purpose end.</summary>
    public async Task<string> AddAsync(User user, string purpose, TimeSpan life, CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var over = now.UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<AccountLink>()
            .Where(l => l.ExpiresAtUtc < over || (l.UserId == user.Id && l.Purpose == purpose))
            .ExecuteDeleteAsync(cancellationToken);
        db.Add(
            new AccountLink
            {
                Id = Guid.CreateVersion7(now),
                UserId = user.Id,
                Purpose = purpose,
                TokenHash = HashOf(token),
                SecurityStamp = user.SecurityStamp!,
                Email = user.Email!,
                ExpiresAtUtc = now.UtcDateTime + life,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>The user that a link belongs to while it can be used; null otherwise. Uses nothing up.</summary>
    public async Task<User?> FindAsync(string? token, string purpose, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var (hash, now) = (HashOf(token), time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from l in db.Set<AccountLink>()
            join u in db.Set<User>().AsNoTracking() on l.UserId equals u.Id
            where
                l.TokenHash == hash
                && l.Purpose == purpose
                && l.UsedAtUtc == null
                && l.ExpiresAtUtc > now
                && l.SecurityStamp == u.SecurityStamp
                && l.Email == u.Email
            select u
        ).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Uses a link up: true for one caller only.</summary>
    public async Task<bool> TryUseAsync(string token, string purpose, CancellationToken cancellationToken)
    {
        var (hash, now) = (HashOf(token), time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<AccountLink>()
                .Where(l => l.TokenHash == hash && l.Purpose == purpose && l.UsedAtUtc == null && l.ExpiresAtUtc > now)
                .ExecuteUpdateAsync(s => s.SetProperty(l => l.UsedAtUtc, now), cancellationToken) == 1;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
