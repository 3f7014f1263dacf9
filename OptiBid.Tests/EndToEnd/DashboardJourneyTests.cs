using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Identity;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Tests.EndToEnd;

/// <summary>Golden job J7: build a dashboard, move a widget, share it. What belongs to it stands in the files beside this one.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class DashboardJourneyTests(BrowserApp app, DashboardHost host) : IClassFixture<DashboardHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mouse")]
    [InlineData("keyboard")]
    public async Task A_dashboard_is_built_a_widget_moved_and_shared(string device)
    {
        var page = await PageAsync();
        var hands = Hands.On(device, page);
        await page.OpenAsync("/dashboards", "Dashboards");
        await hands.PressAsync("New dashboard");
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Title").WaitForAsync();
        await hands.TypeAsync("Title", $"Built by {device}");
        await hands.ConfirmAsync("Create");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = $"Built by {device}" }).WaitForAsync();

        await hands.PressAsync("Add widget");
        await hands.TypeAsync("Search widgets", "test.prices");
        await page.GetByText("Widgets found: 1").WaitForAsync();
        await hands.PressAsync("Add LMP chart");
        await page.Locator("[data-tile]").First.WaitForAsync();
        await hands.PressAsync("Add LMP chart");
        await page.Locator("[data-tile]").Nth(1).WaitForAsync();
        await page.PictureAsync($"dashboard-add-{device}");
        await hands.PressAsync("Close");

        var tile = page.Locator("[data-tile]").First;
        var before = await StyleAsync(tile);
        if (device == "mouse")
        {
            await DragAsync(page, tile, 330, 20);
        }
        else
        {
            await MoveByKeysAsync(page, hands, tile);
        }

        await Assertions.Expect(tile).Not.ToHaveAttributeAsync("style", before);
        await hands.PressAsync("Undo");
        await Assertions.Expect(tile).ToHaveAttributeAsync("style", before);
        await hands.PressAsync("Redo");
        await Assertions.Expect(tile).Not.ToHaveAttributeAsync("style", before);
        await hands.PressAsync("Save");
        await page.GetByText($"Built by {device} is saved").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).WaitForAsync();

        await hands.PressAsync("More actions");
        await hands.PressAsync("Share");
        var everybody = page.GetByLabel("Everybody in the organisation");
        await everybody.WaitForAsync();
        if (device == "mouse")
        {
            await everybody.CheckAsync();
        }
        else
        {
            // Radio buttons are one stop of Tab; arrows choose.
            await hands.PressAsync(page.Locator("input[name=sharing]").First);
            await page.Keyboard.PressAsync("ArrowDown");
        }

        await Assertions.Expect(everybody).ToBeCheckedAsync();
        await hands.PressAsync(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Share", Exact = true }));
        await page.GetByText("is shared with your organisation").WaitForAsync();
        await page.GetByText("shared with the organisation").First.WaitForAsync();

        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await hands.PressAsync("More actions");
        await hands.PressAsync("Copy link");
        await page.GetByText("The link is copied").WaitForAsync();
        var link = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains("from=", link, StringComparison.Ordinal);
        var moved = await StyleAsync(page.Locator("[data-tile]").First);
        await page.OpenAsync(link, $"Built by {device}");
        await Assertions.Expect(page.Locator("[data-tile]").First).ToHaveAttributeAsync("style", moved);
        await page.Context.CloseAsync();
    }

    private async Task<IPage> PageAsync(int width = 1400, bool dark = false)
    {
        var page = await app.NewPageAsync(width, dark: dark, signedIn: false, host: host.App);
        await host.SignInAsync(page, dark);
        return page;
    }

    private async Task<Guid> SeedAsync(string title, params string[] kinds)
    {
        await using var scope = host.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope();
        var catalogue = host.Services.GetServices<WidgetDescriptor>().ToDictionary(d => d.Info.Id, d => d.Info, StringComparer.Ordinal);
        var content = DashboardContent.Empty(title) with { Description = "For a test" };
        foreach (var (kind, i) in kinds.Select((k, i) => (k, i)))
        {
            var info = catalogue.GetValueOrDefault(kind);
            content = content.Add(new($"w{i}", kind), info?.Default ?? new(4, 2), info?.Min ?? new(1, 1));
        }

        var made = await scope.ServiceProvider.GetRequiredService<ICreateDashboard>().ExecuteAsync(content, "test", Cancel);
        var shared = await scope
            .ServiceProvider.GetRequiredService<IShareDashboard>()
            .ExecuteAsync(made.Value.Id, DashboardSharing.Organisation, [], Cancel);
        return shared.Value.Id;
    }

    private static async Task CheckAsync(IPage page, string picture)
    {
        await page.AtRestAsync();
        await page.PictureAsync(picture);
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
    }

    private static async Task<string> StyleAsync(ILocator tile) => (await tile.GetAttributeAsync("style"))!;

    private static async Task DragAsync(IPage page, ILocator tile, int dx, int dy)
    {
        // What the server drew first has handles that nobody hears yet.
        await page.Locator(".ob-board[data-ready]").WaitForAsync();
        var handle = (await tile.Locator("[data-move]").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(handle.X + 12, handle.Y + 12);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(handle.X + 12 + dx, handle.Y + 12 + dy, new() { Steps = 6 });
        await page.Mouse.UpAsync();
        await page.Locator(".ob-board[data-drop-ms]").WaitForAsync();
    }

    private static async Task MoveByKeysAsync(IPage page, Hands hands, ILocator tile)
    {
        var status = page.Locator("[aria-live=polite]");
        var handle = tile.Locator("[data-move]");
        await hands.PressAsync(handle);
        await Assertions.Expect(handle).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(status).ToContainTextAsync("LMP chart, column 1, row 1, 4 by 3", new() { Timeout = 20_000 });
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(status).ToContainTextAsync("column 2, row 1");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Assertions.Expect(status).ToContainTextAsync("4 by 4");
        Assert.True(await handle.EvaluateAsync<bool>("e => e === document.activeElement"));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(status).ToContainTextAsync("Dropped");
        Assert.True(await handle.EvaluateAsync<bool>("e => e === document.activeElement"));
    }
}
