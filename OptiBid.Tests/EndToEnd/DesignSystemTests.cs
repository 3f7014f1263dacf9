using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Notifications.Inbox;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.EndToEnd;

/// <summary>The shell as people use it: palette, shortcuts, notifications, tour, language, density; and the pages that show the design system.</summary>
[Collection(BrowserCollection.Name)]
public class DesignSystemTests(BrowserApp app)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task Pages_AreAccessible_AndFit(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        var look = $"{width}-{(dark ? "dark" : "light")}";
        await page.OpenAsync("/help/style-guide", "Style guide");
        await page.Locator(".ob-chart canvas").WaitForAsync();
        await page.Locator("tr[data-row]").First.WaitForAsync();
        await page.PictureAsync($"style-guide-{look}", fullPage: true);
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Locator(".ob-range-label").ClickAsync();
        await page.Locator(".ob-range-words input").WaitForAsync();
        await page.PictureAsync($"time-range-{look}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");
        foreach (var (path, heading) in new[] { ("/help/shortcuts", "Keyboard shortcuts"), ("/notifications", "Notifications") })
        {
            await page.OpenAsync(path, heading);
            await page.PictureAsync($"{path.Trim('/').Replace('/', '-')}-{look}");
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
        }

        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Search pages" }).WaitForAsync();
        await page.PictureAsync($"palette-{look}");
        await page.AssertAccessibleAsync();
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Palette_FindsAPage_ByKeyboardAlone_AndRemembersIt()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help", "Help");
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        var ask = page.GetByRole(AriaRole.Combobox, new() { Name = "Search pages" });
        await Assertions.Expect(ask).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("glossa");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Glossary");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Glossary" }).WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(ask).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Glossary");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(ask).ToBeHiddenAsync();
        // A shortcut of two letters, then the list of them all.
        await page.Keyboard.TypeAsync("gb");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Bids" }).WaitForAsync();
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Keyboard shortcuts" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Palette_FindsANode_AndRunsAnAction()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help", "Help");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find anything" }).ClickAsync();
        var ask = page.GetByRole(AriaRole.Combobox, new() { Name = "Search pages" });
        await Assertions.Expect(ask).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("hb_north");
        await page.Locator(".ob-palette-title").GetByText("SIM HB_NORTH", new() { Exact = true }).First.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("HB_NORTH", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(ask).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("compact");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("html[data-density=compact]").WaitForAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-density=compact]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Comfortable rows" }).ClickAsync();
        await page.Locator("html[data-density=comfortable]").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Notification_AppearsAtOnce_AndIsMarkedAsRead()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help", "Help");
        var bell = page.Locator(".ob-bell");
        await page.GetByRole(AriaRole.Button, new() { Name = "Notifications" }).WaitForAsync();
        await app
            .App.Services.GetRequiredService<IInbox>()
            .AddAsync(
                new(DemoOrganisation.Id, InboxKinds.BidSettled, "Example battery, 2026-01-05")
                {
                    Permission = Permissions.ReadBids,
                    Link = "/bids",
                },
                Cancel
            );

        await Assertions.Expect(page.Locator(".ob-bell-count")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await bell.ClickAsync();
        await page.GetByText("The bid Example battery, 2026-01-05 is settled").WaitForAsync();
        await page.PictureAsync("notifications-panel");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await Assertions.Expect(page.Locator(".ob-bell-count")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.OpenAsync("/notifications", "Notifications");
        await page.GetByRole(AriaRole.Link, new() { Name = "The bid Example battery, 2026-01-05 is settled" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Tour_IsWalkedByKeyboard_AndStaysClosed()
    {
        var page = await app.NewPageAsync(tour: true);
        await page.OpenAsync("/help", "Help");
        // The session that tests share has seen it.
        await page.EvaluateAsync("() => localStorage.removeItem('optibid.tour')");
        await page.ReloadAsync();
        var tour = page.GetByRole(AriaRole.Dialog, new() { Name = "Your desk" });
        await tour.WaitForAsync();
        await page.PictureAsync("tour");
        await page.AssertAccessibleAsync();
        await tour.GetByRole(AriaRole.Button, new() { Name = "Next" }).FocusAsync();
        foreach (var title in new[] { "Market clocks", "Navigation", "Find anything", "Notifications", "Your settings" })
        {
            await page.Keyboard.PressAsync("Enter");
            await page.GetByRole(AriaRole.Dialog, new() { Name = title }).WaitForAsync();
        }

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".ob-tour")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Help" }).WaitForAsync();
        await Assertions.Expect(page.Locator(".ob-tour")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Language_IsChosenBeforeSignIn_AndHoldsInTheCircuit()
    {
        var page = await app.NewPageAsync(signedIn: false, locale: "de-DE");
        await page.OpenAsync("/login", "Anmelden");
        await page.PictureAsync("login-de");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sign in" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Anmelden" }).WaitForAsync();
        await page.GetByLabel("E-Mail").FillAsync(app.App.Email);
        await page.GetByLabel("Passwort").FillAsync(AppHost.ChosenPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Anmelden", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
        await page.OpenAsync("/help/style-guide", "Gestaltungsrichtlinie");
        Assert.Equal("de", await page.Locator("html").GetAttributeAsync("lang"));
        await page.GetByText("-1.234,50 $").WaitForAsync();
        await page.Locator("tr[data-row]").First.WaitForAsync();
        await page.PictureAsync("style-guide-de", fullPage: true);
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Table_IsWalkedWithArrows_SortedAndStaysInView()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help/style-guide", "Style guide");
        var region = page.GetByRole(AriaRole.Region, new() { Name = "A year of example prices" });
        await region.Locator("tr[data-row]").First.WaitForAsync();
        await region.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(region.Locator("tr[data-row]:focus")).ToHaveAttributeAsync("aria-rowindex", "3");
        // Of 8784 rows only those in view are there.
        Assert.InRange(await region.Locator("tr[data-row]").CountAsync(), 8, 80);
        await region.GetByRole(AriaRole.Button, new() { Name = "Price, $/MWh" }).ClickAsync();
        await Assertions.Expect(region.Locator("th[aria-sort=ascending]")).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Paper_HasThePageAlone()
    {
        var page = await app.NewPageAsync(dark: true);
        await page.OpenAsync("/help/style-guide", "Style guide");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var gone in new[] { ".ob-bar", ".ob-drawer", ".ob-trail", ".ob-data-tools" })
        {
            await Assertions.Expect(page.Locator(gone).First).ToBeHiddenAsync();
        }

        await page.PictureAsync("print", fullPage: true);
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task FirstLoad_IsLight()
    {
        var page = await app.NewPageAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        double bytes = 0;
        session.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
        await page.OpenAsync("/help", "Help");
        await page.Locator(".ob-dot").WaitForAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"first load: {bytes / 1024:F0} KiB");
        Assert.InRange(bytes, 20_000, 300 * 1024);
        await page.Context.CloseAsync();
    }
}
