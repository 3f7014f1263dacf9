using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;

namespace OptiBid.Core.Cryptography.Keys;

/// <summary>Encrypts secrets at rest under the master key of the installation (AES-256-GCM, one derived key for each purpose).</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public interface IKeyVault
{
    /// <summary>Encrypts; only the same purpose opens it again.</summary>
    byte[] Protect(string purpose, ReadOnlySpan<byte> secret);

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">It was changed, has another purpose or belongs to another master key.</exception>
    byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret);

    /// <summary>A key of a purpose for an HMAC: the same at every start.</summary>
    byte[] DeriveKey(string purpose);

    /// <summary>How the master key is kept: <c>Certificate</c> or <c>Key file</c>.</summary>
    string Protector { get; }

    /// <summary>The file that holds the master key.</summary>
    string MasterKeyFile { get; }

    /// <summary>True when the master key is there; without one, the first use of the vault makes it.</summary>
    bool HasMasterKey { get; }

    /// <summary>Tells one master key from another, and nothing else about it.</summary>
    string Fingerprint { get; }
}

/// <inheritdoc cref="IKeyVault"/>
internal sealed class KeyVault(IOptions<KeyOptions> options) : IKeyVault
{
    private const int KeyLength = 32;
    private readonly Lazy<byte[]> _master = new(() => LoadOrCreate(options.Value));

    /// <inheritdoc/>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) =>
        Aead.Encrypt(DeriveKey(purpose), secret, Encoding.UTF8.GetBytes(purpose));

    /// <inheritdoc/>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret) =>
        Aead.Decrypt(DeriveKey(purpose), sealedSecret, Encoding.UTF8.GetBytes(purpose));

    /// <inheritdoc/>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _master.Value, KeyLength, info: Encoding.UTF8.GetBytes("optibid/keys/v1/" + purpose));

    /// <inheritdoc/>
    public string Protector => options.Value.Certificate is null ? "Key file" : "Certificate";

    /// <inheritdoc/>
    public string MasterKeyFile => FileOf(options.Value);

    /// <inheritdoc/>
    public bool HasMasterKey => File.Exists(MasterKeyFile) || File.Exists(PlainFileOf(options.Value));

    /// <inheritdoc/>
    public string Fingerprint => Convert.ToHexStringLower(DeriveKey("fingerprint").AsSpan(0, 8));

    private static string PlainFileOf(KeyOptions options) => Path.Combine(options.Directory!, "master.key");

    private static string FileOf(KeyOptions options) =>
        options.Certificate is null ? PlainFileOf(options) : Path.Combine(options.Directory!, "master.key.enc");

    private static byte[] LoadOrCreate(KeyOptions options)
    {
        using var rsa = options.Certificate is null ? null : PrivateKeyOf(options);
        var file = FileOf(options);
        if (!File.Exists(file))
        {
            // An installation that gets a certificate keeps its master key.
            var plain = PlainFileOf(options);
            var key = File.Exists(plain) ? KeyFiles.Read(plain) : RandomNumberGenerator.GetBytes(KeyLength);
            KeyFiles.Create(file, rsa is null ? key : rsa.Encrypt(key, RSAEncryptionPadding.OaepSHA256));
            if (rsa is not null)
            {
                File.Delete(plain);
            }
        }

        // Another process may have created it first: what lies there counts.
        var stored = KeyFiles.Read(file);
        var master = rsa is null ? stored : rsa.Decrypt(stored, RSAEncryptionPadding.OaepSHA256);
        return master.Length == KeyLength
            ? master
            : throw new CryptographicException("The master key of Keys:Directory has a wrong length");
    }

    private static RSA PrivateKeyOf(KeyOptions options)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(options.Certificate!, options.CertificatePassword);
        return certificate.GetRSAPrivateKey() ?? throw new CryptographicException("Keys:Certificate holds no RSA private key");
    }
}

/// <summary>AES-256-GCM: nonce (12), ciphertext, tag (16).</summary>
internal static class Aead
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Encrypts under a random nonce.</summary>
    public static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var result = new byte[NonceLength + plain.Length + TagLength];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceLength, plain.Length), result.AsSpan(NonceLength + plain.Length), associated);
        return result;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">It was changed, or key or associated data differ.</exception>
    public static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        if (box.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("The ciphertext is too short");
        }

        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, associated);
        return plain;
    }
}

/// <summary>Files that only the service account reads.</summary>
internal static class KeyFiles
{
    private const UnixFileMode ForOthers =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>The content of a file that nobody else can read.</summary>
    /// <exception cref="CryptographicException">Its permissions let others in.</exception>
    public static byte[] Read(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ForOthers) != UnixFileMode.None)
        {
            throw new CryptographicException(
                $"{file} can be read by others than the service account: set its permissions to 0600, and replace the key if others had access"
            );
        }

        return File.ReadAllBytes(file);
    }

    /// <summary>Creates a file with all its bytes at once; keeps the one that another process created first.</summary>
    public static void Create(string file, byte[] content)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var draft = $"{file}.{Guid.CreateVersion7():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
