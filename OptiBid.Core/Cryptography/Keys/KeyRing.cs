using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Core.Cryptography.Keys;

/// <summary>
/// The signing keys of the installation, one file each in <c>signing</c> of the key folder: public key in clear, seed encrypted by the vault.
/// Rotation adds; nothing is ever replaced, so old signatures stay checkable.
/// </summary>
internal sealed class KeyRing(IOptions<KeyOptions> options, IKeyVault vault, TimeProvider time) : IDocumentSigner
{
    private const string Purpose = "signing-seed";
    private readonly Lock _lock = new();
    private ImmutableList<StoredKey>? _keys;

    private string Folder => Path.Combine(options.Value.Directory!, "signing");

    /// <inheritdoc/>
    public IReadOnlyList<PublicSigningKey> PublicKeys
    {
        get
        {
            _ = Keys();
            // Read anew: another server that shares the folder may have added some.
            return [.. Load().Select(k => k.Public)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> CurrentKeyIds => [.. SignatureSchemes.Pair.Select(s => Current(s).KeyId)];

    /// <inheritdoc/>
    public IReadOnlyList<DocumentSignature> Sign(byte[] data, string context)
    {
        var purpose = Encoding.UTF8.GetBytes(context);
        return [.. SignatureSchemes.Pair.Select(scheme => SignOne(scheme, data, purpose))];
    }

    /// <inheritdoc/>
    public void Rotate()
    {
        lock (_lock)
        {
            foreach (var scheme in SignatureSchemes.Pair)
            {
                Add(scheme);
            }

            _keys = Load();
        }
    }

    private DocumentSignature SignOne(ISignatureScheme scheme, byte[] data, byte[] purpose)
    {
        var key = Current(scheme);
        var seed = vault.Unprotect(Purpose, key.Seed);
        try
        {
            return new(scheme.Algorithm, key.KeyId, scheme.Sign(seed, data, purpose));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private StoredKey Current(ISignatureScheme scheme) => Keys().Last(k => k.Algorithm == scheme.Algorithm);

    /// <summary>The keys, the oldest first; makes the first pair.</summary>
    private ImmutableList<StoredKey> Keys()
    {
        if (_keys is { } held)
        {
            return held;
        }

        lock (_lock)
        {
            var keys = _keys ?? Load();
            foreach (var scheme in SignatureSchemes.Pair.Where(s => !keys.Exists(k => k.Algorithm == s.Algorithm)))
            {
                Add(scheme);
            }

            return _keys = Load();
        }
    }

    private void Add(ISignatureScheme scheme)
    {
        var seed = scheme.NewSeed();
        var publicKey = scheme.PublicKey(seed);
        var now = time.GetUtcNow().UtcDateTime;
        var key = new StoredKey(
            DocumentSignatures.KeyId(scheme.Algorithm, publicKey),
            scheme.Algorithm,
            publicKey,
            vault.Protect(Purpose, seed),
            now
        );
        CryptographicOperations.ZeroMemory(seed);
        var name = FormattableString.Invariant($"{now:yyyyMMddTHHmmssfffffff}-{key.KeyId.Replace(':', '-')}.json");
        KeyFiles.Create(Path.Combine(Folder, name), JsonSerializer.SerializeToUtf8Bytes(key, JsonSerializerOptions.Web));
    }

    private ImmutableList<StoredKey> Load() =>
        Directory.Exists(Folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(Folder, "*.json")
                    .Order(StringComparer.Ordinal)
                    .Select(f => JsonSerializer.Deserialize<StoredKey>(File.ReadAllBytes(f), JsonSerializerOptions.Web)!),
            ]
            : [];

    private sealed record StoredKey(string KeyId, string Algorithm, byte[] PublicKey, byte[] Seed, DateTime CreatedUtc)
    {
        public PublicSigningKey Public => new(KeyId, Algorithm, PublicKey, CreatedUtc);
    }
}
