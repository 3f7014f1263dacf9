using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.EndToEnd;

[Collection(BrowserCollection.Name)]
public class ShellJourneyTests(BrowserApp app)
{
    private static readonly (string Path, string Heading)[] s_pages =
    [
        ("/system/health", "System health"),
        ("/help", "Help"),
        ("/help/methodology", "Methodology"),
        ("/help/glossary", "Glossary"),
        ("/help/charts", "Reading a chart"),
    ];

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_pages_of_the_shell_are_accessible_and_fit(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        foreach (var (path, heading) in s_pages)
        {
            await page.OpenAsync(path, heading);
            if (path == "/system/health")
            {
                await page.GetByRole(AriaRole.Cell, new() { Name = "Sqlite" }).WaitForAsync();
            }

            if (path == "/help/charts")
            {
                await page.Locator(".ob-chart canvas").WaitForAsync();
            }

            await page.PictureAsync($"{path.Trim('/').Replace('/', '-')}-{width}-{(dark ? "dark" : "light")}");
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
        }

        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task The_static_pages_are_accessible_and_fit(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark, signedIn: false);
        await page.OpenAsync("/login", "Sign in");
        await page.PictureAsync($"login-{width}-{(dark ? "dark" : "light")}");
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();

        page = await app.NewPageAsync(width, dark: dark);
        foreach (var (path, heading) in new[] { ("/account/password", "Change password"), ("/no-such-page", "Page not found") })
        {
            await page.OpenAsync(path, heading);
            await page.PictureAsync($"{path.Trim('/').Replace('/', '-')}-{width}-{(dark ? "dark" : "light")}");
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_user_switches_the_theme_which_stays_and_signs_out()
    {
        // A session of its own: signing out ends it everywhere.
        var page = await app.NewPageAsync(signedIn: false);
        await BrowserApp.SignInAgainAsync(page, app.App);
        await page.OpenAsync("/help", "Help");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await page.Locator("html[data-theme=dark]").WaitForAsync();
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        await page.PictureAsync("account-menu");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_chart_zooms_resets_shows_its_table_and_saves_its_files()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help/charts", "Reading a chart");
        var plot = page.Locator(".u-over");
        await plot.WaitForAsync();
        var box = (await plot.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f), box.Y + 60, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        var reset = page.GetByRole(AriaRole.Button, new() { Name = "Reset zoom" });
        await reset.WaitForAsync();
        await page.PictureAsync("chart-zoomed");
        await reset.ClickAsync();
        await reset.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var png = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "as PNG" }).ClickAsync());
        Assert.EndsWith(".png", png.SuggestedFilename, StringComparison.Ordinal);
        var csv = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "as CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync((await csv.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.Equal("time_utc,Price [$/MWh],Forecast [$/MWh],Battery [MW]", lines[0]);
        Assert.Equal("2024-07-16T05:00:00Z,24,25,0", lines[1]);
        Assert.Equal(25, lines.Length);

        await page.GetByRole(AriaRole.Button, new() { Name = "Show as table" }).ClickAsync();
        await page.GetByRole(AriaRole.Rowheader, new() { Name = "2024-07-16 00:00" }).WaitForAsync();
        await page.PictureAsync("chart-table");
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task On_a_narrow_window_the_navigation_opens_over_the_page_and_leads_on()
    {
        var page = await app.NewPageAsync(390);
        await page.OpenAsync("/help", "Help");
        // The server learns how narrow the window is from the circuit; until then the button says "Hide".
        await page.GetByRole(AriaRole.Button, new() { Name = "Show navigation" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
        await page.AtRestAsync();
        await page.PictureAsync("drawer-390");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = "Glossary" })
            .ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Glossary" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_message_of_the_app_is_accessible()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/system/health", "System health");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await page.GetByText("Checked again: every part is healthy").WaitForAsync();
        await page.AtRestAsync();
        await page.PictureAsync("toast");
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_lost_connection_says_since_when_data_is_stale()
    {
        await using var own = new AppHost();
        await own.InitializeAsync();
        var page = await app.NewPageAsync(signedIn: false, host: own);
        await BrowserApp.SignInAsync(page, own);
        await page.OpenAsync("/help", "Help");
        await own.StopAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" }).WaitForAsync();
        await page.GetByText("Data is stale since").First.WaitForAsync();
        await page.PictureAsync("connection-lost");
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_skip_link_moves_the_focus_to_the_content()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help/glossary", "Glossary");
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Locator(".ob-skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.EndsWith("/help/glossary", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_console_stays_free_of_errors_and_of_policy_violations()
    {
        var page = await app.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.OpenAsync("/help", "Help");
        await page.GetByRole(AriaRole.Link, new() { Name = "Glossary" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Glossary" }).WaitForAsync();
        Assert.Empty(complaints);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_first_load_of_help_takes_at_most_300_KiB()
    {
        var page = await app.NewPageAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        var sizes = new Dictionary<string, double>(StringComparer.Ordinal);
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        session.Event("Network.responseReceived").OnEvent += (_, e) =>
            urls[e!.Value.GetProperty("requestId").GetString()!] = e.Value.GetProperty("response").GetProperty("url").GetString()!;
        session.Event("Network.loadingFinished").OnEvent += (_, e) =>
            sizes[e!.Value.GetProperty("requestId").GetString()!] = e.Value.GetProperty("encodedDataLength").GetDouble();
        await page.OpenAsync("/help", "Help");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var kib = sizes.Values.Sum() / 1024;
        foreach (var (id, size) in sizes.OrderByDescending(s => s.Value))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{size, 9:F0} {urls.GetValueOrDefault(id)}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{kib:F1} KiB");
        Assert.InRange(kib, 1, 300);
        await page.Context.CloseAsync();
    }
}
