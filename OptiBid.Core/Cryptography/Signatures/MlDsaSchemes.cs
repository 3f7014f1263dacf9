using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace OptiBid.Core.Cryptography.Signatures;

/// <summary>ML-DSA-65 (FIPS 204) of the platform, where its cryptographic library has it.</summary>
internal sealed class PlatformMlDsa : ISignatureScheme
{
    /// <inheritdoc/>
    public string Algorithm => ManagedMlDsa.Name;

    /// <inheritdoc/>
    public string Library => ".NET";

    /// <inheritdoc/>
    public byte[] NewSeed() => RandomNumberGenerator.GetBytes(ManagedMlDsa.SeedLength);

    /// <inheritdoc/>
    public byte[] PublicKey(byte[] seed)
    {
        using var key = MLDsa.ImportMLDsaPrivateSeed(MLDsaAlgorithm.MLDsa65, seed);
        return key.ExportMLDsaPublicKey();
    }

    /// <inheritdoc/>
    public byte[] Sign(byte[] seed, byte[] data, byte[] context)
    {
        using var key = MLDsa.ImportMLDsaPrivateSeed(MLDsaAlgorithm.MLDsa65, seed);
        return key.SignData(data, context);
    }

    /// <inheritdoc/>
    public bool Verify(byte[] publicKey, byte[] data, byte[] context, byte[] signature)
    {
        try
        {
            using var key = MLDsa.ImportMLDsaPublicKey(MLDsaAlgorithm.MLDsa65, publicKey);
            return key.VerifyData(data, signature, context);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>ML-DSA-65 (FIPS 204) of BouncyCastle: managed, not FIPS-validated.</summary>
internal sealed class ManagedMlDsa : ISignatureScheme
{
    /// <summary>Tag of the algorithm.</summary>
    public const string Name = "ML-DSA-65";

    /// <summary>Bytes of a private seed.</summary>
    public const int SeedLength = 32;

    /// <inheritdoc/>
    public string Algorithm => Name;

    /// <inheritdoc/>
    public string Library => "BouncyCastle";

    /// <inheritdoc/>
    public byte[] NewSeed() => RandomNumberGenerator.GetBytes(SeedLength);

    /// <inheritdoc/>
    public byte[] PublicKey(byte[] seed) => Private(seed).GetPublicKeyEncoded();

    /// <inheritdoc/>
    public byte[] Sign(byte[] seed, byte[] data, byte[] context) => Sign(seed, data, context, deterministic: false);

    /// <summary>Signs; the deterministic variant is for test vectors.</summary>
    internal static byte[] Sign(byte[] seed, byte[] data, byte[] context, bool deterministic)
    {
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_65, deterministic);
        signer.Init(forSigning: true, WithContext(Private(seed), context));
        signer.BlockUpdate(data, 0, data.Length);
        return signer.GenerateSignature();
    }

    /// <inheritdoc/>
    public bool Verify(byte[] publicKey, byte[] data, byte[] context, byte[] signature)
    {
        try
        {
            var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_65, deterministic: false);
            signer.Init(
                forSigning: false,
                WithContext(MLDsaPublicKeyParameters.FromEncoding(MLDsaParameters.ml_dsa_65, publicKey), context)
            );
            signer.BlockUpdate(data, 0, data.Length);
            return signer.VerifySignature(signature);
        }
        catch (Exception fault) when (fault is CryptoException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static MLDsaPrivateKeyParameters Private(byte[] seed) => MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_65, seed);

    private static ICipherParameters WithContext(ICipherParameters key, byte[] context) =>
        context.Length == 0 ? key : new ParametersWithContext(key, context);
}
