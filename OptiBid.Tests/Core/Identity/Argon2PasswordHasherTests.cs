using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity;

public sealed class Argon2PasswordHasherTests : IDisposable
{
    private static readonly User s_user = new() { DisplayName = "Ann" };
    private readonly Argon2PasswordHasher _hasher = new(Options.Create(new PasswordHashOptions()));

    public void Dispose() => _hasher.Dispose();

    [Fact]
    public void A_hash_verifies_its_password_and_no_other_and_names_its_parameters()
    {
        var hash = _hasher.HashPassword(s_user, "correct horse battery staple");
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.Equal(PasswordVerificationResult.Success, _hasher.VerifyHashedPassword(s_user, hash, "correct horse battery staple"));
        Assert.Equal(PasswordVerificationResult.Failed, _hasher.VerifyHashedPassword(s_user, hash, "correct horse battery stapl"));
        Assert.NotEqual(hash, _hasher.HashPassword(s_user, "correct horse battery staple"));
    }

    [Fact]
    public void The_reference_vector_of_argon2_verifies_and_asks_for_todays_parameters()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("auth/vectors.json")));
        var v = vectors.RootElement.GetProperty("argon2id");
        static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
        var salt = Encode(System.Text.Encoding.UTF8.GetBytes(v.GetProperty("salt").GetString()!));
        var tag = Encode(Convert.FromHexString(v.GetProperty("tag_hex").GetString()!));
        var phc =
            $"$argon2id$v=19$m={v.GetProperty("m_kib").GetInt32()},t={v.GetProperty("t").GetInt32()},p={v.GetProperty("p").GetInt32()}${salt}${tag}";
        Assert.Equal(
            PasswordVerificationResult.SuccessRehashNeeded,
            _hasher.VerifyHashedPassword(s_user, phc, v.GetProperty("password").GetString()!)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$!!")]
    public void A_text_that_is_no_bounded_argon2id_hash_fails_without_work(string text)
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal(PasswordVerificationResult.Failed, _hasher.VerifyHashedPassword(s_user, text, "password"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void An_endless_password_is_refused_before_it_is_hashed() =>
        Assert.Equal(
            PasswordVerificationResult.Failed,
            _hasher.VerifyHashedPassword(s_user, _hasher.HashPassword(s_user, new string('x', 300)), new string('x', 300))
        );

    [Theory]
    [InlineData("short", false)]
    [InlineData("passwordpassword", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("Password12345", false)]
    [InlineData("admin-admin-1", false)]
    [InlineData("correct horse battery staple", true)]
    [InlineData("tuesday prices were 138", true)]
    public void Long_and_unguessable_passwords_pass_the_rules(string password, bool passes) =>
        Assert.Equal(passes, PasswordRules.Problem(password, "admin@optibid.local", "Administrator") is null);

    [Fact]
    public void One_time_passwords_differ_and_pass_the_rules()
    {
        var made = Enumerable.Range(0, 100).Select(_ => OneTimePassword.Create()).ToList();
        Assert.Equal(100, made.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(made.Where(p => PasswordRules.Problem(p, "a@b.c", "A") is not null));
    }
}
