using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Sso;

/// <summary>Real sign-ins through a third party's OpenID provider (npm oidc-provider).</summary>
public sealed class SingleSignOnTests(SsoApp app) : SingleSignOnContract(app), IClassFixture<SsoApp>;

/// <inheritdoc cref="SingleSignOnTests"/>
public sealed class SingleSignOnOnPostgresTests(PostgresSsoApp app) : SingleSignOnContract(app), IClassFixture<PostgresSsoApp>;

/// <inheritdoc cref="SingleSignOnTests"/>
public abstract class SingleSignOnContract(SsoApp app)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "30")]
    public async Task A_member_is_made_at_the_first_sign_in_with_the_role_of_their_group_and_signs_out_at_the_provider()
    {
        var organisation = await app.AddOrganisationAsync("Gamma", "gamma.example");
        using var op = await ProviderAsync(organisation, "gamma");
        await RulesAsync(organisation, new("PlatformAdmin", Roles.Viewer), new("OptiBid-Traders", Roles.Trader));
        using var browser = app.Browser();

        var done = await browser.FollowAsync(await browser.StartAsync("ann@gamma.example"), login: "ann@gamma.example");

        // Ann of gamma.example is not in the provider's list of groups: the default role.
        Assert.Equal("/help", done.Url.AbsolutePath);
        Assert.True(browser.HasSession);
        var (user, member) = (await app.FindMemberAsync("ann@gamma.example", organisation))!.Value;
        Assert.Equal(Roles.Viewer, member.RoleKey);
        Assert.Equal(MembershipSource.SingleSignOn, member.Source);
        Assert.Null(user.PasswordHash);
        Assert.False(user.IsPlatformOperator);

        // Signing out leads to the provider and back.
        using var help = await browser.GetAsync("help");
        Assert.Equal(HttpStatusCode.OK, help.StatusCode);
        using var logout = await browser.PostAsync("login", "logout");
        var next = await browser.NextOfPageAsync(logout);
        Assert.StartsWith(op.Issuer, next.ToString(), StringComparison.Ordinal);
        Assert.Contains("id_token_hint", next.Query, StringComparison.Ordinal);
        using var after = await browser.GetAsync("help");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);

        // The provider ends its own session and sends the browser back to the sign-in page, which says so.
        var back = await browser.FollowAsync(await browser.SignOutAtProviderAsync(next));
        Assert.Equal("/login?ended=2", back.Url.PathAndQuery);
        Assert.Contains("signed out, here and at your identity provider", back.Text, StringComparison.Ordinal);
        var again = await browser.FollowAsync(await browser.StartAsync("gamma.example"), login: "other@gamma.example");
        Assert.Equal("/help", again.Url.AbsolutePath);
        Assert.NotNull(await app.FindMemberAsync("other@gamma.example", organisation));
    }

    [Fact]
    public async Task An_invited_person_comes_in_with_the_invited_role_and_nobody_else_does_without_just_in_time_members()
    {
        var organisation = await app.AddOrganisationAsync("Delta", "delta.example");
        using var op = await ProviderAsync(organisation, "delta", change: d => d with { JustInTime = false });
        await using (var db = await app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel))
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            db.Add(Invitation.Create(organisation, "Ivy@delta.example", Roles.Trader, Guid.Empty, "Ada", now).Row);
            await db.SaveChangesAsync(Cancel);
        }

        using var browser = app.Browser();
        var done = await browser.FollowAsync(await browser.StartAsync("ivy@delta.example"), login: "ivy@delta.example");
        Assert.Equal("/help", done.Url.AbsolutePath);
        var (_, member) = (await app.FindMemberAsync("ivy@delta.example", organisation))!.Value;
        Assert.Equal((Roles.Trader, MembershipSource.Invitation), (member.RoleKey, member.Source));
        await using (var db = await app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel))
        {
            Assert.NotNull((await db.Set<Invitation>().SingleAsync(i => i.OrganisationId == organisation, Cancel)).AcceptedAtUtc);
        }

        using var other = app.Browser();
        await other.FollowAsync(await other.StartAsync("delta.example"), login: "uninvited@delta.example");
        Assert.False(other.HasSession);
        Assert.Null(await app.FindMemberAsync("uninvited@delta.example", organisation));
    }

    [Fact]
    [Trait("AttackCase", "30")]
    public async Task Group_rules_apply_at_each_sign_in_and_never_reach_beyond_the_organisation()
    {
        var organisation = app.Alpha;
        using var op = await ProviderAsync(organisation, "alpha");
        await RulesAsync(organisation, new GroupRuleDraft("OptiBid-Traders", Roles.Trader));
        using (var browser = app.Browser())
        {
            await browser.FollowAsync(await browser.StartAsync("ann@alpha.example"));
            Assert.True(browser.HasSession);
            Assert.Equal(Roles.Trader, (await app.FindMemberAsync("ann@alpha.example", organisation))!.Value.Member.RoleKey);
        }

        await RulesAsync(organisation, new GroupRuleDraft("OptiBid-Traders", Roles.AssetOperator));
        using (var browser = app.Browser())
        {
            await browser.FollowAsync(await browser.StartAsync("ALPHA.example"));
            Assert.Equal(Roles.AssetOperator, (await app.FindMemberAsync("ann@alpha.example", organisation))!.Value.Member.RoleKey);
        }

        await using var scope = app.Scope(organisation);
        var save = scope.ServiceProvider.GetRequiredService<ISaveGroupRules>();
        var platform = await save.ExecuteAsync([new("OptiBid-Traders", "PlatformAdmin")], Cancel);
        Assert.Equal("roleKey", platform.Failure?.Field);
        var foreign = await save.ExecuteAsync([new("OptiBid-Traders", Guid.CreateVersion7().ToString())], Cancel);
        Assert.Equal("roleKey", foreign.Failure?.Field);
    }

    [Fact]
    [Trait("AttackCase", "29")]
    public async Task An_account_that_is_there_is_not_taken_over_by_its_email()
    {
        var organisation = await app.AddOrganisationAsync("Takeover", "optibid.local");
        using var op = await ProviderAsync(organisation, "takeover");
        using var browser = app.Browser();
        var done = await browser.FollowAsync(await browser.StartAsync("optibid.local"), login: app.Host.Email);
        Assert.Equal("?sso=link_needed", done.Url.Query);
        Assert.False(browser.HasSession);
        Assert.Null(await app.FindMemberAsync(app.Host.Email, organisation));
    }

    [Fact]
    [Trait("AttackCase", "29")]
    public async Task A_provider_carries_nobody_into_another_organisation_of_theirs()
    {
        var organisation = await app.AddOrganisationAsync("Narrow", "narrow.example");
        using var op = await ProviderAsync(organisation, "narrow");
        using var browser = app.Browser();
        await browser.FollowAsync(await browser.StartAsync("narrow.example"), login: "kim@narrow.example");
        var (kim, _) = (await app.FindMemberAsync("kim@narrow.example", organisation))!.Value;
        await app.JoinAsync(kim, app.Beta, Roles.Administrator);

        using var switched = await browser.PostAsync("login", "account/organisation", ("organisation", app.Beta.ToString()));
        Assert.Equal("/account/organisations?problem=identity.sign_in_there", switched.Headers.Location?.ToString());
        using var page = await browser.GetAsync("account/organisations?problem=identity.sign_in_there");
        Assert.Contains("does not speak for the other one", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        // Leaving the organisation of the provider ends the session: nothing that it proved holds elsewhere.
        using var left = await browser.PostAsync("login", "account/organisation/leave", ("organisation", organisation.ToString()));
        Assert.Equal("/login?done=left", left.Headers.Location?.ToString());
        Assert.False(browser.HasSession);
    }

    [Fact]
    public async Task A_rehearsal_shows_what_would_happen_changes_nothing_and_opens_the_pilot()
    {
        using var browser = app.Browser();
        await SignInAdministratorAsync(browser);
        var organisation = DemoOrganisation.Id;
        using var op = await ProviderAsync(organisation, "demo", ProviderState.Draft);
        await using var scope = app.Scope(organisation);
        await scope.ServiceProvider.GetRequiredService<ISaveGroupRules>().ExecuteAsync([new("OptiBid-Traders", Roles.Trader)], Cancel);
        var list = scope.ServiceProvider.GetRequiredService<IListProviders>();
        var id = Assert.Single((await list.ExecuteAsync(Cancel)).Value).Id;
        await using (var db = await app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel))
        {
            await db.Set<IdentityProvider>()
                .Where(p => p.Id == id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.RehearsedAtUtc, (DateTime?)null), Cancel);
        }

        var early = await scope.ServiceProvider.GetRequiredService<ISetProviderState>().ExecuteAsync(id, ProviderState.Enabled, Cancel);
        Assert.Equal("sso.not_rehearsed", early.Failure?.Code);

        // ann@alpha.example is outside the demo organisation's domains: the rehearsal says so.
        await browser.FollowAsync(
            new Uri(app.Host.Url, $"sso/{id}/rehearse"),
            stop: u => u.AbsolutePath.StartsWith("/admin/sso/", StringComparison.Ordinal)
        );
        var shown = Assert.Single((await list.ExecuteAsync(Cancel)).Value);
        Assert.Equal("OptiBid-Traders", shown.LastRehearsal!.MatchedGroup);
        Assert.Equal(Roles.Trader, shown.LastRehearsal.RoleName);
        Assert.Contains(
            "alpha.example is not a verified domain",
            Assert.Single(shown.LastRehearsal.Problems).ToString(),
            StringComparison.Ordinal
        );
        Assert.Null(shown.RehearsedAtUtc);
        Assert.Null(await app.FindMemberAsync("ann@alpha.example", organisation));
    }

    private async Task<NodeProvider> ProviderAsync(
        Guid organisation,
        string name,
        ProviderState state = ProviderState.Enabled,
        Func<ProviderDraft, ProviderDraft>? change = null
    )
    {
        var port = NodeProvider.FreePort();
        var issuer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var id = await app.AddProviderAsync(
            organisation,
            issuer,
            $"optibid-{name}",
            $"secret-{name}-0123456789abcdef0123456789",
            state,
            change
        );
        return await NodeProvider.StartAsync("op.mjs", port, name, new Uri(app.Host.Url, $"sso/{id}/callback").ToString());
    }

    private async Task RulesAsync(Guid organisation, params GroupRuleDraft[] rules)
    {
        await using var scope = app.Scope(organisation);
        var saved = await scope.ServiceProvider.GetRequiredService<ISaveGroupRules>().ExecuteAsync(rules, Cancel);
        Assert.True(saved.IsSuccess, saved.Failure?.Message);
    }

    private async Task SignInAdministratorAsync(SsoBrowser browser)
    {
        using var login = await browser.PostAsync(
            "login",
            "login",
            ("_handler", "login"),
            ("Form.Email", app.Host.Email),
            ("Form.Password", app.Host.OneTimePassword)
        );
        using var changed = await browser.PostAsync(
            "account/password",
            "account/password",
            ("_handler", "change-password"),
            ("Form.Current", app.Host.OneTimePassword),
            ("Form.New", AppHost.ChosenPassword),
            ("Form.Again", AppHost.ChosenPassword)
        );
        Assert.True(browser.HasSession);
    }
}
