using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Passkeys;

/// <summary>A passkey in Chromium with its virtual authenticator.</summary>
[Collection(BrowserCollection.Name)]
public class PasskeyJourneyTests(BrowserApp browser)
{
    [Fact]
    [Trait("AttackCase", "12")]
    public async Task Add_a_passkey_where_a_second_factor_is_needed_sign_out_and_sign_in_with_it()
    {
        await using var host = new AppHost();
        await host.InitializeAsync();
        var root = $"http://localhost:{host.Url.Port}";
        var page = await browser.NewPageAsync(width: 390, height: 844, signedIn: false, host: host);

        // Opened by address, the page says where passkeys work.
        await page.GotoAsync("/login");
        await page.GetByRole(AriaRole.Link, new() { Name = root }).ClickAsync();
        await page.WaitForURLAsync($"{root}/login");
        await page.GetByLabel("E-mail").FillAsync(host.Email);
        await page.GetByLabel("Password").FillAsync(host.OneTimePassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByLabel("One-time password").FillAsync(host.OneTimePassword);
        await page.Locator("[name='Form.New']").FillAsync(AppHost.ChosenPassword);
        await page.Locator("[name='Form.Again']").FillAsync(AppHost.ChosenPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
        await RequireSecondFactorAsync(host);

        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("WebAuthn.enable");
        var options = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["protocol"] = "ctap2",
            ["transport"] = "internal",
            ["hasResidentKey"] = true,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        };
        await cdp.SendAsync("WebAuthn.addVirtualAuthenticator", new(StringComparer.Ordinal) { ["options"] = options });

        await page.GotoAsync(root + "/account/security");
        await page.GetByText("You have no passkey yet.").WaitForAsync();
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();
        await page.GetByLabel("Name of the new passkey").FillAsync("Work laptop");
        var before = await SessionAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.GetByText("Work laptop", new() { Exact = true }).WaitForAsync();
        Assert.NotEqual(before, await SessionAsync(page));

        // The key is the second factor that the organisation asks for: the desk opens.
        await page.GotoAsync(root + "/help");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();
        Assert.EndsWith("/help", page.Url, StringComparison.Ordinal);

        // By the button, in a browser without suggestions in the e-mail field.
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => !window.name");
        await page.EvaluateAsync("window.name = 'no suggestions'");
        await SignOutAsync(page);
        await page.GotoAsync(root + "/login?returnUrl=%2Fhelp");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" });
        await button.WaitForAsync();
        await page.AssertAccessibleAsync();
        await page.PictureAsync("passkey-sign-in");
        await button.ClickAsync();
        await page.WaitForURLAsync($"{root}/help");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();

        // By the suggestion alone: the virtual authenticator chooses its passkey.
        await SignOutAsync(page);
        await page.EvaluateAsync("window.name = ''");
        await page.GotoAsync(root + "/login?returnUrl=%2Fhelp");
        await page.WaitForURLAsync($"{root}/help");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();

        await page.GotoAsync(root + "/account/security");
        await page.GetByText("last used").WaitForAsync();
        await page.GetByText("Rename or remove").ClickAsync();
        await page.GetByLabel("New name of Work laptop").FillAsync("Travel laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await page.GetByText("Travel laptop", new() { Exact = true }).WaitForAsync();
        await page.PictureAsync("passkeys");
        await page.GetByText("Rename or remove").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Travel laptop" }).ClickAsync();
        await page.GetByText("You have no passkey yet.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/login");
    }

    private static async Task<string?> SessionAsync(IPage page) =>
        (await page.Context.CookiesAsync()).FirstOrDefault(c => c.Name == "optibid" && c.Domain == "localhost")?.Value;

    private static async Task RequireSecondFactorAsync(AppHost host)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using (var db = host.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            var demo = await db.Set<Organisation>().SingleAsync(o => o.Id == DemoOrganisation.Id, cancel);
            demo.Policy = demo.Policy with { MfaRoles = ["*"] };
            await db.SaveChangesAsync(cancel);
        }

        await host.Services.GetRequiredService<IAccessChanged>().OrganisationAsync(DemoOrganisation.Id, cancel);
    }
}
