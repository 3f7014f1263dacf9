using System.Text;

namespace OptiBid.Core.Cryptography.Signatures;

/// <summary>A signature with what is needed to check it.</summary>
/// <param name="Algorithm">Tag of the algorithm.</param>
/// <param name="KeyId">Id of the key: the algorithm and the start of the SHA-256 of its public key.</param>
/// <param name="Signature">The signature.</param>
public sealed record DocumentSignature(string Algorithm, string KeyId, byte[] Signature);

/// <summary>A public key that signatures are checked with.</summary>
/// <param name="KeyId">Id: the algorithm and the start of the SHA-256 of the key.</param>
/// <param name="Algorithm">Tag of the algorithm.</param>
/// <param name="PublicKey">Raw key.</param>
/// <param name="CreatedUtc">When it was made.</param>
public sealed record PublicSigningKey(string KeyId, string Algorithm, byte[] PublicKey, DateTime CreatedUtc);

/// <summary>Signs documents with ML-DSA-65 and ECDSA P-256 together; a document is good only when both signatures are.</summary>
public interface IDocumentSigner
{
    /// <summary>One signature of each algorithm with the newest keys.</summary>
    /// <param name="data">The document.</param>
    /// <param name="context">What the signature is for, such as <c>optibid/audit/v1</c>.</param>
    IReadOnlyList<DocumentSignature> Sign(byte[] data, string context);

    /// <summary>Ids of the keys that <see cref="Sign"/> uses now.</summary>
    IReadOnlyList<string> CurrentKeyIds { get; }

    /// <summary>Every public key that this installation ever signed with.</summary>
    IReadOnlyList<PublicSigningKey> PublicKeys { get; }

    /// <summary>Adds a new key of each algorithm; the old ones stay for checking.</summary>
    void Rotate();
}

/// <summary>The check of a signed document: needs public keys only.</summary>
public static class DocumentSignatures
{
    /// <summary>Null when each algorithm of the pair has signed with a key of <paramref name="keys"/>, otherwise what is wrong.</summary>
    public static string? Problem(
        byte[] data,
        string context,
        IReadOnlyList<DocumentSignature> signatures,
        IEnumerable<PublicSigningKey> keys
    )
    {
        ArgumentNullException.ThrowIfNull(signatures);
        var known = keys.ToList();
        var purpose = Encoding.UTF8.GetBytes(context);
        foreach (var scheme in SignatureSchemes.Pair)
        {
            if (signatures.FirstOrDefault(s => s.Algorithm == scheme.Algorithm) is not { } signature)
            {
                return $"the {scheme.Algorithm} signature is missing";
            }

            if (known.FirstOrDefault(k => k.KeyId == signature.KeyId && k.Algorithm == scheme.Algorithm) is not { } key)
            {
                return $"the {scheme.Algorithm} key {signature.KeyId} is not known";
            }

            if (!scheme.Verify(key.PublicKey, data, purpose, signature.Signature))
            {
                return $"the {scheme.Algorithm} signature is wrong";
            }
        }

        return null;
    }

    /// <summary>Id of a public key.</summary>
    public static string KeyId(string algorithm, byte[] publicKey) =>
        $"{algorithm}:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(publicKey).AsSpan(0, 16))}";
}
