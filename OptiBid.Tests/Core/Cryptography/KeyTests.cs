using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Tests.Core.Cryptography;

/// <summary>Keys at rest, and their rotation.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_secret_opens_only_for_its_purpose_and_unchanged()
    {
        var vault = Vault();
        var box = vault.Protect("totp", "secret"u8);
        Assert.Equal("secret"u8.ToArray(), Vault().Unprotect("totp", box));
        Assert.ThrowsAny<CryptographicException>(() => vault.Unprotect("webhook", box));
        foreach (var i in Enumerable.Range(0, box.Length))
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => vault.Unprotect("totp", changed));
        }
    }

    [Fact]
    public void Key_files_are_read_by_the_service_account_only_and_hold_no_seed_in_clear()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file mode");
            return;
        }

        var ring = Ring();
        ring.Sign("x"u8.ToArray(), "test");
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void With_a_certificate_the_master_key_is_never_in_clear_on_disk()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(1)
        );
        var file = Path.Combine(_folder, "keys.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, "pass"));
        var options = new KeyOptions
        {
            Directory = _folder,
            Certificate = file,
            CertificatePassword = "pass",
        };
        var box = new KeyVault(Options.Create(options)).Protect("p", "secret"u8);
        Assert.Equal("secret"u8.ToArray(), new KeyVault(Options.Create(options)).Unprotect("p", box));
        Assert.False(File.Exists(Path.Combine(_folder, "master.key")));
    }

    [Fact]
    public void Rotation_adds_keys_and_old_signatures_stay_good()
    {
        var ring = Ring();
        var data = Encoding.UTF8.GetBytes("statement");
        var before = ring.Sign(data, "optibid/audit/v1");
        ring.Rotate();
        var after = ring.Sign(data, "optibid/audit/v1");
        var other = Ring();
        Assert.Equal(4, other.PublicKeys.Count);
        Assert.Empty(before.Select(s => s.KeyId).Intersect(after.Select(s => s.KeyId)));
        Assert.Null(DocumentSignatures.Problem(data, "optibid/audit/v1", before, other.PublicKeys));
        Assert.Null(DocumentSignatures.Problem(data, "optibid/audit/v1", after, other.PublicKeys));
    }

    private KeyVault Vault() => new(Options.Create(new KeyOptions { Directory = _folder }));

    private KeyRing Ring() => new(Options.Create(new KeyOptions { Directory = _folder }), Vault(), TimeProvider.System);
}
