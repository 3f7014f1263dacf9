using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Import;

/// <summary>The import page in Chromium.</summary>
[Collection(BrowserCollection.Name)]
public class ImportJourneyTests(BrowserApp app)
{
    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task A_real_file_is_sent_imported_and_found_on_the_price_page(int width, bool dark)
    {
        var file = SharedData.PathOf("ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz");
        var page = await app.NewPageAsync(width, dark: dark);
        await page.OpenAsync("/import", "Import");
        await page.Locator("#import-input").SetInputFilesAsync(file);
        await page.GetByText("Read as ercot-wide").WaitForAsync(new() { Timeout = 60_000 });
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        var start = page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true });
        await start.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#import-result").WaitForAsync(new() { Timeout = 60_000 });
        await page.AtRestAsync();
        await page.PictureAsync($"import-{width}-{(dark ? "dark" : "light")}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Locator("a[href*='node=HB_BUSAVG']").First.ClickAsync();
        await page.WaitForURLAsync("**/markets?market=ERCOT&node=HB_BUSAVG**");
        await page.Locator("section[aria-label=Chart]").WaitForAsync(new() { Timeout = 60_000 });
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }
}
