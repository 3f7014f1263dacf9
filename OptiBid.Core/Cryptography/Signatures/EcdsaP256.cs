using System.Security.Cryptography;

namespace OptiBid.Core.Cryptography.Signatures;

/// <summary>
/// ECDSA over P-256 with SHA-256. The context goes before the data with its length (one byte); the public key is the uncompressed point
/// (65 bytes), the signature r and s (64 bytes), the seed the private scalar.
/// </summary>
internal sealed class EcdsaP256 : ISignatureScheme
{
    private const int ScalarLength = 32;

    /// <summary>Tag of the algorithm.</summary>
    public const string Name = "ECDSA-P256-SHA256";

    /// <inheritdoc/>
    public string Algorithm => Name;

    /// <inheritdoc/>
    public string Library => ".NET";

    /// <inheritdoc/>
    public byte[] NewSeed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportParameters(includePrivateParameters: true).D!;
    }

    /// <inheritdoc/>
    public byte[] PublicKey(byte[] seed)
    {
        using var key = Private(seed);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    /// <inheritdoc/>
    public byte[] Sign(byte[] seed, byte[] data, byte[] context)
    {
        using var key = Private(seed);
        return key.SignData(Framed(data, context), HashAlgorithmName.SHA256);
    }

    /// <inheritdoc/>
    public bool Verify(byte[] publicKey, byte[] data, byte[] context, byte[] signature)
    {
        if (publicKey.Length != 1 + (2 * ScalarLength) || publicKey[0] != 4 || signature.Length != 2 * ScalarLength)
        {
            return false;
        }

        try
        {
            var point = new ECPoint { X = publicKey[1..(1 + ScalarLength)], Y = publicKey[(1 + ScalarLength)..] };
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            return key.VerifyData(Framed(data, context), signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ECDsa Private(byte[] scalar) => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });

    private static byte[] Framed(byte[] data, byte[] context) => [checked((byte)context.Length), .. context, .. data];
}
