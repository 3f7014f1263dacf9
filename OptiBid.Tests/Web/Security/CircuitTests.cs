using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Security;

/// <summary>What an open page does when its session ends.</summary>
[Collection(BrowserCollection.Name)]
public sealed class CircuitTests(BrowserApp app)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "11")]
    [Trait("AttackCase", "14")]
    public async Task An_open_page_leaves_for_the_sign_in_within_a_second_of_the_revocation()
    {
        var page = await app.NewPageAsync(signedIn: false);
        await BrowserApp.SignInAgainAsync(page, app.App);
        await page.OpenAsync("/help", "Help");
        await using var db = app.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var session = await db.Set<Session>().OrderByDescending(s => s.StartedAtUtc).FirstAsync(Cancel);
        var began = Stopwatch.GetTimestamp();
        await using (var scope = app.App.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IEndSessions>().OneAsync(session.Id, "revoked", Cancel);
        }

        await page.WaitForURLAsync(
            url => url.Contains("/login?ended=1", StringComparison.Ordinal),
            new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit, Timeout = 5_000 }
        );
        var delay = Stopwatch.GetElapsedTime(began);
        await page.GetByText("Your session has ended").WaitForAsync();
        Assert.InRange(delay.TotalMilliseconds, 0, 1_000);
        await page.Context.CloseAsync();
    }

    [Fact]
    [Trait("AttackCase", "14")]
    public async Task Signing_out_in_one_tab_ends_the_other()
    {
        var first = await app.NewPageAsync(signedIn: false);
        await BrowserApp.SignInAgainAsync(first, app.App);
        await first.OpenAsync("/help", "Help");
        var second = await first.Context.NewPageAsync();
        await second.OpenAsync("/help/glossary", "Glossary");
        await first.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await first.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await second.WaitForURLAsync(url => url.Contains("/login", StringComparison.Ordinal));
        await first.Context.CloseAsync();
    }

    [Fact]
    [Trait("AttackCase", "38")]
    public async Task No_page_breaks_the_content_security_policy()
    {
        var page = await app.NewPageAsync();
        var broken = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
            {
                broken.Add(message.Text);
            }
        };
        var answer = (await page.GotoAsync("/help"))!;
        var policy = answer.Headers["content-security-policy"];
        Assert.DoesNotContain(
            "unsafe-inline",
            policy.Replace("style-src-attr 'unsafe-inline'", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        await page.OpenAsync("/help", "Help");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Light theme" }).ClickAsync();
        await page.OpenAsync("/assets", "Assets");
        await page.OpenAsync("/help/charts", "Reading a chart");
        await page.Locator(".u-over").WaitForAsync();
        Assert.Empty(broken);
        await page.Context.CloseAsync();
    }
}
