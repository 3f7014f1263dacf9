using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Bidding;

/// <summary>From a proposal to a settled bid in Chromium.</summary>
[Collection(BrowserCollection.Name)]
public class BidJourneyTests(BrowserApp app)
{
    private static string DaysAgo(int days) =>
        TimeProvider.System.GetUtcNow().AddDays(-days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1400, false, 3)]
    [InlineData(390, true, 4)]
    public async Task A_past_day_is_proposed_edited_saved_submitted_and_settled(int width, bool dark, int daysAgo)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        var look = $"{width}-{(dark ? "dark" : "light")}";
        await page.OpenAsync("/bids/new", "New bid");
        await page.GetByLabel("Delivery day").FillAsync(DaysAgo(daysAgo));
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Offers" }).WaitForAsync();
        await page.GetByText("Follows every rule of ERCOT").WaitForAsync();

        // A curve that falls is refused in words; undo brings the proposal back.
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit the offer of HE 18" }).ClickAsync();
        var points = page.Locator(".ob-offer-point");
        var held = await points.CountAsync();
        for (var i = 0; i < 2; i++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a point to HE 18" }).ClickAsync();
            await points.Nth(held + i).WaitForAsync();
        }

        await points.Nth(held).GetByLabel("MW", new() { Exact = true }).FillAsync("50");
        await points.Nth(held + 1).GetByLabel("MW", new() { Exact = true }).FillAsync("-50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the offer of HE 18" }).ClickAsync();
        await page.GetByText("power must not fall as the price rises").First.WaitForAsync();
        Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = "Save and submit" }).IsDisabledAsync());
        await page.AssertAccessibleAsync();
        await page.PictureAsync($"bid-breach-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByText("Follows every rule of ERCOT").WaitForAsync();
        await page.PictureAsync($"bid-new-{look}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Hour by hour" }).WaitForAsync();
        // A message that fades has no contrast; it is checked on its own (ShellJourneyTests).
        await page.Locator(".mud-snackbar").Last.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.PictureAsync($"bid-settled-{look}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();

        foreach (
            var (path, heading, ready) in new[]
            {
                ("/bids", "Bids", "tbody tr"),
                ("/pnl", "P&L", ".ob-metric"),
                ("/", "Desk", ".ob-metric"),
            }
        )
        {
            await page.OpenAsync(path, heading);
            await page.Locator(ready).First.WaitForAsync();
            await page.AtRestAsync();
            await page.PictureAsync($"{heading}-{look}");
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
        }

        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    public async Task A_day_is_optimised_in_hindsight_and_a_missing_one_says_what_to_do(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        await page.OpenAsync($"/optimiser?day={DaysAgo(2)}&prices=cleared", "Optimiser");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Hour by hour" }).WaitForAsync();
        await page.AtRestAsync();
        await page.PictureAsync($"optimiser-{width}-{(dark ? "dark" : "light")}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.OpenAsync("/optimiser?day=2001-01-01&prices=cleared", "Optimiser");
        await page.GetByText("import them first").WaitForAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_bid_is_proposed_and_submitted_by_keyboard_alone()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync($"/bids/new?asset=none&day={DaysAgo(6)}", "New bid");
        await page.GetByLabel("Delivery day").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Offers" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and submit" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Hour by hour" }).WaitForAsync();
        await page.Context.CloseAsync();
    }
}
