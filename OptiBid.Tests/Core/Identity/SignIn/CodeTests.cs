using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Mfa.Manage;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.SignIn;

/// <summary>Backup codes, and codes by text message and e-mail.</summary>
public sealed class CodeTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "17")]
    public async Task A_backup_code_works_once_whatever_its_case_and_spaces_and_only_hashes_are_kept()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await desk.EnrolAppAsync();
        var codes = (await MakeAsync(desk)).Value;
        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, c => Assert.Equal(16, c.Count(char.IsAsciiLetterOrDigit)));
        await using (var db = desk.Records())
        {
            var kept = await db.Set<BackupCode>().Select(c => c.Hash).ToListAsync(Cancel);
            Assert.Empty(kept.Intersect(codes.Select(c => c.Replace("-", "", StringComparison.Ordinal)), StringComparer.OrdinalIgnoreCase));
        }

        var typed = " " + codes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal) + " ";
        Assert.True((await BackupAsync(desk, typed)).IsSuccess);
        Assert.Equal("identity.wrong_code", (await BackupAsync(desk, codes[3])).Failure?.Code);
        Assert.True((await BackupAsync(desk, codes[4])).IsSuccess);
        await MakeAsync(desk);
        Assert.Equal("identity.wrong_code", (await BackupAsync(desk, codes[5])).Failure?.Code);
    }

    [Fact]
    [Trait("AttackCase", "17")]
    public async Task Wrong_backup_codes_close_codes_for_fifteen_minutes_over_all_sign_ins()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var secret = await desk.EnrolAppAsync();
        var codes = (await MakeAsync(desk)).Value;
        string?[] pendings = [(await desk.SignInAsync()).Value.PendingToken, (await desk.SignInAsync()).Value.PendingToken];
        for (var i = 0; i < 30; i++)
        {
            var guess = await desk.ProveAsync(pendings[i % 2], AuthenticationMethods.BackupCode, $"0000-0000-0000-00{i:D2}");
            Assert.Equal("identity.wrong_code", guess.Failure?.Code);
        }

        Assert.Equal("identity.wrong_code", (await BackupAsync(desk, codes[0])).Failure?.Code);
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        Assert.False((await desk.ProveAsync(pending, AuthenticationMethods.Totp, desk.CodeOf(secret))).IsSuccess);
        Assert.Equal(5, desk.Audit.Events.Count(e => e.Action == "second_factor.refused"));
        desk.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await BackupAsync(desk, codes[0])).IsSuccess);
    }

    [Theory]
    [Trait("AttackCase", "17")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_parallel_uses_of_one_backup_code_exactly_one_wins(bool onPostgres)
    {
        await using var desk = await SignInDesk.OpenAsync(onPostgres ? await postgres.CreateDatabaseAsync() : null);
        await desk.EnrolAppAsync();
        var code = (await MakeAsync(desk)).Value[0];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => BackupAsync(desk, code), Cancel)));
        Assert.Single(outcomes, o => o.IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "18")]
    public async Task A_sent_code_works_once_for_the_sign_in_that_asked_for_it_and_for_no_other()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await AddPhoneAsync(desk);
        var mine = (await desk.SignInAsync()).Value.PendingToken;
        var others = (await desk.SignInAsync()).Value.PendingToken;
        Assert.True((await SendAsync(desk, mine)).IsSuccess);
        var code = desk.Mail.Code;
        Assert.Equal("+15551234567", desk.Mail.Messages[^1].To);
        Assert.Equal("identity.wrong_code", (await desk.ProveAsync(others, AuthenticationMethods.Sms, code)).Failure?.Code);
        Assert.Equal("identity.wrong_code", (await desk.ProveAsync(mine, AuthenticationMethods.Email, code)).Failure?.Code);
        Assert.True((await desk.ProveAsync(mine, AuthenticationMethods.Sms, code)).IsSuccess);
        var later = (await desk.SignInAsync()).Value.PendingToken;
        Assert.False((await desk.ProveAsync(later, AuthenticationMethods.Sms, code)).IsSuccess);
        await using var db = desk.Records();
        Assert.DoesNotContain(code, await db.Set<SentCode>().Select(c => c.Hash).ToListAsync(Cancel));
    }

    [Fact]
    [Trait("AttackCase", "18")]
    public async Task A_sent_code_ends_after_five_minutes_and_after_five_tries()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await AddPhoneAsync(desk);
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        await SendAsync(desk, pending);
        var late = desk.Mail.Code;
        desk.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.False((await desk.ProveAsync(pending, AuthenticationMethods.Sms, late)).IsSuccess);

        desk.Time.Advance(TimeSpan.FromMinutes(20));
        pending = (await desk.SignInAsync()).Value.PendingToken;
        await SendAsync(desk, pending);
        var right = desk.Mail.Code;
        var wrong = right == "000000" ? "111111" : "000000";
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => desk.ProveAsync(pending, AuthenticationMethods.Sms, wrong), Cancel))
        );
        Assert.False((await desk.ProveAsync(pending, AuthenticationMethods.Sms, right)).IsSuccess);
        await using var db = desk.Records();
        Assert.Equal(5, (await db.Set<SentCode>().SingleAsync(Cancel)).Tries);
    }

    [Fact]
    [Trait("AttackCase", "18")]
    public async Task Codes_cannot_be_asked_for_in_a_flood()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await AddPhoneAsync(desk);
        var before = desk.Mail.Messages.Count;
        for (var i = 0; i < 20; i++)
        {
            var pending = (await desk.SignInAsync()).Value.PendingToken;
            await SendAsync(desk, pending);
            Assert.Equal("identity.too_many_codes", (await SendAsync(desk, pending)).Failure?.Code);
            desk.Time.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.InRange(desk.Mail.Messages.Count - before, 1, 5);
    }

    [Fact]
    public async Task An_organisation_that_takes_no_text_messages_offers_none()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await AddPhoneAsync(desk);
        await desk.AskAsync<IManageCodeAddresses, Result<Done>>(m => m.SetEmailCodesAsync(true, Cancel));
        await desk.SetPolicyAsync(new() { AllowSms = false });
        var pending = (await desk.SignInAsync()).Value.PendingToken;
        var choice = (await desk.AskAsync<IReadSecondFactors, Result<SecondFactorChoice>>(r => r.ExecuteAsync(pending, Cancel))).Value;
        Assert.Equal([AuthenticationMethods.Email], choice.Methods);
        Assert.Equal("a•••@desk.example", choice.Email);
        Assert.Equal("identity.wrong_code", (await SendAsync(desk, pending)).Failure?.Code);
    }

    private static Task<Result<IReadOnlyList<string>>> MakeAsync(SignInDesk desk) =>
        desk.AskAsync<IReplaceBackupCodes, Result<IReadOnlyList<string>>>(r => r.ExecuteAsync(Cancel));

    private static async Task<Result<SignInStep>> BackupAsync(SignInDesk desk, string code) =>
        await desk.ProveAsync((await desk.SignInAsync()).Value.PendingToken, AuthenticationMethods.BackupCode, code);

    private static Task<Result<Done>> SendAsync(SignInDesk desk, string? pending) =>
        desk.AskAsync<ISendSignInCode, Result<Done>>(s => s.ExecuteAsync(pending, AuthenticationMethods.Sms, Cancel));

    private static async Task AddPhoneAsync(SignInDesk desk)
    {
        await desk.ActInAsync((await desk.SignInAsync()).Value.Session!);
        Assert.True(
            (await desk.AskAsync<IManageCodeAddresses, Result<Done>>(m => m.BeginPhoneAsync("+1 (555) 123-4567", Cancel))).IsSuccess
        );
        Assert.True((await desk.AskAsync<IManageCodeAddresses, Result<Done>>(m => m.ConfirmPhoneAsync(desk.Mail.Code, Cancel))).IsSuccess);
        desk.Time.Advance(TimeSpan.FromSeconds(31));
    }
}
