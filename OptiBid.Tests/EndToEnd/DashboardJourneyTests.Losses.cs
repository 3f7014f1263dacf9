using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Identity;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Dashboards;

namespace OptiBid.Tests.EndToEnd;

/// <summary>Nothing is lost: two people at once, a lost connection, a reload.</summary>
public sealed partial class DashboardJourneyTests
{
    [Fact]
    public async Task Two_people_who_save_at_once_lose_nothing()
    {
        var id = await SeedAsync("Our desk", TestWidgets.Prices, TestWidgets.Prices);
        var (first, second) = (await PageAsync(), await PageAsync());
        await first.OpenAsync($"/dashboards/{id}/edit", "Our desk");
        await second.OpenAsync($"/dashboards/{id}/edit", "Our desk");
        await RenameAsync(first, 0, "First heading");
        await RenameAsync(second, 1, "Second heading");
        await first.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await first.GetByText("Our desk is saved").WaitForAsync();
        await second.GetByText("saved another version of this dashboard").WaitForAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Merge both and save" }).WaitForAsync();
        await CheckAsync(second, "dashboard-conflict");
        await second.GetByRole(AriaRole.Button, new() { Name = "Merge both and save" }).ClickAsync();
        await second.GetByText("Our desk is saved").WaitForAsync();
        foreach (var heading in new[] { "First heading", "Second heading" })
        {
            await second.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
        }

        await first.GetByRole(AriaRole.Button, new() { Name = "Show it" }).ClickAsync();
        await first.GetByRole(AriaRole.Heading, new() { Name = "Second heading" }).WaitForAsync();
        await first.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    [Fact]
    public async Task Five_seconds_without_a_connection_lose_nothing_that_was_typed_or_dropped()
    {
        var id = await SeedAsync("Shaky desk", TestWidgets.Prices, "notes.markdown");
        var page = await PageAsync();
        var line = await Line.OfAsync(page);
        await page.OpenAsync($"/dashboards/{id}/edit", "Shaky desk");
        await page.Locator("[data-move]").First.WaitForAsync();
        await DragAsync(page, page.Locator("[data-tile]").First, 330, 20);
        await Assertions.Expect(page.GetByText("Unsaved changes")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of Notes" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings" }).ClickAsync();
        var text = page.GetByRole(AriaRole.Dialog).GetByLabel("Text (Markdown)");
        await text.FillAsync("Before the gap. ");
        await line.CutForFiveSecondsAsync(() => MoreAsync(text, "During the gap."));
        Assert.Equal("Before the gap. During the gap.", await text.InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await page.Locator(".ob-notes").GetByText("During the gap.").WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByText("Shaky desk is saved").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Five_seconds_without_a_connection_lose_no_title_a_tile_that_is_held_nor_a_step_back()
    {
        var id = await SeedAsync("Windy desk", TestWidgets.Prices, TestWidgets.Prices);
        var page = await PageAsync();
        var line = await Line.OfAsync(page);
        await page.OpenAsync($"/dashboards/{id}/edit", "Windy desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();
        var (title, about) = (
            page.GetByRole(AriaRole.Dialog).GetByLabel("Title"),
            page.GetByRole(AriaRole.Dialog).GetByLabel("Description")
        );
        await title.FillAsync("Windy");
        await about.FillAsync("Typed before");
        await line.CutForFiveSecondsAsync(async () =>
        {
            await MoreAsync(title, " desk of the night");
            await MoreAsync(about, " and during the gap");
        });
        Assert.Equal("Windy desk of the night", await title.InputValueAsync());
        Assert.Equal("Typed before and during the gap", await about.InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Windy desk of the night" }).WaitForAsync();

        // A tile is in the hand of the keyboard when the line goes.
        var (tile, handle) = (page.Locator("[data-tile]").First, page.Locator("[data-move]").First);
        var before = await StyleAsync(tile);
        await handle.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(handle).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Assertions.Expect(tile).ToHaveAttributeAsync("data-h", "4");
        await line.CutForFiveSecondsAsync(() => Task.CompletedTask);
        // The notice took the focus: the tile is let go where it was.
        await Assertions.Expect(handle).ToHaveAttributeAsync("aria-pressed", "false", new() { Timeout = 60_000 });
        await Assertions.Expect(tile).ToHaveAttributeAsync("data-h", "4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(tile).ToHaveAttributeAsync("style", before);
        await page.GetByRole(AriaRole.Button, new() { Name = "Redo" }).ClickAsync();
        await Assertions.Expect(tile).ToHaveAttributeAsync("data-h", "4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByText("Windy desk of the night is saved").WaitForAsync();
        await page.OpenAsync($"/dashboards/{id}", "Windy desk of the night");
        await page.GetByText("Typed before and during the gap").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-tile]").First).ToHaveAttributeAsync("data-h", "4");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_reload_offers_what_was_not_saved()
    {
        var id = await SeedAsync("Half desk", TestWidgets.Prices);
        var page = await PageAsync();
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await page.OpenAsync($"/dashboards/{id}/edit", "Half desk");
        await RenameAsync(page, 0, "Half done");
        await using (var scope = host.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope())
        {
            var contexts = scope.ServiceProvider.GetRequiredService<OptiBid.Core.Data.Tenancy.IPlatformContexts>();
            await Waiting(async () =>
            {
                await using var db = contexts.CreateDbContext();
                return db.Set<BoardDraft>().Any(d => d.DashboardId == id);
            });
        }

        await page.ReloadAsync();
        await page.OpenAsync($"/dashboards/{id}", "Half desk");
        await page.PictureAsync("dashboard-draft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore unsaved changes" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Half done" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    private static async Task RenameAsync(IPage page, int widget, string heading)
    {
        await page.Locator("[data-tile]").Nth(widget).Locator("[data-menu-button]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Heading").FillAsync(heading);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
    }

    private static async Task Waiting(Func<Task<bool>> until)
    {
        for (var i = 0; i < 600 && !await until(); i++)
        {
            await Task.Delay(100, Cancel);
        }

        Assert.True(await until());
    }

    // As a person types: the browser has it at once, the server when it can be reached.
    private static Task MoreAsync(ILocator field, string text) =>
        field.EvaluateAsync("(e, more) => { e.value += more; e.dispatchEvent(new Event('input', { bubbles: true })); }", text);

    /// <summary>The line between a page and the server, which can be cut.</summary>
    private sealed class Line(IPage page)
    {
        private readonly List<IWebSocketRoute> _sockets = [];

        public static async Task<Line> OfAsync(IPage page)
        {
            var line = new Line(page);
            await page.RouteWebSocketAsync(
                _ => true,
                socket =>
                {
                    line._sockets.Add(socket);
                    socket.ConnectToServer();
                }
            );
            return line;
        }

        public async Task CutForFiveSecondsAsync(Func<Task> meanwhile)
        {
            await page.Context.SetOfflineAsync(true);
            foreach (var socket in _sockets)
            {
                await socket.CloseAsync(new() { Code = 1001, Reason = "the line is cut" });
            }

            _sockets.Clear();
            await meanwhile();
            var notice = page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" });
            await notice.WaitForAsync();
            var watch = Stopwatch.StartNew();
            // The length of the gap is what is tested.
            await page.WaitForTimeoutAsync(5_000);
            await page.Context.SetOfflineAsync(false);
            await notice.WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = 60_000 });
            TestContext.Current.TestOutputHelper?.WriteLine($"connected again after {watch.ElapsedMilliseconds} ms");
        }
    }
}
