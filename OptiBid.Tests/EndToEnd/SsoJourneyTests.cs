using System.Globalization;
using Microsoft.Playwright;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Sso;

namespace OptiBid.Tests.EndToEnd;

/// <summary>Single sign-on as people see it: a real browser, a real provider, two organisations.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SsoJourneyTests(BrowserApp browser, SsoApp app) : IClassFixture<SsoApp>
{
    [Theory]
    [InlineData("ann@alpha.example", "alpha")]
    [InlineData("bob@beta.example", "beta")]
    public async Task A_member_signs_in_through_their_organisations_provider_and_signs_out_there(string email, string name)
    {
        var organisation = name == "alpha" ? app.Alpha : app.Beta;
        var port = NodeProvider.FreePort();
        var issuer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var id = await app.AddProviderAsync(organisation, issuer, $"optibid-{name}", $"secret-{name}-0123456789abcdef0123456789");
        using var op = await NodeProvider.StartAsync("op.mjs", port, name, new Uri(app.Host.Url, $"sso/{id}/callback").ToString());
        var page = await browser.NewPageAsync(signedIn: false, host: app.Host);
        await page.GotoAsync("/login?returnUrl=%2Fhelp");
        await page.AssertAccessibleAsync();
        await page.GetByLabel("Work address or organisation").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with single sign-on" }).ClickAsync();
        await page.Locator("input[name=login]").FillAsync(email);
        await page.Locator("input[name=password]").FillAsync("x");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.Locator("input[name=prompt][value=consent]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("button[type=submit]").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Help" }).WaitForAsync();
        await page.PictureAsync($"sso-{name}");
        Assert.NotNull(await app.FindMemberAsync(email, organisation));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_wizard_leads_from_a_kind_of_provider_to_its_addresses_and_says_what_is_missing()
    {
        // A token wants a proof of identity of the last five minutes, and the shared session may be older.
        var page = await browser.NewPageAsync(signedIn: false);
        await BrowserApp.SignInAgainAsync(page, browser.App);
        await page.OpenAsync("/admin/sso", "Single sign-on");
        await page.GetByText("No identity provider yet").WaitForAsync();
        await page.GetByLabel("What the token is for").FillAsync("Entra ID");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create SCIM token" }).ClickAsync();
        await page.GetByText("Copy the token of Entra ID now").WaitForAsync();
        Assert.StartsWith("obscim_", await page.GetByLabel("Token", new() { Exact = true }).InputValueAsync(), StringComparison.Ordinal);
        await page.AssertAccessibleAsync();
        await page.PictureAsync("sso-empty");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Entra ID" }).ClickAsync();
        await page.PressInDialogAsync("Revoke");
        await page.GetByRole(AriaRole.Cell, new() { NameRegex = new("^revoked ") }).WaitForAsync();
        await page.OpenAsync($"/admin/sso/new/{ProviderPreset.Entra}", "New identity provider");
        await page.GetByText("App registrations").WaitForAsync();
        await page.GetByLabel("Issuer").FillAsync("https://login.microsoftonline.com/common/v2.0");
        await page.GetByLabel("Client id").FillAsync("11111111-2222-3333-4444-555555555555");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
        await page.GetByText("never common or organizations").WaitForAsync();
        await page.GetByLabel("Issuer").FillAsync("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
        await page.GetByText("Redirect address", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the pilot" }).ClickAsync();
        await page.GetByText("Rehearse a sign-in with these settings first").WaitForAsync();
        await page.AtRestAsync();
        await page.AssertAccessibleAsync();
        await page.PictureAsync("sso-wizard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await page.PressInDialogAsync("Remove");
        await page.GetByText("No identity provider yet").WaitForAsync();
        await page.Context.CloseAsync();
    }
}
