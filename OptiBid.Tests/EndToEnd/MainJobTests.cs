using System.Globalization;
using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.EndToEnd;

/// <summary>The whole job on real prices: import a year, describe a battery, forecast, optimise, bid, settle, read the result.</summary>
[Collection(BrowserCollection.Name)]
public class MainJobTests(BrowserApp app)
{
    private const string File = "ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz";

    [Fact]
    public async Task By_mouse()
    {
        var page = await app.NewPageAsync();
        await ImportAsync(page, start => start.ClickAsync());
        await CreateBatteryAsync(page, "Mouse battery", "HB_NORTH", save => save.ClickAsync());

        await page.OpenAsync("/forecasts?series=ERCOT/HB_NORTH/da_lmp&day=2025-05-14&models=ridge", "Forecasts");
        await page.SeeAsync(page.GetByText("MAE of ridge"));

        await page.OpenAsync("/optimiser", "Optimiser");
        await page.GetByLabel("Battery").SelectOptionAsync("Mouse battery (ERCOT HB_NORTH)");
        await page.GetByLabel("Operating day").FillAsync("2025-05-14");
        await page.GetByRole(AriaRole.Button, new() { Name = "Optimise" }).ClickAsync();
        // The page opened with a result of its own, for today; the one asked for is that of the day.
        var bid = page.Locator("a[href*='day=2025-05-14']", new() { HasText = "Make a bid of it" });
        await page.SeeAsync(bid);
        await page.SeeAsync(page.GetByText("At cleared prices"));
        await page.PictureAsync("main-optimiser");

        await bid.ClickAsync();
        await page.SeeAsync(page.GetByText("Follows every rule of ERCOT"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await SettledAsync(page, "Mouse battery");
        await page.PictureAsync("main-settled");
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task By_keyboard_alone()
    {
        var page = await app.NewPageAsync();
        await ImportAsync(page, PressAsync);
        await CreateBatteryAsync(page, "Keyboard battery", "HB_HOUSTON", PressAsync);

        await page.OpenAsync("/forecasts?series=ERCOT/HB_HOUSTON/da_lmp", "Forecasts");
        await page.GetByLabel("Delivery day").FillAsync("2025-05-15");
        await page.Keyboard.PressAsync("Enter");
        await page.SeeAsync(page.GetByText("Gate closure").First);

        await page.OpenAsync("/bids/new", "New bid");
        await page.GetByLabel("Battery").FocusAsync();
        await page.Keyboard.TypeAsync("Keyboard");
        Assert.Equal("Keyboard battery (ERCOT HB_HOUSTON)", await page.Locator("#bid-asset option:checked").InnerTextAsync());
        await page.GetByLabel("Delivery day").FillAsync("2025-05-15");
        await page.Keyboard.PressAsync("Enter");
        await page.SeeAsync(page.GetByText("Follows every rule of ERCOT"));
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Save and submit" }));
        await SettledAsync(page, "Keyboard battery");
        await page.Context.CloseAsync();
    }

    private static async Task PressAsync(ILocator control)
    {
        await control.FocusAsync();
        await control.PressAsync("Enter");
    }

    private static async Task ImportAsync(IPage page, Func<ILocator, Task> act)
    {
        await page.OpenAsync("/import", "Import");
        await page.Locator("#import-input").SetInputFilesAsync(SharedData.PathOf(File));
        await page.SeeAsync(page.GetByText("Read as ercot-wide"));
        await act(page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }));
        await page.SeeAsync(page.Locator("#import-result"));
    }

    private static async Task CreateBatteryAsync(IPage page, string name, string node, Func<ILocator, Task> act)
    {
        await page.OpenAsync("/assets", "Assets");
        await act(page.GetByRole(AriaRole.Button, new() { Name = "New asset" }));
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Node").FillAsync(node);
        await dialog.GetByLabel("Power (MW)").FillAsync("100");
        await dialog.GetByLabel("Energy (MWh)").FillAsync("400");
        await act(dialog.GetByRole(AriaRole.Button, new() { Name = "Create asset" }));
        await page.GetByRole(AriaRole.Rowheader, new() { Name = name }).WaitForAsync();
    }

    /// <summary>The settled bid shows a result in dollars beside its baselines, and the P&amp;L page lists it.</summary>
    private static async Task SettledAsync(IPage page, string battery)
    {
        await page.SeeAsync(page.GetByRole(AriaRole.Heading, new() { Name = "Hour by hour" }));
        foreach (var label in new[] { "Result", "Perfect foresight", "Yesterday's schedule", "TB4" })
        {
            var text = await page.Locator(".ob-metric", new() { HasText = label }).First.Locator(".ob-metric-value").InnerTextAsync();
            var money = double.Parse(text.Replace("$", "", StringComparison.Ordinal), NumberStyles.Currency, CultureInfo.InvariantCulture);
            Assert.True(money > 0, $"{label}: {text}");
        }

        await page.OpenAsync("/pnl", "P&L");
        await page.GetByRole(AriaRole.Cell, new() { Name = battery }).First.WaitForAsync();
    }
}
