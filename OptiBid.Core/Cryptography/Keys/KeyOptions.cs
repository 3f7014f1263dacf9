namespace OptiBid.Core.Cryptography.Keys;

/// <summary>Where the keys of the platform lie. Section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>
    /// Folder of the keys; default <c>keys</c> in <c>Storage:Directory</c>. Several servers of one installation share it. Keep its backup apart from that
    /// of the database.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>
    /// A PKCS#12 file with an RSA key that the master key is encrypted to. Without one the master key is a file that only the service account
    /// can read.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>Password of the certificate file.</summary>
    public string? CertificatePassword { get; set; }
}
