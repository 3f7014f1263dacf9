namespace OptiBid.Core.Cryptography.Signatures;

/// <summary>
/// One signature algorithm over raw keys. A context string separates the uses of a key: what is signed for one context fails for another.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
internal interface ISignatureScheme
{
    /// <summary>Tag of the algorithm in every stored signature, such as <c>ML-DSA-65</c>.</summary>
    string Algorithm { get; }

    /// <summary>Library that does the work.</summary>
    string Library { get; }

    /// <summary>A new private seed from the system's random source.</summary>
    byte[] NewSeed();

    /// <summary>The public key of a seed.</summary>
    byte[] PublicKey(byte[] seed);

    /// <summary>Signs.</summary>
    byte[] Sign(byte[] seed, byte[] data, byte[] context);

    /// <summary>True for a good signature; false for everything else, wrong lengths included.</summary>
    bool Verify(byte[] publicKey, byte[] data, byte[] context, byte[] signature);
}

/// <summary>The algorithms of this build.</summary>
internal static class SignatureSchemes
{
    /// <summary>Post-quantum and classical: a document carries one signature of each.</summary>
    public static IReadOnlyList<ISignatureScheme> Pair { get; } =
    [System.Security.Cryptography.MLDsa.IsSupported ? new PlatformMlDsa() : new ManagedMlDsa(), new EcdsaP256()];

    /// <summary>The scheme of an algorithm tag, or null for one that this build does not know.</summary>
    public static ISignatureScheme? Find(string algorithm) => Pair.FirstOrDefault(s => s.Algorithm == algorithm);
}
