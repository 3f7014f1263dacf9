using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Sso;

namespace OptiBid.Tests.EndToEnd;

/// <summary>Every page about people and their access, with content, in both themes and at both widths.</summary>
[Collection(BrowserCollection.Name)]
public sealed class IdentityPagesTests(BrowserApp browser, IdentityPagesTests.FilledApp filled)
    : IClassFixture<IdentityPagesTests.FilledApp>
{
    private static readonly string[] s_anonymous =
    [
        "/login",
        "/login/sso",
        "/forgot",
        "/reset?token=x",
        "/register/x",
        "/verify-email?token=x",
        "/forbidden",
    ];

    private static readonly string[] s_pages =
    [
        "/account",
        "/account/security",
        "/account/password",
        "/account/step-up",
        "/account/sessions",
        "/account/tokens",
        "/account/privacy",
        "/admin",
        "/admin/users",
        "/admin/users/{user}",
        "/admin/roles",
        "/admin/access",
        "/admin/security",
        "/admin/sessions",
        "/admin/api-keys",
        "/admin/organisation",
        "/admin/privacy",
        "/admin/sso",
        "/admin/sso/new/Entra",
        "/admin/sso/{provider}",
        "/audit",
        "/organisation/new",
        "/platform/organisations",
    ];

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_pages_about_people_and_access_are_accessible_and_fit(int width, bool dark)
    {
        var failures = new List<string>();
        var page = await browser.NewPageAsync(width, dark: dark, signedIn: false, host: filled.App.Host);
        foreach (var path in s_anonymous)
        {
            await LookAsync(page, path, width, dark, failures);
        }

        await filled.SignInAsync(page);
        foreach (var path in s_pages)
        {
            await LookAsync(page, path, width, dark, failures);
        }

        await page.Context.CloseAsync();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Assert.Empty(browser.ForeignRequests);
    }

    private async Task LookAsync(IPage page, string path, int width, bool dark, List<string> failures)
    {
        var at = path.Replace("{user}", filled.Member.ToString(), StringComparison.Ordinal)
            .Replace("{provider}", filled.Provider.ToString(), StringComparison.Ordinal);
        var answer = await page.GotoAsync(at);
        if (answer?.Status is not (200 or 403))
        {
            failures.Add($"{path}: {answer?.Status}");
            return;
        }

        await page.Locator("h1").First.WaitForAsync();
        await page.Locator(".ob-state-loading").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.PictureAsync(
            $"{path.Trim('/').Split('?')[0].Replace("/", "-", StringComparison.Ordinal)}-{width}-{(dark ? "dark" : "light")}",
            fullPage: true
        );
        try
        {
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
        }
        catch (Xunit.Sdk.XunitException fault)
        {
            failures.Add($"{path}: {fault.Message}");
        }
    }

    /// <summary>The app with members, invitations, roles, keys, a provider and a domain.</summary>
    public sealed class FilledApp : IAsyncLifetime
    {
        private bool _hasPassword;

        /// <summary>The app.</summary>
        public SsoApp App { get; } = new();

        /// <summary>A member.</summary>
        public Guid Member { get; private set; }

        /// <summary>A provider.</summary>
        public Guid Provider { get; private set; }

        private static CancellationToken Cancel => TestContext.Current.CancellationToken;

        public async ValueTask InitializeAsync()
        {
            await App.InitializeAsync();
            var here = DemoOrganisation.Id;
            Member = await App.AddMemberAsync(here, "maximiliane.von-hohenstein@trading.northwind-storage.example", Roles.Trader);
            await App.AddMemberAsync(here, "risk@northwind.example", Roles.RiskAndCompliance);
            await App.AddMemberAsync(here, "olga@northwind.example", Roles.AssetOperator);
            Provider = await App.AddProviderAsync(
                here,
                "https://login.northwind.example/oauth2/default",
                "northwind",
                "s",
                ProviderState.Pilot,
                d => d with { PilotEmails = ["risk@northwind.example"] }
            );
            await using var scope = App.Scope(here);
            var services = scope.ServiceProvider;
            var draft = new RoleDraft(
                "Night desk",
                "Trades between ten in the evening and six",
                [Permissions.ReadMarkets, Permissions.SubmitBids]
            );
            Assert.Null((await services.GetRequiredService<ISaveRole>().ExecuteAsync(null, draft, Cancel)).Failure);
            Assert.Null((await services.GetRequiredService<IInviteMember>().ExecuteAsync("eve@new.example", Roles.Viewer, Cancel)).Failure);
            Assert.Null((await services.GetRequiredService<IClaimDomain>().ExecuteAsync("northwind.example", Cancel)).Failure);
            var account = await services
                .GetRequiredService<ICreateServiceAccount>()
                .ExecuteAsync("Settlement export", [Permissions.ReadMarkets], Cancel);
            Assert.Null(account.Failure);
            var key = new NewApiKey("nightly settlement file", [Permissions.ReadMarkets], 90, account.Value.Id);
            Assert.Null((await services.GetRequiredService<ICreateApiKey>().ExecuteAsync(key, Cancel)).Failure);
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();

        /// <summary>Signs the first administrator in.</summary>
        public async Task SignInAsync(IPage page)
        {
            if (_hasPassword)
            {
                await BrowserApp.SignInAgainAsync(page, App.Host);
                return;
            }

            await BrowserApp.SignInAsync(page, App.Host);
            await page.Locator("main h1").First.WaitForAsync();
            _hasPassword = true;
        }
    }
}
