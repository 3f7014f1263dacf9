using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Mfa.Manage;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.Support;
using OtpNet;

namespace OptiBid.Tests.Core.Identity.SignIn;

public sealed class AuthenticatorAppTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "16")]
    public void The_vectors_of_RFC_6238_pass()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("auth/vectors.json")));
        var vectors = file.RootElement.GetProperty("totp_sha1_8digits");
        var secret = Encoding.ASCII.GetBytes(vectors.GetProperty("secret_ascii").GetString()!);
        var cases = vectors.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(6, cases.Count);
        foreach (var vector in cases)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(vector[0].GetInt64());
            var code = vector[1].GetString()!;
            Assert.Equal(code, new Totp(secret, totpSize: 8).ComputeTotp(at.UtcDateTime));
            Assert.Equal(at.ToUnixTimeSeconds() / 30, TotpCodes.StepOf(secret, code[^6..], at));
        }
    }

    [Theory]
    [Trait("AttackCase", "16")]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_counts_one_step_early_or_late_and_no_more(int steps, bool taken)
    {
        var (secret, now) = (TotpCodes.NewSecret(), new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        var code = new Totp(secret).ComputeTotp(now.UtcDateTime.AddSeconds(30 * steps));
        Assert.Equal(taken, TotpCodes.StepOf(secret, code, now) is not null);
        Assert.Equal(taken, TotpCodes.StepOf(secret, $" {code[..3]} {code[3..]}", now.AddSeconds(29)) is not null);
        Assert.Null(TotpCodes.StepOf(secret, code[..5], now));
    }

    [Fact]
    [Trait("AttackCase", "16")]
    public async Task A_code_signs_in_once_and_an_older_one_is_refused_after_it()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        var (before, now) = (desk.CodeOf(secret, -1), desk.CodeOf(secret));
        var first = (await desk.SignInAsync()).Value;
        Assert.Null(first.Session);
        var session = (await desk.ProveAsync(first.PendingToken, AuthenticationMethods.Totp, now)).Value.Session!;
        await desk.ActInAsync(session);
        Assert.Equal(["pwd", "otp", "mfa"], desk.Current.Session!.Methods);

        var again = (await desk.SignInAsync()).Value.PendingToken;
        Assert.Equal("identity.wrong_code", (await desk.ProveAsync(again, AuthenticationMethods.Totp, now)).Failure?.Code);
        Assert.Equal("identity.wrong_code", (await desk.ProveAsync(again, AuthenticationMethods.Totp, before)).Failure?.Code);
        desk.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await desk.ProveAsync(again, AuthenticationMethods.Totp, desk.CodeOf(secret))).IsSuccess);
        Assert.Equal("identity.sign_in_over", (await desk.ProveAsync(again, AuthenticationMethods.Totp, now)).Failure?.Code);
    }

    [Theory]
    [Trait("AttackCase", "16")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_parallel_submits_of_one_code_exactly_one_wins(bool onPostgres)
    {
        await using var desk = await SignInDesk.OpenAsync(onPostgres ? await postgres.CreateDatabaseAsync() : null);
        var secret = await desk.EnrolAppAsync();
        var code = desk.CodeOf(secret);
        var (one, two) = ((await desk.SignInAsync()).Value.PendingToken, (await desk.SignInAsync()).Value.PendingToken);
        var outcomes = await Task.WhenAll(
            Task.Run(() => desk.ProveAsync(one, AuthenticationMethods.Totp, code), Cancel),
            Task.Run(() => desk.ProveAsync(two, AuthenticationMethods.Totp, code), Cancel)
        );
        Assert.Single(outcomes, o => o.IsSuccess);
    }

    [Fact]
    public async Task The_secret_is_protected_and_of_no_use_to_another_user()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        await using var db = desk.Records();
        var row = await db.Set<UserFactors>().AsNoTracking().SingleAsync(Cancel);
        Assert.DoesNotContain(Base32Encoding.ToString(secret), row.ProtectedTotpSecret!, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(secret), row.ProtectedTotpSecret!, StringComparison.Ordinal);

        var eve = await desk.AddUserAsync("eve@desk.example", SignInDesk.Password);
        db.Add(
            new UserFactors
            {
                UserId = eve,
                ProtectedCodeKey = row.ProtectedCodeKey,
                ProtectedTotpSecret = row.ProtectedTotpSecret,
                TotpSinceUtc = row.TotpSinceUtc,
            }
        );
        await db.SaveChangesAsync(Cancel);
        var pending = (await desk.SignInAsync("eve@desk.example")).Value.PendingToken;
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() =>
            desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret))
        );
    }

    [Fact]
    public async Task A_new_app_counts_only_after_its_code_and_removing_it_ends_other_sessions()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await desk.ActInAsync((await desk.SignInAsync()).Value.Session!);
        var other = (await desk.SignInAsync()).Value.Session!;
        var app = (await desk.AskAsync<IManageAuthenticatorApp, Result<NewAuthenticatorApp>>(m => m.BeginAsync(Cancel))).Value;
        Assert.Contains("<svg", app.QrSvg, StringComparison.Ordinal);
        Assert.Contains("otpauth://totp/OptiBid", app.Uri, StringComparison.Ordinal);
        Assert.Equal(
            "identity.wrong_code",
            (await desk.AskAsync<IManageAuthenticatorApp, Result<Done>>(m => m.ConfirmAsync("000000", Cancel))).Failure?.Code
        );
        Assert.NotNull((await desk.SignInAsync()).Value.Session);

        var secret = Base32Encoding.ToBytes(app.Secret.Replace(" ", "", StringComparison.Ordinal));
        await desk.AskAsync<IManageAuthenticatorApp, Result<Done>>(m => m.ConfirmAsync(desk.CodeOf(secret), Cancel));
        Assert.Null((await desk.SignInAsync()).Value.Session);
        Assert.True(await desk.LivesAsync(other));
        await desk.AskAsync<IManageAuthenticatorApp, Result<Done>>(m => m.RemoveAsync(Cancel));
        Assert.False(await desk.LivesAsync(other));
        Assert.NotNull((await desk.SignInAsync()).Value.Session);
        Assert.Contains("authenticator_app.removed", desk.Audit.Events.Select(e => e.Action));
    }
}
