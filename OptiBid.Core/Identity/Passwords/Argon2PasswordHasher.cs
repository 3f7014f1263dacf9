using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Konscious.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>
/// Argon2id in the PHC string format (<c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>). As many hashes run at once as there are processors, so
/// that a storm of sign-ins cannot take all memory. A hash with other parameters than today's verifies and asks to be replaced.
/// </summary>
internal sealed class Argon2PasswordHasher(IOptions<PasswordHashOptions> options) : IPasswordHasher<User>, IDisposable
{
    /// <summary>Longer passwords are refused before they are hashed.</summary>
    public const int MaximumLength = PasswordRules.MaximumLength;

    private const int HashBytes = 32;
    private const int SaltBytes = 16;
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);
    private long _computed;

    /// <summary>Hashes computed so far: the same number for a known and an unknown user (tested).</summary>
    public long Computed => Interlocked.Read(ref _computed);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    /// <inheritdoc/>
    public string HashPassword(User user, string password)
    {
        _slots.Wait();
        try
        {
            return Hash(password);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        _slots.Wait();
        try
        {
            return Verify(hashedPassword, providedPassword);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>
    /// Compares without holding a thread while all slots are taken. Without a hash (no such user, no password, locked) it computes one all the
    /// same and says no, so that the answer takes as long.
    /// </summary>
    public async Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return Verify(hash ?? NobodysHash(), password);
        }
        finally
        {
            _slots.Release();
        }
    }

    private string Hash(string password)
    {
        var o = options.Value;
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var text = PasswordRules.Normalise(password) ?? throw new ArgumentException("The password holds characters that are no text.");
        return Format(salt, Compute(text, salt, o.MemoryKib, o.Passes, o.Lanes, HashBytes));
    }

    private PasswordVerificationResult Verify(string hash, string password)
    {
        if (PhcHash.Parse(hash) is not { } phc || password.Length > MaximumLength || PasswordRules.Normalise(password) is not { } text)
        {
            return PasswordVerificationResult.Failed;
        }

        var computed = Compute(text, phc.Salt, phc.MemoryKib, phc.Passes, phc.Lanes, phc.Hash.Length);
        if (!CryptographicOperations.FixedTimeEquals(computed, phc.Hash))
        {
            return PasswordVerificationResult.Failed;
        }

        var o = options.Value;
        return (phc.MemoryKib, phc.Passes, phc.Lanes, phc.Hash.Length) == (o.MemoryKib, o.Passes, o.Lanes, HashBytes)
            ? PasswordVerificationResult.Success
            : PasswordVerificationResult.SuccessRehashNeeded;
    }

    private byte[] Compute(string password, byte[] salt, int memoryKib, int passes, int lanes, int length)
    {
        Interlocked.Increment(ref _computed);
        using var argon = new Argon2id(Encoding.UTF8.GetBytes(password))
        {
            Salt = salt,
            MemorySize = memoryKib,
            Iterations = passes,
            DegreeOfParallelism = lanes,
        };
        return argon.GetBytes(length);
    }

    /// <summary>A hash that no password has.</summary>
    private string NobodysHash() => Format(RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    private string Format(byte[] salt, byte[] hash)
    {
        var o = options.Value;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"$argon2id$v=19$m={o.MemoryKib},t={o.Passes},p={o.Lanes}${Encode(salt)}${Encode(hash)}"
        );
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}

/// <summary>The parts of an Argon2id hash in the PHC string format.</summary>
internal sealed record PhcHash(int MemoryKib, int Passes, int Lanes, byte[] Salt, byte[] Hash)
{
    /// <summary>The parts, or null for any other text and for parameters beyond 1 GiB, 64 passes or 64 lanes.</summary>
    public static PhcHash? Parse(string? text)
    {
        var parts = text?.Split('$') ?? [];
        if (parts is not ["", "argon2id", "v=19", var costs, var salt, var hash])
        {
            return null;
        }

        var cost = costs.Split(',');
        if (
            cost.Length != 3
            || !TryCost(cost[0], "m=", 1 << 20, out var memory)
            || !TryCost(cost[1], "t=", 64, out var passes)
            || !TryCost(cost[2], "p=", 64, out var lanes)
            || Decode(salt) is not { Length: >= 8 } saltBytes
            || Decode(hash) is not { Length: >= 16 and <= 128 } hashBytes
        )
        {
            return null;
        }

        return new(memory, passes, lanes, saltBytes, hashBytes);
    }

    private static bool TryCost(string text, string prefix, int most, out int value)
    {
        value = 0;
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= 1
            && value <= most;
    }

    private static byte[]? Decode(string text)
    {
        var buffer = new byte[text.Length];
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, buffer, out var length) ? buffer[..length] : null;
    }
}
