using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Audit;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Tests.Web.Sso;

namespace OptiBid.Tests.Web.Account;

/// <summary>Leaving an organisation under Account > Organisations.</summary>
public sealed class LeaveOrganisationTests(SsoApp app) : IClassFixture<SsoApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_leaves_goes_on_in_their_other_organisation_in_a_new_session()
    {
        await app.AddMemberAsync(app.Alpha, "boss@leave.example", Roles.Administrator);
        await app.AddMemberAsync(app.Alpha, "lea@leave.example", Roles.Trader);
        var (lea, _) = (await app.FindMemberAsync("lea@leave.example", app.Alpha))!.Value;
        await app.JoinAsync(lea, app.Beta, Roles.Viewer);
        using var browser = app.Browser();
        await browser.SignInAsync("lea@leave.example");
        var before = browser.Cookies.GetCookies(app.Host.Url)["optibid"]!.Value;

        using var ask = await browser.GetAsync($"account/organisations?leave={app.Alpha}");
        var text = await ask.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Leave Alpha Energy?", text, StringComparison.Ordinal);
        Assert.Contains("only a new invitation brings you back", text, StringComparison.Ordinal);

        using var left = await browser.PostAsync("login", "account/organisation/leave", ("organisation", app.Alpha.ToString()));
        Assert.Equal("/account/organisations?done=left", left.Headers.Location?.ToString());
        Assert.NotEqual(before, browser.Cookies.GetCookies(app.Host.Url)["optibid"]!.Value);
        using var page = await browser.GetAsync("account/organisations?done=left");
        var after = await page.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("Alpha Energy", after, StringComparison.Ordinal);
        Assert.Contains("Beta Power", after, StringComparison.Ordinal);
        Assert.Null(await app.FindMemberAsync("lea@leave.example", app.Alpha));
        await using var db = await app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel);
        Assert.True(await db.Set<AuditEntry>().AnyAsync(e => e.Action == "users.left" && e.OrganisationId == app.Alpha, Cancel));
    }

    [Fact]
    public async Task Whoever_leaves_their_only_organisation_is_signed_out()
    {
        await app.AddMemberAsync(app.Beta, "boss@only.example", Roles.Administrator);
        await app.AddMemberAsync(app.Beta, "only@only.example", Roles.Trader);
        using var browser = app.Browser();
        await browser.SignInAsync("only@only.example");
        using var left = await browser.PostAsync("login", "account/organisation/leave", ("organisation", app.Beta.ToString()));
        Assert.Equal("/login?done=left", left.Headers.Location?.ToString());
        Assert.False(browser.HasSession);
        using var page = await browser.GetAsync("login?done=left");
        Assert.Contains("You left the organisation", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_stays_and_is_told_why()
    {
        var organisation = await app.AddOrganisationAsync("Lonely", "lonely.example");
        await app.AddMemberAsync(organisation, "last@lonely.example", Roles.Administrator);
        using var browser = app.Browser();
        await browser.SignInAsync("last@lonely.example");
        using var left = await browser.PostAsync("login", "account/organisation/leave", ("organisation", organisation.ToString()));
        Assert.Equal("/account/organisations?problem=identity.last_administrator", left.Headers.Location?.ToString());
        using var page = await browser.GetAsync(left.Headers.Location!.ToString()[1..]);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("You are its last administrator", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.NotNull(await app.FindMemberAsync("last@lonely.example", organisation));
    }
}
