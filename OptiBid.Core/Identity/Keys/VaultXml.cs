using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Cryptography.Keys;

namespace OptiBid.Core.Identity.Keys;

/// <summary>Encrypts the keys of Data Protection under the master key of the installation.</summary>
internal sealed class VaultXmlEncryptor(IKeyVault vault) : IXmlEncryptor
{
    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var secret = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        try
        {
            return new(VaultXml.Element(vault, secret), typeof(VaultXmlDecryptor));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}

/// <summary>Decrypts what <see cref="VaultXmlEncryptor"/> encrypted. Data Protection makes it by its type.</summary>
internal sealed class VaultXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc/>
    public XElement Decrypt(XElement encryptedElement)
    {
        var secret = VaultXml.Open(services.GetRequiredService<IKeyVault>(), encryptedElement);
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(secret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}

/// <summary>The encrypted form: <c>&lt;masterKeySecret masterKey="fingerprint"&gt;base64&lt;/…&gt;</c>.</summary>
internal static class VaultXml
{
    private const string Purpose = "data-protection-key";
    private const string Name = "masterKeySecret";
    private const string MasterKey = "masterKey";

    /// <summary>Encrypts.</summary>
    public static XElement Element(IKeyVault vault, ReadOnlySpan<byte> secret) =>
        new(Name, new XAttribute(MasterKey, vault.Fingerprint), Convert.ToBase64String(vault.Protect(Purpose, secret)));

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">Another master key encrypted it.</exception>
    public static byte[] Open(IKeyVault vault, XElement element) => vault.Unprotect(Purpose, Convert.FromBase64String(element.Value));

    /// <summary>The master keys that stored keys need.</summary>
    public static IReadOnlyList<string> MasterKeysOf(IEnumerable<XElement> stored) =>
        [
            .. stored
                .SelectMany(e => e.DescendantsAndSelf(Name))
                .Select(e => (string)e.Attribute(MasterKey)!)
                .Distinct(StringComparer.Ordinal),
        ];
}
