using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OtpNet;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>
/// Codes of an authenticator app (RFC 6238, SHA-1, 6 digits, 30 seconds). A code of the step before or after is taken too, for clocks that
/// differ. Each step is taken once: by a conditional update, so that of two equal codes at the same moment one is refused.
/// </summary>
internal sealed class TotpCodes(IPlatformContexts contexts, FactorSecrets secrets, TimeProvider time)
{
    /// <summary>Purpose of the protected secret.</summary>
    public const string SecretKind = "totp";

    private const int SecretBytes = 20;
    private static readonly VerificationWindow s_window = new(previous: 1, future: 1);

    /// <summary>A new secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step that a code belongs to, or null when it fits none of the three.</summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now)
    {
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        return digits.Length == 6 && new Totp(secret).VerifyTotp(now.UtcDateTime, digits, out var step, s_window) ? step : null;
    }

    /// <summary>Takes a code: true once for each step.</summary>
    public async Task<bool> TakeAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var factors = await db.Set<UserFactors>().AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId, cancellationToken);
        if (factors?.ProtectedTotpSecret is not { } stored)
        {
            return false;
        }

        var secret = secrets.Open(userId, SecretKind, stored);
        var step = StepOf(secret, code, time.GetUtcNow());
        CryptographicOperations.ZeroMemory(secret);
        return step is { } taken
            && await db.Set<UserFactors>()
                .Where(f => f.UserId == userId && f.ProtectedTotpSecret == stored && f.TotpLastStep < taken)
                .ExecuteUpdateAsync(s => s.SetProperty(f => f.TotpLastStep, taken), cancellationToken) == 1;
    }
}
