using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Passkeys;

/// <summary>The app without the limit on sign-ins of one address: these tests try hundreds.</summary>
public sealed class PasskeyApp : IAsyncLifetime
{
    /// <summary>The app.</summary>
    public AppHost Host { get; } = new() { Arguments = ["--Markets:SimulatedHistoryDays", "40", "--RateLimits:SignInPerAddress", "0"] };

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => Host.InitializeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Passkeys over real HTTP with an authenticator that can lie.</summary>
public class PasskeyAttackTests(PasskeyApp passkeys) : IClassFixture<PasskeyApp>
{
    private readonly AppHost _app = passkeys.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "12")]
    public async Task A_passkey_signs_in_as_two_factors_and_the_cookie_has_a_new_value_at_sign_in_enrolment_and_step_up()
    {
        var (id, email) = await PasskeyBrowser.AddUserAsync(_app);
        using var browser = new PasskeyBrowser(_app);
        using var key = browser.Authenticator();
        var values = new List<string?>();
        Assert.Equal(HttpStatusCode.Redirect, await browser.SignInByPasswordAsync(email));
        values.Add(browser.Session);
        Assert.Equal(HttpStatusCode.Created, await browser.RegisterAsync(key));
        values.Add(browser.Session);
        Assert.Equal(HttpStatusCode.OK, await browser.ProveAsync(key, "step-up"));
        values.Add(browser.Session);
        Assert.Equal(HttpStatusCode.OK, await browser.ProveAsync(key));
        values.Add(browser.Session);
        Assert.DoesNotContain(null, values);
        Assert.Equal(values.Count, values.Distinct().Count());

        // Each new cookie ended the session before it.
        var methods = Assert.Single(await PasskeyBrowser.MethodsAsync(_app, id));
        Assert.Equal([AuthenticationMethods.Passkey, AuthenticationMethods.UserVerified, AuthenticationMethods.MultiFactor], methods);
        Assert.Equal(HttpStatusCode.OK, await browser.GetAsync("api/v1/passkeys"));
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task An_authenticator_that_did_not_verify_its_user_can_neither_be_added_nor_sign_in()
    {
        var (key, browser) = await SignedUpAsync();
        using var other = new SoftwareAuthenticator { Origin = browser.Origin, VerifiesUser = false };
        Assert.Equal(HttpStatusCode.Forbidden, await browser.RegisterAsync(other));
        key.VerifiesUser = false;
        await AssertNobodyGetsInAsync(key);
        Assert.Equal(HttpStatusCode.Forbidden, await browser.ProveAsync(key, "step-up"));
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task Another_origin_a_frame_and_another_site_are_refused()
    {
        var (key, browser) = await SignedUpAsync();
        foreach (
            var origin in new[]
            {
                "https://evil.example",
                $"http://127.0.0.1:{_app.Url.Port}",
                "http://localhost:1",
                "http://localhost",
                $"https://localhost:{_app.Url.Port}",
                $"http://localhost.evil.example:{_app.Url.Port}",
                $"http://evil.localhost:{_app.Url.Port}",
                "null",
                "",
            }
        )
        {
            key.Origin = origin;
            await AssertNobodyGetsInAsync(key);
        }

        key.Origin = browser.Origin;
        key.CrossOrigin = true;
        await AssertNobodyGetsInAsync(key);
        key.CrossOrigin = false;
        key.Site = "evil.example";
        await AssertNobodyGetsInAsync(key);
        using var made = new SoftwareAuthenticator { Origin = browser.Origin, Site = "evil.example" };
        Assert.Equal(HttpStatusCode.Forbidden, await browser.RegisterAsync(made));
    }

    [Theory]
    [Trait("AttackCase", "23")]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_replayed_answer_is_refused_and_of_twenty_at_once_one_wins(uint step)
    {
        var (key, _) = await SignedUpAsync(step);
        using var browser = new PasskeyBrowser(_app);
        var begun = await browser.BeginAsync("sign-in/options");
        var ticket = begun.GetProperty("ticket").GetString()!;
        var answer = key.Get(begun.GetProperty("options"));
        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => browser.SendAsync("sign-in", ticket, answer.DeepClone().AsObject()))
        );
        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(19, statuses.Count(s => s == HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.SendAsync("sign-in", ticket, answer));
        // An old answer does not fit a new challenge.
        var next = await browser.BeginAsync("sign-in/options");
        Assert.Equal(HttpStatusCode.Forbidden, await browser.SendAsync("sign-in", next.GetProperty("ticket").GetString()!, answer));
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task A_counter_that_goes_back_or_stands_still_is_refused()
    {
        var (key, _) = await SignedUpAsync();
        using var browser = new PasskeyBrowser(_app);
        key.Counter = 40;
        Assert.Equal(HttpStatusCode.OK, await browser.ProveAsync(key));
        key.Counter = 40;
        await AssertNobodyGetsInAsync(key);
        key.Counter = 7;
        await AssertNobodyGetsInAsync(key);
        key.Counter = 41;
        Assert.Equal(HttpStatusCode.OK, await browser.ProveAsync(key));
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task Another_users_credential_neither_signs_in_as_nor_steps_up_nor_joins_this_user()
    {
        var (mine, browser) = await SignedUpAsync();
        var (theirs, _) = await SignedUpAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await browser.ProveAsync(theirs, "step-up"));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await browser.RegisterAsync(new() { Origin = browser.Origin, CredentialId = theirs.CredentialId })
        );

        // My key under their name, and their key under mine.
        var (own, other) = (mine.UserHandle, theirs.UserHandle);
        mine.UserHandle = other;
        await AssertNobodyGetsInAsync(mine);
        mine.UserHandle = null;
        await AssertNobodyGetsInAsync(mine);
        theirs.UserHandle = own;
        await AssertNobodyGetsInAsync(theirs);
        // A stranger who knows the id of a credential but not its key.
        using var stranger = new SoftwareAuthenticator
        {
            Origin = browser.Origin,
            CredentialId = theirs.CredentialId,
            UserHandle = other,
            Counter = 1000,
        };
        await AssertNobodyGetsInAsync(stranger);
    }

    [Fact]
    [Trait("AttackCase", "23")]
    [Trait("AttackCase", "24")]
    public async Task A_ticket_is_good_in_its_browser_for_its_purpose_only()
    {
        var (key, browser) = await SignedUpAsync();
        using var first = new PasskeyBrowser(_app);
        using var second = new PasskeyBrowser(_app);
        var begun = await first.BeginAsync("sign-in/options");
        await second.BeginAsync("sign-in/options");
        var ticket = begun.GetProperty("ticket").GetString()!;
        Assert.Equal(HttpStatusCode.Forbidden, await second.SendAsync("sign-in", ticket, key.Get(begun.GetProperty("options"))));
        Assert.Equal(HttpStatusCode.Forbidden, await first.SendAsync("sign-in", ticket + "x", key.Get(begun.GetProperty("options"))));
        Assert.Equal(HttpStatusCode.Forbidden, await first.SendAsync("sign-in", "", key.Get(begun.GetProperty("options"))));

        var stepUp = await browser.BeginAsync("step-up/options");
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await browser.SendAsync("sign-in", stepUp.GetProperty("ticket").GetString()!, key.Get(stepUp.GetProperty("options")))
        );
        // Nobody steps up or adds a passkey without a session.
        using var refused = await first.PostAsync("step-up", new { ticket, credential = key.Get(begun.GetProperty("options")) });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var anonymous = await first.PostAsync("options", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task Rubbish_is_refused_and_never_an_error_of_the_server()
    {
        using var browser = new PasskeyBrowser(_app);
        foreach (var body in new[] { "{}", "[]", "1", "null", """{"id":"AA","rawId":"AA","type":"public-key","response":{}}""" })
        {
            var begun = await browser.BeginAsync("sign-in/options");
            using var answer = await browser.PostAsync(
                "sign-in",
                new { ticket = begun.GetProperty("ticket").GetString(), credential = JsonSerializer.Deserialize<JsonElement>(body) }
            );
            Assert.InRange((int)answer.StatusCode, 400, 403);
        }
    }

    [Fact]
    [Trait("AttackCase", "21")]
    public async Task Options_to_sign_in_are_alike_for_everybody_and_ask_for_no_name()
    {
        var (id, email) = await PasskeyBrowser.AddUserAsync(_app);
        using var browser = new PasskeyBrowser(_app);
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var body in new object[]
            {
                new { },
                new { email },
                new { userName = email },
                new { userId = id },
                new { email = "nobody@example.com" },
            }
        )
        {
            using var answer = await browser.PostAsync("sign-in/options", body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var json = await answer.Content.ReadAsStringAsync(Cancel);
            var options = JsonSerializer.Deserialize<JsonElement>(json).GetProperty("options");
            Assert.Equal(0, options.GetProperty("allowCredentials").GetArrayLength());
            Assert.Equal("required", options.GetProperty("userVerification").GetString());
            Assert.Equal("localhost", options.GetProperty("rpId").GetString());

            // The challenge is random, and so is the length of the ticket that encrypts it with its escapes; the rest is alike to the letter.
            var challenge = options.GetProperty("challenge").GetRawText();
            var ticket = JsonSerializer.Deserialize<JsonElement>(json).GetProperty("ticket").GetRawText();
            shapes.Add(
                json.Replace(challenge, $"{challenge.Length}", StringComparison.Ordinal).Replace(ticket, "ticket", StringComparison.Ordinal)
            );
        }

        Assert.Single(shapes);
    }

    [Fact]
    [Trait("AttackCase", "20")]
    public async Task A_user_whose_password_somebody_locked_still_gets_in_by_passkey()
    {
        var (id, email) = await PasskeyBrowser.AddUserAsync(_app);
        using var browser = new PasskeyBrowser(_app);
        using var key = browser.Authenticator();
        await browser.SignInByPasswordAsync(email);
        Assert.Equal(HttpStatusCode.Created, await browser.RegisterAsync(key));
        using var attacker = new PasskeyBrowser(_app);
        for (var i = 0; i < 6; i++)
        {
            await attacker.SignInByPasswordAsync(email, "wrong password " + i);
        }

        using var fresh = new PasskeyBrowser(_app);
        await fresh.SignInByPasswordAsync(email);
        Assert.Null(fresh.Session);
        Assert.Equal(HttpStatusCode.OK, await fresh.ProveAsync(key));
        Assert.NotNull(fresh.Session);
        Assert.Equal(2, (await PasskeyBrowser.MethodsAsync(_app, id)).Count);
    }

    [Fact]
    [Trait("AttackCase", "32")]
    public async Task Where_single_sign_on_is_enforced_a_passkey_does_not_get_round_it()
    {
        var (key, _) = await SignedUpAsync();
        await SetPolicyAsync(p => p with { SsoEnforced = true });
        try
        {
            await AssertNobodyGetsInAsync(key);
        }
        finally
        {
            await SetPolicyAsync(p => p with { SsoEnforced = false });
        }
    }

    [Fact]
    public async Task A_sign_in_by_passkey_leads_to_a_page_of_this_site()
    {
        var (key, browser) = await SignedUpAsync();
        foreach (
            var (asked, next) in new[]
            {
                ("/help", "/help"),
                ("//evil.example", "/"),
                ("https://evil.example", "/"),
                ("/\\evil.example", "/"),
            }
        )
        {
            var begun = await browser.BeginAsync("sign-in/options");
            using var answer = await browser.PostAsync(
                "sign-in",
                new
                {
                    ticket = begun.GetProperty("ticket").GetString(),
                    credential = key.Get(begun.GetProperty("options")),
                    returnUrl = asked,
                }
            );
            Assert.Contains($"\"next\":\"{next}\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    private async Task<(SoftwareAuthenticator Key, PasskeyBrowser Browser)> SignedUpAsync(uint step = 1)
    {
        var (_, email) = await PasskeyBrowser.AddUserAsync(_app);
        var browser = new PasskeyBrowser(_app);
        var key = browser.Authenticator(step);
        TestContext.Current.TestOutputHelper?.WriteLine(email);
        Assert.Equal(HttpStatusCode.Redirect, await browser.SignInByPasswordAsync(email));
        Assert.Equal(HttpStatusCode.Created, await browser.RegisterAsync(key));
        return (key, browser);
    }

    private async Task AssertNobodyGetsInAsync(SoftwareAuthenticator key)
    {
        using var browser = new PasskeyBrowser(_app);
        Assert.Equal(HttpStatusCode.Forbidden, await browser.ProveAsync(key));
        Assert.Null(browser.Session);
    }

    private async Task SetPolicyAsync(Func<SecurityPolicy, SecurityPolicy> change)
    {
        await using (var db = _app.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            var demo = await db.Set<Organisation>().SingleAsync(o => o.Id == DemoOrganisation.Id, Cancel);
            demo.Policy = change(demo.Policy);
            await db.SaveChangesAsync(Cancel);
        }

        await _app.Services.GetRequiredService<IAccessChanged>().OrganisationAsync(DemoOrganisation.Id, Cancel);
    }
}
