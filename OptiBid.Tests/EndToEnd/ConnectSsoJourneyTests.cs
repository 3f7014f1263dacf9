using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Sso;

namespace OptiBid.Tests.EndToEnd;

/// <summary>Golden job J5: an administrator connects single sign-on, rehearses it, makes it compulsory, forces a second factor and invites somebody.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ConnectSsoJourneyTests(BrowserApp browser) : IAsyncLifetime
{
    private const string Administrator = "ada@alpha.example";
    private const string Invited = "ann@alpha.example";
    private readonly SsoApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("mouse")]
    [InlineData("keyboard")]
    [Trait("Job", "J5")]
    public async Task An_administrator_connects_single_sign_on_forces_a_second_factor_and_invites_somebody(string device)
    {
        await _app.AddMemberAsync(_app.Alpha, Administrator, Roles.Administrator);
        var port = NodeProvider.FreePort();
        var issuer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var page = await browser.NewPageAsync(signedIn: false, host: _app.Host);
        page.SetDefaultTimeout(30_000);
        var hands = Hands.On(device, page);
        await SignInAsync(hands);

        var provider = await SaveDraftAsync(hands, issuer);
        using var op = await NodeProvider.StartAsync(
            "op.mjs",
            port,
            "alpha",
            new Uri(_app.Host.Url, $"sso/{provider}/callback").ToString()
        );
        await RehearseAsync(hands);
        await OpenAsync(hands);
        await EnforceAsync(hands);

        // Every session ended, the administrator's too: they come back past single sign-on, with an alarm.
        await SignInAsync(hands);
        await ForceSecondFactorAsync(hands);
        await InviteAsync(hands);
        await page.Context.CloseAsync();

        await AcceptAsync(device);
        Assert.Equal(Roles.Trader, (await _app.FindMemberAsync(Invited, _app.Alpha))!.Value.Member.RoleKey);
    }

    private static async Task SignInAsync(Hands hands)
    {
        await hands.Page.GotoAsync("/login");
        await hands.TypeAsync("E-mail", Administrator);
        await hands.TypeAsync("Password", AppHost.ChosenPassword);
        await hands.PressAsync("Sign in");
        await hands.Page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
    }

    private static async Task<string> SaveDraftAsync(Hands hands, string issuer)
    {
        var page = hands.Page;
        await page.OpenAsync("/admin/sso", "Single sign-on");
        await page.GetByText("No identity provider yet").WaitForAsync();
        await hands.ChooseFromMenuAsync(
            page.GetByRole(AriaRole.Button, new() { Name = "Add a provider" }),
            page.Locator($"a[href='/admin/sso/new/{ProviderPreset.Custom}']")
        );
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "New identity provider" }).WaitForAsync();
        await hands.TypeAsync("Name", "Alpha directory");
        await hands.TypeAsync("Issuer", issuer);
        await hands.TypeAsync("Client id", "optibid-alpha");
        await hands.TypeAsync("Client secret", "secret-alpha-0123456789abcdef0123456789");
        await hands.TypeAsync("Scopes", "openid email profile groups");
        await hands.TypeAsync("Claim that lists groups", "groups");
        await hands.TypeAsync("Pilot users", Invited);
        await hands.PressAsync("Save the draft");
        await page.GetByText("Redirect address", new() { Exact = true }).WaitForAsync();
        return page.Url.Split('/')[^1];
    }

    private static async Task RehearseAsync(Hands hands)
    {
        var page = hands.Page;
        await hands.PressAsync("Test the provider");
        await page.GetByText("Passed").First.WaitForAsync();
        var window = await page.Context.RunAndWaitForPageAsync(() =>
            hands.PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Rehearse a sign-in" }))
        );
        window.SetDefaultTimeout(30_000);
        hands.Page = window;
        await SignInAtProviderAsync(hands);
        await window.GetByText("What happened at").WaitForAsync();
        await window.GetByText(", the default").WaitForAsync();
        await hands.PressAsync(window.Locator("summary"));
        await window.GetByRole(AriaRole.Rowheader, new() { Name = "email", Exact = true }).WaitForAsync();
        await window.AtRestAsync();
        await window.AssertAccessibleAsync();
        await window.PictureAsync("j5-rehearsal");
    }

    private static async Task SignInAtProviderAsync(Hands hands)
    {
        await hands.TypeAsync(hands.Page.Locator("input[name=login]"), Invited);
        await hands.TypeAsync(hands.Page.Locator("input[name=password]"), "x");
        await hands.PressAsync(hands.Page.Locator("button[type=submit]"));
        await hands.Page.Locator("input[name=prompt][value=consent]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await hands.PressAsync(hands.Page.Locator("button[type=submit]"));
    }

    private static async Task OpenAsync(Hands hands)
    {
        await hands.PressAsync("Start the pilot");
        await hands.Page.GetByText("1 pilot user can use it").WaitForAsync();
        await hands.PressAsync("Open it to everybody");
        await hands.Page.GetByText("Everybody of your organisation can use it").WaitForAsync();
    }

    private static async Task EnforceAsync(Hands hands)
    {
        var page = hands.Page;
        await page.OpenAsync("/admin/sso", "Single sign-on");
        await hands.PressAsync($"Name {Administrator} as owner");
        await hands.ConfirmAsync("Name as owner");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Take {Administrator} off the list" }).WaitForAsync();
        await hands.PressAsync("Make single sign-on compulsory");
        await hands.ConfirmAsync("Make it compulsory");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Level = 1 }).WaitForAsync();
    }

    private async Task ForceSecondFactorAsync(Hands hands)
    {
        var page = hands.Page;
        await page.OpenAsync("/admin/security", "Security policy");
        await hands.PressAsync(page.GetByLabel(Roles.Trader, new() { Exact = true }));
        await hands.PressAsync(page.GetByLabel(Roles.Viewer, new() { Exact = true }));
        await hands.PressAsync("Who is affected?");
        await page.GetByText("Nobody has to do anything new").WaitForAsync();
        await hands.PressAsync("Save policy");
        await page.GetByText("The policy is saved").WaitForAsync();
        await using var db = await _app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel);
        var organisation = await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == _app.Alpha, Cancel);
        Assert.True(organisation.Policy.SsoEnforced);
        Assert.Equal([Roles.Trader, Roles.Viewer], organisation.Policy.MfaRoles);
    }

    private static async Task InviteAsync(Hands hands)
    {
        var page = hands.Page;
        await page.OpenAsync("/admin/users", "Members");
        await hands.PressAsync("Invite");
        await page.WaitForFunctionAsync("() => document.querySelector('.mud-dialog')?.contains(document.activeElement)");
        await hands.TypeAsync("E-mail", Invited);
        await hands.ChooseAsync(page.GetByLabel("Role", new() { Exact = true }), Roles.Trader);
        await hands.ConfirmAsync("Send invitation");
        await page.GetByRole(AriaRole.Rowheader, new() { Name = Invited }).WaitForAsync();
    }

    /// <summary>Whoever is invited follows the link of the mail, signs in at the provider, and is asked for a second factor before anything else.</summary>
    private async Task AcceptAsync(string device)
    {
        var mail = _app.Mail.Sent.Last(m => m.To == Invited && m.Subject.StartsWith("Invitation", StringComparison.Ordinal));
        var link = mail.Text.Split('\n').Select(l => l.Trim()).First(l => l.Contains("/register/", StringComparison.Ordinal));
        var page = await browser.NewPageAsync(signedIn: false, host: _app.Host);
        page.SetDefaultTimeout(30_000);
        var hands = Hands.On(device, page);
        await page.GotoAsync(new Uri(link).AbsolutePath);
        await hands.PressAsync("Continue with single sign-on");
        await SignInAtProviderAsync(hands);
        await page.WaitForURLAsync(url => url.Contains("/account/security", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up", Exact = true }).WaitForAsync();
        await page.PictureAsync($"j5-second-factor-{device}");
        await page.Context.CloseAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
