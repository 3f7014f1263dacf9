using System.Net;
using System.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Web.Security.Sso;

namespace OptiBid.Tests.Web.Sso;

/// <summary>The app with "Sign in with Microsoft" set up against a provider on loopback that plays two tenants.</summary>
public sealed class MicrosoftApp : SsoApp
{
    /// <summary>The provider.</summary>
    internal FakeMicrosoft Microsoft { get; private set; } = null!;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> MoreArgumentsAsync()
    {
        Microsoft = await FakeMicrosoft.StartAsync();
        return ["--AzureAd:Instance", Microsoft.Url, "--AzureAd:ClientId", FakeMicrosoft.ClientId, "--AzureAd:ClientSecret", "the secret"];
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Microsoft.DisposeAsync();
    }
}

/// <summary>"Sign in with Microsoft": who comes in, and who does not.</summary>
public sealed class MicrosoftSignInTests(MicrosoftApp app) : IClassFixture<MicrosoftApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "29")]
    public async Task A_connected_account_signs_in_and_the_same_object_or_email_in_another_tenant_does_not()
    {
        var person = NewPerson();
        using var old = await ConnectedAsync(app.Alpha, "mia@alpha.example", person);
        using (var browser = app.Browser())
        {
            var done = await SignInAsync(browser, FakeMicrosoft.TenantA, person, "mia@alpha.example");
            Assert.Equal("/help", done.AbsolutePath);
            using var help = await browser.GetAsync("help");
            Assert.Equal(HttpStatusCode.OK, help.StatusCode);
            var (mia, _) = (await app.FindMemberAsync("mia@alpha.example", app.Alpha))!.Value;
            await using var db = await DbAsync();
            Assert.Contains(await db.Set<Session>().Where(s => s.UserId == mia.Id).ToListAsync(Cancel), s => s.Methods is ["microsoft"]);
            Assert.True(await db.Set<AuditEntry>().AnyAsync(e => e.Action == "microsoft.connected", Cancel));
        }

        await RefusedAsync(FakeMicrosoft.TenantB, person, "mia@alpha.example", "not_connected");
        await RefusedAsync(FakeMicrosoft.TenantA, NewPerson(), "mia@alpha.example", "not_connected");
    }

    [Theory]
    [Trait("AttackCase", "27")]
    [Trait("AttackCase", "29")]
    [InlineData("foreign-iss")]
    [InlineData("foreign-tid")]
    [InlineData("placeholder-iss")]
    [InlineData("common-iss")]
    [InlineData("no-tid")]
    [InlineData("no-oid")]
    [InlineData("bad-aud")]
    [InlineData("bad-nonce")]
    [InlineData("no-nonce")]
    [InlineData("expired")]
    [InlineData("none")]
    [InlineData("unknown-key")]
    [InlineData("key-of-other-tenant")]
    public async Task A_token_that_is_wrong_in_one_way_signs_nobody_in(string fault)
    {
        var person = NewPerson();
        var email = $"{fault}@alpha.example";
        using var old = await ConnectedAsync(app.Alpha, email, person);
        app.Microsoft.Fault = fault;
        try
        {
            using var browser = app.Browser();
            var done = await SignInAsync(browser, FakeMicrosoft.TenantA, person, email);
            Assert.Equal("/login", done.AbsolutePath);
            Assert.NotNull(HttpUtility.ParseQueryString(done.Query)["sso"]);
            Assert.False(browser.HasSession);
        }
        finally
        {
            app.Microsoft.Fault = "";
        }
    }

    [Fact]
    [Trait("AttackCase", "21")]
    [Trait("AttackCase", "29")]
    public async Task The_email_of_a_local_user_opens_nothing_and_is_not_told_from_one_that_nobody_has()
    {
        await app.AddMemberAsync(app.Beta, "victim@beta.example", Roles.Administrator);
        await RefusedAsync(FakeMicrosoft.TenantB, NewPerson(), "victim@beta.example", "not_connected");
        await RefusedAsync(FakeMicrosoft.TenantB, NewPerson(), "nobody@beta.example", "not_connected");
        await using var db = await DbAsync();
        Assert.False(await db.Set<User>().AnyAsync(u => u.Email == "nobody@beta.example", Cancel));
        using var browser = app.Browser();
        using var page = await browser.GetAsync("login?sso=not_connected");
        Assert.Contains("ask for an invitation", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("AttackCase", "32")]
    public async Task Enforced_single_sign_on_and_the_second_factor_of_the_policy_hold()
    {
        var strict = await app.AddOrganisationAsync("Strict", "strict.example");
        var person = NewPerson();
        using var old = await ConnectedAsync(strict, "sam@strict.example", person);
        await SetPolicyAsync(strict, new() { MfaRoles = ["*"] });
        using (var browser = app.Browser())
        {
            await SignInAsync(browser, FakeMicrosoft.TenantA, person, "sam@strict.example", stop: u => u.AbsolutePath == "/help");
            using var help = await browser.GetAsync("help");
            Assert.Equal("/login/mfa", help.Headers.Location?.ToString());
        }

        await SetPolicyAsync(strict, new() { SsoEnforced = true });
        await RefusedAsync(FakeMicrosoft.TenantA, person, "sam@strict.example", "sso_required");
    }

    [Fact]
    public async Task An_account_at_Microsoft_belongs_to_one_user_and_can_be_disconnected()
    {
        var person = NewPerson();
        using var owner = await ConnectedAsync(app.Alpha, "one@alpha.example", person);
        using var second = await ConnectAsync(app.Alpha, "two@alpha.example", person, "sso.linked_elsewhere");
        using var page = await owner.GetAsync("account/security");
        Assert.Contains(person, await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var answer = await owner.PostAsync("account/security", "sso/microsoft/disconnect");
        Assert.Equal("/account/security?microsoft=disconnected", answer.Headers.Location?.ToString());
        await RefusedAsync(FakeMicrosoft.TenantA, person, "one@alpha.example", "not_connected");
    }

    [Fact]
    [Trait("AttackCase", "28")]
    public async Task Another_sessions_connection_is_not_completed_here()
    {
        await app.AddMemberAsync(app.Alpha, "kay@alpha.example", Roles.Trader);
        using var mine = app.Browser();
        await mine.SignInAsync("kay@alpha.example");
        app.Microsoft.Account = (FakeMicrosoft.TenantA, NewPerson(), "kay@alpha.example");
        using var started = await mine.PostAsync("account/security", "sso/microsoft/connect");
        var callback = await mine.FollowAsync(
            await mine.NextOfPageAsync(started),
            stop: u => u.AbsolutePath == MicrosoftOptions.CallbackPath
        );
        using var stranger = app.Browser();
        var done = await stranger.FollowAsync(callback.Url);
        Assert.Equal("/login", done.Url.AbsolutePath);
        Assert.False(stranger.HasSession);
    }

    [Fact]
    public async Task Without_a_client_id_there_is_no_button_and_no_endpoint()
    {
        await using var plain = new SsoApp();
        await plain.InitializeAsync();
        using var browser = plain.Browser();
        using var page = await browser.GetAsync("login");
        Assert.DoesNotContain("Continue with Microsoft", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var start = await browser.PostAsync("login", "login/microsoft");
        Assert.Equal(HttpStatusCode.NotFound, start.StatusCode);
        using var callback = await browser.GetAsync(MicrosoftOptions.CallbackPath[1..]);
        Assert.Equal(HttpStatusCode.NotFound, callback.StatusCode);
        using var with = app.Browser();
        using var button = await with.GetAsync("login");
        Assert.Contains("Continue with Microsoft", await button.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("organizations", "", true)]
    [InlineData("organizations", "a", true)]
    [InlineData("organizations", "b", false)]
    [InlineData("a", "", true)]
    [InlineData("b", "", false)]
    public void Only_tenants_that_may_come_are_let_in(string tenant, string allowed, bool right)
    {
        static string Id(string name) =>
            name == "a" ? FakeMicrosoft.TenantA
            : name == "b" ? FakeMicrosoft.TenantB
            : name;
        var options = new MicrosoftOptions { TenantId = Id(tenant) };
        if (allowed.Length > 0)
        {
            options.AllowedTenants.Add(Guid.Parse(Id(allowed)));
        }

        var issuer = $"https://login.microsoftonline.com/{FakeMicrosoft.TenantA}/v2.0";
        var token = new JsonWebToken("{\"alg\":\"none\"}", $"{{\"tid\":\"{FakeMicrosoft.TenantA}\"}}");
        if (right)
        {
            Assert.Equal(issuer, options.ValidateIssuer(issuer, token, new()));
        }
        else
        {
            Assert.Throws<SecurityTokenInvalidIssuerException>(() => options.ValidateIssuer(issuer, token, new()));
        }
    }

    private static string NewPerson() => Guid.CreateVersion7().ToString("D");

    private Task<SsoBrowser> ConnectedAsync(Guid organisation, string email, string person) =>
        ConnectAsync(organisation, email, person, "connected");

    /// <summary>A member with a password, signed in, who connects their account at Microsoft.</summary>
    private async Task<SsoBrowser> ConnectAsync(Guid organisation, string email, string person, string outcome)
    {
        await app.AddMemberAsync(organisation, email, Roles.Trader);
        var browser = app.Browser();
        await browser.SignInAsync(email);
        app.Microsoft.Account = (FakeMicrosoft.TenantA, person, email);
        using var started = await browser.PostAsync("account/security", "sso/microsoft/connect");
        var done = await browser.FollowAsync(await browser.NextOfPageAsync(started));
        Assert.Equal($"/account/security?microsoft={outcome}", done.Url.PathAndQuery);
        return browser;
    }

    private async Task<Uri> SignInAsync(SsoBrowser browser, string tenant, string person, string email, Func<Uri, bool>? stop = null)
    {
        app.Microsoft.Account = (tenant, person, email);
        using var started = await browser.PostAsync("login", "login/microsoft", ("returnUrl", "/help"));
        return (await browser.FollowAsync(await browser.NextOfPageAsync(started), stop: stop)).Url;
    }

    private async Task RefusedAsync(string tenant, string person, string email, string code)
    {
        using var browser = app.Browser();
        var done = await SignInAsync(browser, tenant, person, email);
        Assert.Equal($"/login?sso={code}", done.PathAndQuery);
        Assert.False(browser.HasSession);
    }

    private async Task SetPolicyAsync(Guid organisation, SecurityPolicy policy)
    {
        await using (var db = await DbAsync())
        {
            (await db.Set<Organisation>().SingleAsync(o => o.Id == organisation, Cancel)).Policy = policy;
            await db.SaveChangesAsync(Cancel);
        }

        await app.Host.Services.GetRequiredService<IAccessChanged>().OrganisationAsync(organisation, Cancel);
    }

    private Task<OptiBid.Core.Data.OptiBidDbContext> DbAsync() =>
        app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel);
}
