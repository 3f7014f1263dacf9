using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Live;

namespace OptiBid.Tests.Web.Live;

/// <summary>The live desk in Chromium.</summary>
[Collection(BrowserCollection.Name)]
public class LiveDeskJourneyTests(BrowserApp app)
{
    private const string Drawn =
        "async n => { const all = (await import('./js/live-charts.js')).stats(); return all.length === n && all.every(s => s.points > 100 && s.drawn > 0); }";

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_live_desk_is_accessible_and_fits(int width, bool dark)
    {
        var page = await OpenAsync(width, dark);
        await page.PictureAsync($"live-{width}-{(dark ? "dark" : "light")}", fullPage: true);
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("mouse")]
    [InlineData("keyboard")]
    public async Task A_person_pauses_changes_the_pace_and_the_charts(string device)
    {
        var page = await OpenAsync(1400, dark: false);
        var hands = Hands.On(device, page);
        await hands.PressAsync("Pause");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true }).WaitForAsync();
        await hands.PressAsync("Resume");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).WaitForAsync();
        await hands.ChooseAsync(page.GetByLabel("Updates a second"), "5");
        await hands.ChooseAsync(page.GetByLabel("Time in view"), "7 days");
        await hands.PressAsync(page.GetByLabel("Chart ERCOT SIM HB_WEST"));
        await page.UntilAsync(Drawn, 5);
        await hands.PressAsync(page.GetByLabel("Show ERCOT SIM HB_NORTH as table"));
        await page.GetByRole(AriaRole.Region, new() { Name = "ERCOT SIM HB_NORTH as table" }).WaitForAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_line_of_the_watch_list_shows_each_value_what_it_is_compared_with_and_its_interval()
    {
        var page = await OpenAsync(1400, dark: false);
        var line = page.Locator("tr[data-line]").Filter(new() { HasText = SimulatedNodes.HbWest });
        var values = app.App.Services.GetRequiredService<LiveValues>();
        var key = new SeriesKey("ERCOT", SimulatedNodes.HbWest, Products.RtLmp);
        var held = values.Find(key)!.Value;
        await Assertions.Expect(line.Locator("[data-cell=value]")).ToHaveTextAsync(Formats.Number(held.Value));
        // An interval that begins after all that the store holds, so that a tick of the market does not come between.
        var start = held.StartUtc.AddHours(1);
        Take(100.25, start.AddSeconds(40), indicative: true);
        await Assertions.Expect(line.Locator("[data-cell=value]")).ToHaveTextAsync("100.25");
        Take(98.75, start, indicative: false);
        await Assertions.Expect(line.Locator("[data-cell=value]")).ToHaveTextAsync("98.75");
        await Assertions.Expect(line.Locator("[data-cell=change]")).ToHaveTextAsync("▼ -1.50");
        var dayAhead = double.Parse((await line.GetAttributeAsync("data-day-ahead"))!, CultureInfo.InvariantCulture);
        var spread = 98.75 - dayAhead;
        await Assertions.Expect(line.Locator("[data-cell=spread]")).ToHaveTextAsync((spread > 0 ? "+" : "") + Formats.Number(spread));
        await Assertions.Expect(line.Locator("[data-cell=interval]")).ToHaveTextAsync(new Regex("^\\d\\d:\\d\\d$"));
        Take(98.75, start.AddMinutes(5).AddSeconds(40), indicative: true);
        await Assertions.Expect(line.Locator("[data-cell=interval]")).ToHaveTextAsync(new Regex("^\\d\\d:\\d\\d open$"));
        await page.Context.CloseAsync();

        void Take(double value, DateTime at, bool indicative) =>
            values.Take(
                [new(key, new(at.Ticks - (at.Ticks % TimeSpan.FromMinutes(5).Ticks), DateTimeKind.Utc), value, at, indicative)],
                mayGoBack: false
            );
    }

    [Fact]
    public async Task A_zoom_of_one_chart_is_that_of_all_until_it_is_reset()
    {
        var page = await OpenAsync(1400, dark: false);
        var over = page.Locator(".ob-live-canvas .u-over");
        await over.First.ScrollIntoViewIfNeededAsync();
        var box = (await over.First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 60, box.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 180, box.Y + 30, new() { Steps = 6 });
        await page.Mouse.UpAsync();
        var resets = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Reset zoom of") });
        await Assertions.Expect(resets).ToHaveCountAsync(6, new() { Timeout = 60_000 });
        await page.PictureAsync("live-zoomed", fullPage: true);
        await resets.Nth(3).ClickAsync();
        await Assertions.Expect(resets).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_lost_connection_is_said_on_every_chart_and_taken_back()
    {
        var page = await OpenAsync(1400, dark: false);
        await TellAsync(page, "show");
        var notes = page.Locator("[data-live-note]:not([hidden])");
        await Assertions.Expect(notes).ToHaveCountAsync(6);
        Assert.StartsWith("Connection lost: no value since", await notes.First.TextContentAsync(), StringComparison.Ordinal);
        await TellAsync(page, "hide");
        await Assertions.Expect(notes.Filter(new() { HasText = "Connection lost" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();

        // As Blazor's script tells it.
        static Task TellAsync(IPage page, string state) =>
            page.EvaluateAsync(
                "state => document.getElementById('components-reconnect-modal').dispatchEvent(new CustomEvent('components-reconnect-state-changed', { detail: { state } }))",
                state
            );
    }

    [Fact]
    public async Task Snapshot_charts_are_drawn_without_a_violation_of_the_content_security_policy()
    {
        var page = await app.NewPageAsync();
        await page.OpenAsync("/help/charts", "Reading a chart");
        await page.EvaluateAsync(
            "() => { window.violations = []; document.addEventListener('securitypolicyviolation', e => window.violations.push(e.violatedDirective + ' ' + e.sourceFile)); }"
        );
        foreach (var kind in new[] { "Donut", "Gauge", "HeatMap", "StackedBar", "RangeBar" })
        {
            await page.EvaluateAsync(
                """
                async kind => {
                  const { draw } = await import("./js/charts-apex.js"), element = document.createElement("div");
                  element.dataset.kind = kind;
                  document.getElementById("main").append(element);
                  const series = [{ name: "Gas", values: [40, -10, 35] }, { name: "Wind", values: [20, 25, 15] }];
                  if (kind === "RangeBar") series.forEach(s => s.from = [5, -20, 10]);
                  if (kind === "Donut" || kind === "Gauge") series[0].values[1] = 10;
                  await draw(element, { kind, height: 240, unit: "MW", categories: ["A", "B", "C"], series });
                }
                """,
                kind
            );
            await page.Locator($"[data-kind={kind}] svg").First.WaitForAsync();
        }

        await page.PictureAsync("apex", fullPage: true);
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.violations"));
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        page.SetDefaultTimeout(60_000);
        await page.OpenAsync("/markets/live", "Live desk");
        await page.UntilAsync(Drawn, 6);
        return page;
    }
}
