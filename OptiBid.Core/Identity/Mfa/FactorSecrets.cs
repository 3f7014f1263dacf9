using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>Protects the secrets of factors, each user's with a purpose of their own: a row moved to another user does not open.</summary>
internal sealed class FactorSecrets(IDataProtectionProvider protection)
{
    private const string Root = "OptiBid.Identity.Factors";

    /// <summary>A secret as it is stored.</summary>
    public string Protect(Guid userId, string kind, byte[] secret) => Convert.ToBase64String(ProtectorOf(userId, kind).Protect(secret));

    /// <summary>A stored secret in clear.</summary>
    public byte[] Open(Guid userId, string kind, string stored) => ProtectorOf(userId, kind).Unprotect(Convert.FromBase64String(stored));

    /// <summary>The row of a user, tracked; added when they have none.</summary>
    public async Task<UserFactors> FindOrAddAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        if (await db.Set<UserFactors>().SingleOrDefaultAsync(f => f.UserId == userId, cancellationToken) is { } found)
        {
            return found;
        }

        var made = new UserFactors { UserId = userId, ProtectedCodeKey = Protect(userId, "codes", RandomNumberGenerator.GetBytes(32)) };
        db.Add(made);
        return made;
    }

    /// <summary>The hash of a code: HMAC-SHA256 under the user's own key, so that a stolen table cannot be tried offline.</summary>
    public string HashCode(UserFactors factors, string code)
    {
        var key = Open(factors.UserId, "codes", factors.ProtectedCodeKey);
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(code)));
        CryptographicOperations.ZeroMemory(key);
        return hash;
    }

    private IDataProtector ProtectorOf(Guid userId, string kind) => protection.CreateProtector(Root, kind, userId.ToString("N"));
}
