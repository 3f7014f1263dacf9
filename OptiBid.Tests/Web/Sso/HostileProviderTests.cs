using System.Net;
using System.Web;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Tests.Web.Sso;

/// <summary>Providers that lie, fail or stall: nobody gets a session, and nobody sees a fault of the app.</summary>
public sealed class HostileProviderTests(SsoApp app) : IClassFixture<SsoApp>, IAsyncLifetime
{
    private NodeProvider? _evil;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NodeProvider Evil => _evil!;

    public async ValueTask InitializeAsync() => _evil = await NodeProvider.StartAsync("evilop.mjs", NodeProvider.FreePort());

    public ValueTask DisposeAsync()
    {
        _evil?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [Trait("AttackCase", "27")]
    [InlineData("none")]
    [InlineData("hs256")]
    [InlineData("otherkey")]
    [InlineData("jku")]
    [InlineData("badnonce")]
    [InlineData("nononce")]
    [InlineData("badaud")]
    [InlineData("badiss")]
    [InlineData("expired")]
    [InlineData("nosub")]
    [InlineData("azp")]
    [InlineData("subswap")]
    public async Task A_forged_or_wrong_id_token_signs_nobody_in(string mode)
    {
        var domain = $"{mode}.example";
        var organisation = await app.AddOrganisationAsync($"Evil {mode}", domain);
        await app.AddProviderAsync(organisation, Evil.Issuer, $"evil-{mode}", "secret");
        using var browser = app.Browser();
        var (url, status, _) = await browser.FollowAsync(await browser.StartAsync($"eve@{domain}"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("/login", url.AbsolutePath);
        Assert.NotNull(HttpUtility.ParseQueryString(url.Query)["sso"]);
        Assert.False(browser.HasSession);
    }

    [Fact]
    [Trait("AttackCase", "29")]
    public async Task An_email_of_another_organisations_domain_is_not_believed()
    {
        var organisation = await app.AddOrganisationAsync("Thief", "thief.example");
        await app.AddProviderAsync(organisation, Evil.Issuer, "evil-stolenemail", "secret");
        using var browser = app.Browser();
        var (url, _, text) = await browser.FollowAsync(await browser.StartAsync("eve@thief.example"));
        Assert.Equal("?sso=foreign_domain", url.Query);
        Assert.Contains("not in a verified domain", text, StringComparison.Ordinal);
        Assert.False(browser.HasSession);
        Assert.Null(await app.FindMemberAsync("bob@beta.example", organisation));
    }

    [Fact]
    [Trait("AttackCase", "27")]
    public async Task Discovery_that_names_another_issuer_is_refused_before_anybody_leaves()
    {
        var organisation = await app.AddOrganisationAsync("Other issuer", "otheriss.example");
        await app.AddProviderAsync(organisation, Evil.Issuer + "/otheriss", "evil-plain", "secret");
        using var browser = app.Browser();
        Assert.Equal("/login?sso=unavailable", (await browser.StartAsync("eve@otheriss.example")).PathAndQuery);
    }

    [Fact]
    [Trait("AttackCase", "27")]
    [Trait("AttackCase", "28")]
    public async Task A_forged_issuer_in_the_answer_is_refused()
    {
        var organisation = await app.AddOrganisationAsync("Forged iss", "forgediss.example");
        await app.AddProviderAsync(organisation, Evil.Issuer, "evil-none-forged", "secret");
        using var browser = app.Browser();
        var callback = await browser.FollowAsync(
            await browser.StartAsync("eve@forgediss.example"),
            stop: u => u.AbsolutePath.EndsWith("/callback", StringComparison.Ordinal)
        );
        var forged = new Uri(callback.Url + "&iss=" + Uri.EscapeDataString("http://127.0.0.1:1"));
        var (url, _, _) = await browser.FollowAsync(forged);
        Assert.Equal("?sso=refused", url.Query);
        Assert.False(browser.HasSession);
    }

    [Theory]
    [Trait("AttackCase", "27")]
    [InlineData("slow")]
    [InlineData("huge")]
    [InlineData("redirecting")]
    [InlineData("broken")]
    [InlineData("par")]
    [InlineData("nokeys")]
    public async Task Metadata_that_stalls_floods_or_redirects_ends_on_the_page_that_says_so(string mode)
    {
        await using var provider = await MisbehavingProvider.StartAsync(mode);
        var domain = $"{mode}-metadata.example";
        var organisation = await app.AddOrganisationAsync($"Metadata {mode}", domain);
        var id = await app.AddProviderAsync(organisation, provider.Issuer, "client", "secret");
        using var browser = app.Browser();
        Assert.Equal("/login?sso=unavailable", (await browser.StartAsync($"eve@{domain}")).PathAndQuery);
        Assert.False(provider.WasFollowed);
        using var page = await browser.GetAsync("login?sso=unavailable");
        Assert.Contains("does not answer", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await app.SetStateAsync(organisation, id, ProviderState.Disabled);
    }

    [Fact]
    [Trait("AttackCase", "28")]
    public async Task An_answer_counts_once_in_its_own_browser_and_for_its_own_provider_only()
    {
        var organisation = await app.AddOrganisationAsync("Replay", "replay.example");
        await app.AddProviderAsync(organisation, Evil.Issuer, "evil-plain-a", "secret");
        var other = await app.AddOrganisationAsync("Replay two", "replay2.example");
        var second = await app.AddProviderAsync(other, Evil.Issuer, "evil-plain-b", "secret");
        using var browser = app.Browser();
        var callback = await browser.FollowAsync(
            await browser.StartAsync("eve@replay.example"),
            stop: u => u.AbsolutePath.EndsWith("/callback", StringComparison.Ordinal)
        );

        // Login CSRF: the attacker's answer in the victim's browser.
        using var victim = app.Browser();
        var foreign = await victim.FollowAsync(callback.Url);
        Assert.Equal("/login", foreign.Url.AbsolutePath);
        Assert.False(victim.HasSession);

        // Code injection: one organisation's answer at another's address.
        var moved = new UriBuilder(callback.Url) { Path = $"/sso/{second:D}/callback" }.Uri;
        var injected = await browser.FollowAsync(moved);
        Assert.Equal("/login", injected.Url.AbsolutePath);

        // The right place, then again.
        var first = await browser.FollowAsync(callback.Url);
        Assert.Equal("?sso=no_email", first.Url.Query);
        var again = await browser.FollowAsync(callback.Url);
        Assert.Equal("?sso=expired", again.Url.Query);
        Assert.False(browser.HasSession);
    }

    [Fact]
    public async Task A_provider_that_is_disabled_during_a_sign_in_answers_not_found()
    {
        var organisation = await app.AddOrganisationAsync("Closing", "closing.example");
        var id = await app.AddProviderAsync(organisation, Evil.Issuer, "evil-plain-c", "secret");
        using var browser = app.Browser();
        var callback = await browser.FollowAsync(
            await browser.StartAsync("eve@closing.example"),
            stop: u => u.AbsolutePath.EndsWith("/callback", StringComparison.Ordinal)
        );
        await app.SetStateAsync(organisation, id, ProviderState.Disabled);
        var (_, status, _) = await browser.FollowAsync(callback.Url);
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    [Trait("AttackCase", "21")]
    public async Task Home_realm_discovery_says_nothing_about_persons()
    {
        var organisation = await app.AddOrganisationAsync("Quiet", "quiet.example");
        await app.AddProviderAsync(organisation, Evil.Issuer, "evil-plain-d", "secret");
        using var browser = app.Browser();
        using var known = await browser.PostAsync("login", "login/sso", ("home", "somebody@quiet.example"));
        using var nobody = await browser.PostAsync("login", "login/sso", ("home", "nobody-at-all@quiet.example"));
        using var foreign = await browser.PostAsync("login", "login/sso", ("home", "eve@unknown.example"));
        Assert.Equal(known.StatusCode, foreign.StatusCode);
        Assert.Equal(known.Content.Headers.ContentType, foreign.Content.Headers.ContentType);
        Assert.Equal(
            (await browser.NextOfPageAsync(known)).GetLeftPart(UriPartial.Path),
            (await browser.NextOfPageAsync(nobody)).GetLeftPart(UriPartial.Path)
        );
        Assert.Equal("/login?sso=unknown", (await browser.NextOfPageAsync(foreign)).PathAndQuery);
    }

    [Fact]
    [Trait("AttackCase", "43")]
    public async Task A_private_address_as_issuer_is_refused_when_it_is_saved()
    {
        var organisation = await app.AddOrganisationAsync("Private", "private.example");
        await using var scope = app.Scope(organisation);
        var save = (ISaveProvider)scope.ServiceProvider.GetService(typeof(ISaveProvider))!;
        foreach (
            var address in new[]
            {
                "http://169.254.169.254/latest",
                "https://10.0.0.1",
                "ftp://x.example",
                "https://u:p@x.example",
                "http://x.example",
            }
        )
        {
            var saved = await save.ExecuteAsync(
                null,
                new("P", ProviderPreset.Custom, address, "c", null, "openid", "groups", false, [], true, "Viewer", []),
                cancellationToken: Cancel
            );
            Assert.Equal("authority", saved.Failure?.Field);
        }
    }
}
