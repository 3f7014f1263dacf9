using System.Net;
using System.Text.RegularExpressions;
using OptiBid.Tests.EndToEnd.Support;
using OtpNet;

namespace OptiBid.Tests.Web.Account;

/// <summary>The pages of sign-in and account over real HTTP.</summary>
public sealed partial class AccountPagesTests(AppHost app) : IClassFixture<AppHost>
{
    [Fact]
    [Trait("AttackCase", "12")]
    [Trait("AttackCase", "16")]
    public async Task An_app_is_set_up_asked_for_at_the_next_sign_in_and_its_backup_codes_too()
    {
        using var owner = new AccountClient(app);
        await owner.SignInFirstTimeAsync(app);
        using var begun = await owner.SubmitAsync("account/security", "app-begin");
        var shown = await begun.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var secret = Base32Encoding.ToBytes(Secret().Match(shown).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        var before = owner.Cookie("optibid");
        using (var wrong = await owner.SubmitAsync("account/security", "app-confirm", ("app-code", "000000")))
        {
            var answer = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("The code is wrong", answer, StringComparison.Ordinal);
        }

        using var again = await PostConfirmAsync(owner, shown, new Totp(secret).ComputeTotp());
        Assert.EndsWith("/account/security?done=app", again.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.NotEqual(before, owner.Cookie("optibid"));

        using var codes = await owner.SubmitAsync("account/security", "backup-codes");
        var code = BackupCode().Match(await codes.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Value;

        using var client = new AccountClient(app);
        using var first = await client.SubmitAsync("login", "login", ("Form.Email", app.Email), ("Form.Password", AppHost.ChosenPassword));
        Assert.Contains("/login/mfa", first.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Null(client.Cookie("optibid"));
        using (var desk = await client.GetAsync("account"))
        {
            Assert.Equal(HttpStatusCode.Redirect, desk.StatusCode);
        }

        var pending = client.Cookie("optibid-pending");
        Assert.NotNull(pending);
        using var second = await client.SubmitAsync("login/mfa?way=bkp", "prove", ("Proof.Code", code.ToLowerInvariant()));
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
        Assert.NotNull(client.Cookie("optibid"));
        using var profile = await client.GetAsync("account");
        Assert.Equal(HttpStatusCode.OK, profile.StatusCode);
    }

    [Fact]
    [Trait("AttackCase", "21")]
    public async Task Known_and_unknown_names_get_the_same_page_at_sign_in_and_at_forgot()
    {
        using var client = new AccountClient(app);
        foreach (var (path, handler) in new[] { ("login", "login"), ("forgot", "forgot") })
        {
            var answers = new List<(HttpStatusCode, string)>();
            foreach (var name in new[] { "admin@optibid.local", "other@optibid.local" })
            {
                using var answer = await client.SubmitAsync(path, handler, ("Form.Email", name), ("Form.Password", "a wrong password"));
                var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                answers.Add((answer.StatusCode, Protected().Replace(body.Replace(name, "NAME", StringComparison.Ordinal), "")));
            }

            Assert.Equal(answers[0].Item1, answers[1].Item1);
            Assert.Equal(answers[0].Item2, answers[1].Item2);
        }
    }

    private static async Task<HttpResponseMessage> PostConfirmAsync(AccountClient client, string page, string code)
    {
        var token = Token().Match(page).Groups[1].Value;
        return await client.PostFormAsync(
            "account/security",
            ("_handler", "app-confirm"),
            ("__RequestVerificationToken", token),
            ("app-code", code)
        );
    }

    [GeneratedRegex("class=\"ob-secret\">([A-Z2-7 ]+)<")]
    private static partial Regex Secret();

    [GeneratedRegex("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}")]
    private static partial Regex BackupCode();

    [GeneratedRegex("CfDJ8[0-9A-Za-z_/+=-]+")]
    private static partial Regex Protected();

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
