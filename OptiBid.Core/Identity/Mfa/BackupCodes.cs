using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>Ten codes of 80 bits for the day on which the other factors are lost. Hashed, each used once, whatever its case and spaces.</summary>
internal sealed class BackupCodes(IPlatformContexts contexts, FactorSecrets secrets, TimeProvider time)
{
    /// <summary>Codes in a set.</summary>
    public const int Count = 10;

    // Crockford's base 32: no I, L, O, U.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Symbols = 16;

    /// <summary>Replaces a user's codes, with the change that <paramref name="db"/> saves; the new ones, to be shown once.</summary>
    public async Task<IReadOnlyList<string>> ReplaceAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var factors = await secrets.FindOrAddAsync(db, userId, cancellationToken);
        db.RemoveRange(await db.Set<BackupCode>().Where(c => c.UserId == userId).ToListAsync(cancellationToken));
        var codes = Enumerable.Range(0, Count).Select(_ => new string(RandomNumberGenerator.GetItems<char>(Alphabet, Symbols))).ToList();
        db.AddRange(
            codes.Select(c => new BackupCode
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                UserId = userId,
                Hash = secrets.HashCode(factors, c),
            })
        );
        return [.. codes.Select(c => string.Join('-', c.Chunk(4).Select(part => new string(part))))];
    }

    /// <summary>Takes a code: true once for each.</summary>
    public async Task<bool> TakeAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var factors = await db.Set<UserFactors>().AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId, cancellationToken);
        if (factors is null || Normalise(code) is not { Length: Symbols } text)
        {
            return false;
        }

        var (hash, now) = (secrets.HashCode(factors, text), time.GetUtcNow().UtcDateTime);
        return await db.Set<BackupCode>()
                .Where(c => c.UserId == userId && c.Hash == hash && c.UsedAtUtc == null)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedAtUtc, now), cancellationToken) == 1;
    }

    private static string Normalise(string code) =>
        string.Concat(
            code.Where(char.IsLetterOrDigit)
                .Select(char.ToUpperInvariant)
                .Select(c =>
                    c switch
                    {
                        'O' => '0',
                        'I' or 'L' => '1',
                        _ => c,
                    }
                )
        );
}
