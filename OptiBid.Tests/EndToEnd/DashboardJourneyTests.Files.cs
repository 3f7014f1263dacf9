using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Dashboards;

namespace OptiBid.Tests.EndToEnd;

/// <summary>Start page and files.</summary>
public sealed partial class DashboardJourneyTests
{
    [Fact]
    public async Task A_start_page_leads_back_to_the_desk_and_the_files_go_out_and_in()
    {
        var id = await SeedAsync("Start desk", TestWidgets.Prices);
        var page = await PageAsync();
        await page.OpenAsync($"/dashboards/{id}", "Start desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set as start page" }).ClickAsync();
        await page.GetByText("This dashboard is your start page").WaitForAsync();
        await page.OpenAsync("/", "Start desk");
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Desk", Exact = true }).ClickAsync();
        await page.GetByRole(
                AriaRole.Heading,
                new()
                {
                    Level = 1,
                    Name = "Desk",
                    Exact = true,
                }
            )
            .WaitForAsync();
        await page.OpenAsync($"/dashboards/{id}", "Start desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use the desk as start page" }).ClickAsync();
        await page.GetByText("The desk is your start page").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of LMP chart" }).ClickAsync();
        var png = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save as PNG" }).ClickAsync());
        Assert.Equal("lmp-chart.png", png.SuggestedFilename);
        await page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        var file = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Export as JSON" }).ClickAsync()
        );
        var path = (await file.PathAsync())!;
        await page.OpenAsync("/dashboards", "Dashboards");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await page.Locator("#dashboard-file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "bad.json",
                    MimeType = "application/json",
                    Buffer = "{\"schemaVersion\":1,\"title\":7}"u8.ToArray(),
                }
            );
        await page.GetByText("$.title").WaitForAsync();
        await page.PictureAsync("dashboard-import-bad");
        await page.Locator("#dashboard-file").SetInputFilesAsync(path);
        await page.GetByText("Start desk can be imported. Widgets: 1").WaitForAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Start desk" }).WaitForAsync();
        Assert.DoesNotContain(id.ToString(), page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }
}
