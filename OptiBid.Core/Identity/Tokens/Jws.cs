using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>A key with the one algorithm that it is used with.</summary>
/// <param name="Algorithm">Value of <c>alg</c>.</param>
/// <param name="Verify">Data and signature to the verdict; may throw <see cref="CryptographicException"/> for a malformed signature.</param>
internal sealed record JwsKey(string Algorithm, Func<byte[], byte[], bool> Verify)
{
    /// <summary>ES256, ES384 or ES512.</summary>
    public static JwsKey Of(ECDsa key, string algorithm) =>
        new(
            algorithm,
            (data, signature) =>
                signature.Length == (key.KeySize + 7) / 8 * 2
                && key.VerifyData(data, signature, HashOf(algorithm), DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
        );

    /// <summary>RS or PS with 256, 384 or 512.</summary>
    public static JwsKey Of(RSA key, string algorithm) =>
        new(
            algorithm,
            (data, signature) =>
                signature.Length == (key.KeySize + 7) / 8
                && key.VerifyData(
                    data,
                    signature,
                    HashOf(algorithm),
                    algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
                )
        );

    /// <summary>HS256.</summary>
    public static JwsKey Of(byte[] secret) =>
        new("HS256", (data, signature) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, data), signature));

    private static HashAlgorithmName HashOf(string algorithm) =>
        algorithm[2..] switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            "512" => HashAlgorithmName.SHA512,
            _ => throw new ArgumentException($"No algorithm '{algorithm}'", nameof(algorithm)),
        };
}

/// <summary>
/// Verifies signatures in compact form, strictly: the key decides the algorithm and the header has to name the same; keys, addresses of keys and
/// extensions in a header are refused; base64url is canonical.
/// </summary>
internal static class Jws
{
    private const int LongestToken = 16 * 1024;
    private static readonly string[] s_refused = ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip"];
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The header and the payload of a token whose signature holds, else null.</summary>
    public static (JsonElement Header, byte[] Payload)? Verify(string token, Func<string?, JwsKey?> keyOf)
    {
        if (token.Length > LongestToken)
        {
            return null;
        }

        var parts = token.Split('.');
        if (
            parts.Length != 3
            || Decode(parts[0]) is not { Length: > 0 } headerBytes
            || Decode(parts[1]) is not { } payload
            || Decode(parts[2]) is not { Length: > 0 } signature
        )
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(headerBytes, s_strict);
            var header = document.RootElement;
            if (header.ValueKind != JsonValueKind.Object || s_refused.Any(n => header.TryGetProperty(n, out _)))
            {
                return null;
            }

            var kid = header.TryGetProperty("kid", out var k) ? k.GetString() : null;
            return
                keyOf(kid) is { } key
                && header.TryGetProperty("alg", out var alg)
                && string.Equals(alg.GetString(), key.Algorithm, StringComparison.Ordinal)
                && key.Verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
                ? (header.Clone(), payload)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A token signed with ES256.</summary>
    public static string Sign(object header, object payload, ECDsa key)
    {
        var text = $"{Encode(header)}.{Encode(payload)}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(text),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>Null unless the text is what an encoder would have written.</summary>
    private static byte[]? Decode(string text)
    {
        if (text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || text.Length % 4 == 1)
        {
            return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return
            Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && Base64Url.EncodeToString(bytes.AsSpan(0, written)) == text
            ? bytes[..written]
            : null;
    }
}
