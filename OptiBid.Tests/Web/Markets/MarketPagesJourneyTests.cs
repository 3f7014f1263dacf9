using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Markets;

/// <summary>Desk, prices and assets in Chromium.</summary>
[Collection(BrowserCollection.Name)]
public class MarketPagesJourneyTests(BrowserApp app)
{
    private static readonly (string Path, string Heading, string Ready)[] s_pages =
    [
        ("/", "Desk", "#desk-feeds"),
        ("/markets?market=CAISO&range=7d", "Prices", ".ob-heat"),
        ("/markets?market=ERCOT&range=custom&from=2001-01-01&to=2001-01-02", "Prices", ".ob-state-empty"),
        ("/assets", "Assets", "tbody tr"),
    ];

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_pages_are_accessible_and_fit(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        for (var i = 0; i < s_pages.Length; i++)
        {
            var (path, heading, ready) = s_pages[i];
            await page.OpenAsync(path, heading);
            await page.Locator(ready).First.WaitForAsync();
            await page.AtRestAsync();
            await page.PictureAsync($"market-{i}-{heading}-{width}-{(dark ? "dark" : "light")}");
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
            await page.Locator(ready).First.ScrollIntoViewIfNeededAsync();
            await page.PictureAsync($"market-{i}-{heading}-{width}-{(dark ? "dark" : "light")}-below");
        }

        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_choice_of_prices_lives_in_the_address()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/markets", "Prices");
        await page.GetByLabel("Market", new() { Exact = true }).SelectOptionAsync("PJM");
        await page.Locator(".ob-range-label").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yesterday" }).ClickAsync();
        await page.WaitForURLAsync(
            "**/markets?market=PJM&node=SIM%20WESTERN%20HUB&products=da_lmp%2Crt_lmp&from=day%3Ayesterday",
            new() { Timeout = 60_000 }
        );
        await page.ReloadAsync();
        await page.Locator(".ob-heat").WaitForAsync();
        Assert.Contains("Yesterday", await page.Locator(".ob-range-label").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator("section:has(h2:text('Figures of the range')) tbody tr").CountAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_row_is_reached_and_opened_by_keyboard()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/assets", "Assets");
        await page.Locator("tr[data-row]").First.WaitForAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Table of assets" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("tr[data-row]:focus")).ToHaveAttributeAsync("aria-rowindex", "2");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/markets?market=**", new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task An_asset_is_created_changed_retired_and_brought_back_by_keyboard(int width, bool dark)
    {
        var name = $"Bay battery {width}";
        var page = await app.NewPageAsync(width, dark: dark);
        await page.OpenAsync("/assets", "Assets");
        await page.GetByRole(AriaRole.Button, new() { Name = "New asset" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Power (MW)").FillAsync("-5");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create asset" }).PressAsync("Enter");
        await dialog.GetByText("More than 0").First.WaitForAsync();
        await page.PictureAsync($"asset-dialog-{width}-{(dark ? "dark" : "light")}");
        await page.AssertAccessibleAsync();

        await dialog.GetByLabel("Power (MW)").FillAsync("50");
        await dialog.GetByLabel("Node").FillAsync("SIM HB_NORTH");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create asset" }).PressAsync("Enter");
        var row = page.GetByRole(AriaRole.Row, new() { Name = name });
        await row.WaitForAsync();
        Assert.Contains("50.0", await row.InnerTextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Retire {name}" }).PressAsync("Enter");
        await page.PressInDialogAsync("Retire");
        await row.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await row.WaitForAsync();
        await page.Context.CloseAsync();
    }
}
