using System.Text.Json;
using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Account;

/// <summary>A passkey in Chromium: its own virtual authenticator, added and then used to sign in; the pages at both widths and in both themes.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AccountJourneyTests(BrowserApp browser) : IAsyncLifetime
{
    private readonly AppHost _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task A_passkey_is_added_and_signs_in_by_keyboard()
    {
        var page = await browser.NewPageAsync(signedIn: false, host: _app);
        var site = $"http://localhost:{_app.Url.Port}";
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["options"] = new
                {
                    protocol = "ctap2",
                    transport = "internal",
                    hasResidentKey = true,
                    hasUserVerification = true,
                    isUserVerified = true,
                    automaticPresenceSimulation = true,
                },
            }
        );
        await page.GotoAsync(site + "/login");
        await page.GetByLabel("E-mail").FillAsync(_app.Email);
        await page.GetByLabel("Password").FillAsync(_app.OneTimePassword);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("One-time password").FillAsync(_app.OneTimePassword);
        await page.Locator("[name='Form.New']").FillAsync(AppHost.ChosenPassword);
        await page.Locator("[name='Form.Again']").FillAsync(AppHost.ChosenPassword);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main h1").First.WaitForAsync();

        await page.GotoAsync(site + "/account/security");
        await page.GetByLabel("Name of the new passkey").FillAsync("Desk laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("The passkey was added.").WaitForAsync();
        await page.GetByText("Desk laptop", new() { Exact = true }).WaitForAsync();
        await page.Context.ClearCookiesAsync();
        // The virtual authenticator would answer the suggestion in the e-mail field before the key is pressed.
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");

        await page.GotoAsync(site + "/login");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" });
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
        await page.GotoAsync(site + "/account");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Profile" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task The_account_pages_are_accessible_and_fit(int width, bool dark)
    {
        var page = await browser.NewPageAsync(width, 900, dark, signedIn: false, host: _app);
        await page.GotoAsync("/forgot");
        await page.AssertAccessibleAsync();
        await page.GotoAsync("/reset?token=x");
        await page.AssertAccessibleAsync();
        await BrowserApp.SignInAsync(page, _app);
        await page.Locator("main h1").First.WaitForAsync();
        foreach (
            var path in new[]
            {
                "/account",
                "/account/security",
                "/account/organisations",
                "/account/step-up",
                "/account/password",
                "/welcome",
            }
        )
        {
            await page.GotoAsync(path);
            await page.Locator("h1").First.WaitForAsync();
            await page.AssertAccessibleAsync();
            await page.AssertFitsAsync();
        }

        await page.GotoAsync("/account/security");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Img, new() { Name = "QR code for the authenticator app" }).WaitForAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }
}
