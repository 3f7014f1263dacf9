using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>The text <c>id.secret</c>: an id in hexadecimal and 256 random bits in base64url. Stored as the hash of the secret.</summary>
internal static class SessionToken
{
    private const int IdLength = 32;
    private const int SecretLength = 43;

    /// <summary>A new token and what is stored of it.</summary>
    public static (string Token, byte[] SecretHash) Create(Guid id)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return ($"{id:N}.{secret}", HashOf(secret));
    }

    /// <summary>The halves of a token; false for anything else.</summary>
    public static bool TryRead(string? token, out Guid id, out ReadOnlySpan<char> secret)
    {
        secret = default;
        id = default;
        if (token is not { Length: IdLength + 1 + SecretLength } || token[IdLength] != '.')
        {
            return false;
        }

        secret = token.AsSpan(IdLength + 1);
        return Guid.TryParseExact(token.AsSpan(0, IdLength), "N", out id);
    }

    /// <summary>SHA-256 of a secret of full entropy: no salt and no stretching is needed.</summary>
    public static byte[] HashOf(ReadOnlySpan<char> secret)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(secret)];
        Encoding.UTF8.GetBytes(secret, bytes);
        return SHA256.HashData(bytes);
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(ReadOnlySpan<char> secret, byte[] hash) => CryptographicOperations.FixedTimeEquals(HashOf(secret), hash);
}
