using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Mfa.Manage;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Recovery;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Tests.Core.Identity.SignIn;

/// <summary>Reset, trusted devices, step-up.</summary>
public sealed class RecoveryTests
{
    private const string NewPassword = "seventeen quiet turbines";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "22")]
    public async Task A_reset_never_skips_the_second_factor_works_once_and_ends_all_sessions()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        var session = (await desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret))).Value.Session!;
        var token = await AskForLinkAsync(desk);
        Assert.StartsWith(
            "https://desk.example/reset?token=",
            desk.Mail.Messages[^1].Text[desk.Mail.Messages[^1].Text.IndexOf("https://", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
        Assert.Equal("identity.weak_password", (await ResetAsync(desk, token, "short")).Failure?.Code);
        Assert.True((await ResetAsync(desk, token, NewPassword)).IsSuccess);
        Assert.False(await desk.LivesAsync(session));
        Assert.Equal("identity.link_over", (await ResetAsync(desk, token, NewPassword + "!")).Failure?.Code);
        Assert.False((await desk.SignInAsync()).IsSuccess);
        var step = (await desk.SignInAsync(password: NewPassword)).Value;
        Assert.Null(step.Session);
        Assert.NotNull(step.PendingToken);
    }

    [Fact]
    [Trait("AttackCase", "22")]
    public async Task A_link_is_bound_to_its_purpose_its_time_and_the_credentials_of_its_user()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var token = await AskForLinkAsync(desk);
        Assert.False((await desk.AskAsync<IVerifyEmail, Result<Done>>(v => v.ExecuteAsync(token, Cancel))).IsSuccess);
        foreach (var wrong in new[] { null, "", "x", token[..^1], token + "0" })
        {
            Assert.False((await ResetAsync(desk, wrong, NewPassword)).IsSuccess);
        }

        desk.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.False((await ResetAsync(desk, token, NewPassword)).IsSuccess);

        var (first, second) = (await AskForLinkAsync(desk), await AskForLinkAsync(desk));
        Assert.False((await ResetAsync(desk, first, NewPassword)).IsSuccess);
        await using (var db = desk.Records())
        {
            (await db.Set<User>().SingleAsync(Cancel)).CredentialsChanged();
            await db.SaveChangesAsync(Cancel);
        }

        Assert.False((await ResetAsync(desk, second, NewPassword)).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "22")]
    public async Task Of_parallel_uses_of_one_link_exactly_one_wins()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var token = await AskForLinkAsync(desk);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => Task.Run(() => ResetAsync(desk, token, $"{NewPassword} {i}"), Cancel))
        );
        Assert.Single(outcomes, o => o.IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "21")]
    public async Task Nobody_is_mailed_who_is_unknown_floods_or_signs_in_through_their_organisation_only()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await desk.AskAsync<SendPasswordReset, bool>(s => DoneAsync(s.ExecuteAsync("nobody@desk.example", Cancel)));
        Assert.Empty(desk.Mail.Messages);
        for (var i = 0; i < 10; i++)
        {
            await AskForLinkAsync(desk);
        }

        Assert.Equal(3, desk.Mail.Messages.Count);
        desk.Time.Advance(TimeSpan.FromHours(2));
        await desk.SetPolicyAsync(new() { SsoEnforced = true });
        await desk.AskAsync<SendPasswordReset, bool>(s => DoneAsync(s.ExecuteAsync(SignInDesk.Ada, Cancel)));
        Assert.Equal(3, desk.Mail.Messages.Count);
    }

    [Fact]
    [Trait("AttackCase", "25")]
    public async Task A_trusted_device_skips_the_second_factor_of_its_own_user_until_the_password_changes()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        var step = (await desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret), trust: true)).Value;
        var device = step.DeviceToken;
        var trusted = (await desk.SignInAsync(device: device)).Value;
        await desk.ActInAsync(trusted.Session!);
        Assert.Equal(["pwd", "dev", "mfa"], desk.Current.Session!.Methods);

        await desk.AddUserAsync("eve@desk.example", SignInDesk.Password);
        await using (var db = desk.Records())
        {
            var eve = await db.Set<User>().SingleAsync(u => u.Email == "eve@desk.example", Cancel);
            db.Add(
                new UserFactors
                {
                    UserId = eve.Id,
                    ProtectedCodeKey = "x",
                    EmailCodes = true,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Null((await desk.SignInAsync("eve@desk.example", device: device)).Value.Session);
        await desk.SetPolicyAsync(new() { TrustedDeviceDays = 0 });
        Assert.Null((await desk.SignInAsync(device: device)).Value.Session);
        await desk.SetPolicyAsync(new SecurityPolicy());

        var changed = await desk.AskAsync<IChangePassword, Result<SignedInUser>>(c =>
            c.ExecuteAsync(desk.AdaId, SignInDesk.Password, NewPassword, Cancel)
        );
        Assert.True(changed.IsSuccess);
        Assert.Null((await desk.SignInAsync(password: NewPassword, device: device)).Value.Session);
    }

    [Fact]
    [Trait("AttackCase", "25")]
    public async Task A_trusted_device_ends_after_its_days_and_when_it_is_forgotten()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        async Task<string?> TrustAsync()
        {
            desk.Time.Advance(TimeSpan.FromMinutes(1));
            var pending = (await desk.SignInAsync()).Value.PendingToken;
            return (await desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret), trust: true)).Value.DeviceToken;
        }

        var device = await TrustAsync();
        desk.Time.Advance(TimeSpan.FromDays(30));
        Assert.Null((await desk.SignInAsync(device: device)).Value.Session);

        device = await TrustAsync();
        await desk.ActInAsync((await desk.SignInAsync(device: device)).Value.Session!);
        var listed = await desk.AskAsync<IManageDevices, IReadOnlyList<KnownDevice>>(m => m.ListAsync(Cancel));
        Assert.Contains(listed, d => d.SkipsSecondFactor);
        await desk.AskAsync<IManageDevices, Result<Done>>(m => m.ForgetAsync(null, Cancel));
        Assert.Null((await desk.SignInAsync(device: device)).Value.Session);
    }

    [Fact]
    [Trait("AttackCase", "24")]
    public async Task Every_change_of_factors_needs_a_proof_of_the_last_five_minutes()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        await desk.ActInAsync((await desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret))).Value.Session!);
        desk.Time.Advance(TimeSpan.FromMinutes(6));
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(desk.Services);
        T Of<T>()
            where T : notnull =>
            Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<T>(scope.ServiceProvider);
        var (app, codes) = (Of<IManageAuthenticatorApp>(), Of<IManageCodeAddresses>());
        Failure?[] failures =
        [
            (await app.BeginAsync(Cancel)).Failure,
            (await app.ConfirmAsync("000000", Cancel)).Failure,
            (await app.RemoveAsync(Cancel)).Failure,
            (await codes.BeginPhoneAsync("+15551234567", Cancel)).Failure,
            (await codes.ConfirmPhoneAsync("000000", Cancel)).Failure,
            (await codes.RemovePhoneAsync(Cancel)).Failure,
            (await codes.SetEmailCodesAsync(true, Cancel)).Failure,
            (await Of<IReplaceBackupCodes>().ExecuteAsync(Cancel)).Failure,
            (await Of<IRenamePasskey>().ExecuteAsync(Guid.CreateVersion7(), "x", Cancel)).Failure,
            (await Of<IRemovePasskey>().ExecuteAsync(Guid.CreateVersion7(), Cancel)).Failure,
        ];
        Assert.All(failures, f => Assert.IsType<StepUpRequired>(f));
    }

    [Fact]
    [Trait("AttackCase", "12")]
    [Trait("AttackCase", "24")]
    public async Task Step_up_asks_for_the_second_factor_and_gives_the_session_a_new_id_and_secret()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        var session = (await desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret))).Value.Session!;
        await desk.ActInAsync(session);
        desk.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal([AuthenticationMethods.Totp], await desk.AskAsync<IStepUp, IReadOnlyList<string>>(s => s.MethodsAsync(Cancel)));
        Assert.False((await StepUpAsync(desk, AuthenticationMethods.Password, SignInDesk.Password)).IsSuccess);
        Assert.False((await StepUpAsync(desk, AuthenticationMethods.Totp, "000000")).IsSuccess);
        var renewed = (await StepUpAsync(desk, AuthenticationMethods.Totp, desk.CodeOf(secret))).Value;
        Assert.NotEqual(session.Id, renewed.Id);
        Assert.NotEqual(session.Token, renewed.Token);
        Assert.False(await desk.LivesAsync(session));
        await desk.ActInAsync(renewed);
        Assert.Null(await desk.AskAsync<IRecentProof, StepUpRequired?>(r => Task.FromResult(r.Missing())));
    }

    private static Task<Result<StartedSession>> StepUpAsync(SignInDesk desk, string method, string secret) =>
        desk.AskAsync<IStepUp, Result<StartedSession>>(s => s.ExecuteAsync(method, secret, SignInDesk.Browser(null, null), Cancel));

    private static Task<Result<Done>> ResetAsync(SignInDesk desk, string? token, string password) =>
        desk.AskAsync<ICompletePasswordReset, Result<Done>>(r => r.ExecuteAsync(token, password, Cancel));

    private static async Task<string> AskForLinkAsync(SignInDesk desk)
    {
        await desk.AskAsync<SendPasswordReset, bool>(s => DoneAsync(s.ExecuteAsync(" " + SignInDesk.Ada.ToUpperInvariant(), Cancel)));
        return desk.Mail.Token;
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }
}
