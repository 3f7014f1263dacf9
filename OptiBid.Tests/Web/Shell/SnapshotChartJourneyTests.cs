using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Shell;

/// <summary>The snapshot charts in Chromium, where the style guide has one of each kind.</summary>
[Collection(BrowserCollection.Name)]
public class SnapshotChartJourneyTests(BrowserApp app)
{
    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task Each_kind_is_drawn_has_a_table_and_is_saved(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        await page.OpenAsync("/help/style-guide", "Style guide");
        var panel = page.Locator("section[aria-labelledby=guide-apex]");
        await Assertions.Expect(panel.Locator(".apexcharts-canvas svg.apexcharts-svg")).ToHaveCountAsync(5, new() { Timeout = 60_000 });
        await panel.ScrollIntoViewIfNeededAsync();
        await page.AtRestAsync();
        await page.PictureAsync($"apex-{width}-{(dark ? "dark" : "light")}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();

        await panel.GetByRole(AriaRole.Button, new() { Name = "Show Award by hour as table" }).PressAsync("Enter");
        var rows = panel.GetByRole(AriaRole.Region, new() { Name = "Award by hour as table" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(24);
        Assert.Contains("-50.00", await rows.Nth(2).InnerTextAsync(), StringComparison.Ordinal);
        await page.AssertAccessibleAsync();

        var csv = await page.RunAndWaitForDownloadAsync(() =>
            panel.GetByRole(AriaRole.Button, new() { Name = "Save Award by hour as CSV" }).PressAsync("Enter")
        );
        Assert.Equal("award-by-hour.csv", csv.SuggestedFilename);
        var png = await page.RunAndWaitForDownloadAsync(() =>
            panel.GetByRole(AriaRole.Button, new() { Name = "Save Generation mix as PNG" }).PressAsync("Enter")
        );
        Assert.Equal("generation-mix.png", png.SuggestedFilename);
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }
}
