using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Components.Charts;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Markets.Live;
using OptiBid.Web.Live;

namespace OptiBid.Tests.Web.Live;

/// <summary>The live desk and its charts, with a browser that answers everything.</summary>
public sealed class LiveDeskPageTests
{
    private static readonly SeriesKey s_key = new("ERCOT", SimulatedNodes.HbNorth, Products.RtLmp);

    [Fact]
    public async Task Without_permission_nothing_is_shown()
    {
        await using var desk = await Desk().SeedAsync();
        var page = desk.Render<LiveDeskPage>();
        Assert.Contains("You do not have permission", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("SIM", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_real_time_price_has_a_line_and_the_first_six_a_chart()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        await ReadStoreAsync(desk);
        var page = desk.Render<LiveDeskPage>();
        Assert.Equal(6, page.FindComponents<WatchLine>().Count);
        Assert.Equal(6, page.FindComponents<LiveChart>().Count);
        Assert.All(page.FindComponents<ProvenanceBadge>(), b => Assert.Equal(Provenance.Simulated, b.Instance.Kind));
        var newest = desk.Services.GetRequiredService<ILiveValues>().Find(s_key)!.Value;
        Assert.Contains(newest.Value.ToString("N2", CultureInfo.InvariantCulture), Line(page).TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() =>
            Assert.Contains("last value", page.FindAll(".ob-live-canvas")[0].GetAttribute("aria-label"), StringComparison.Ordinal)
        );
        page.FindAll(".ob-live-tick")[0].Change(false);
        Assert.Equal(5, page.FindComponents<LiveChart>().Count);
    }

    [Fact]
    public async Task What_goes_on_is_charted_before_what_ended_long_ago()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        await desk.ImportAsync(new("CAISO", "A_FILE", Products.RtLmp), new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), 24);
        var page = desk.Render<LiveDeskPage>();
        Assert.Equal(7, page.FindComponents<WatchLine>().Count);
        Assert.Equal(6, page.FindComponents<LiveChart>().Count);
        Assert.DoesNotContain(page.FindComponents<LiveChart>(), c => c.Instance.Title.Contains("A_FILE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_played_back_says_so_everywhere()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        desk.Services.AddSingleton(new MarketsOptions { Feed = "Replay" });
        var page = desk.Render<LiveDeskPage>();
        Assert.Equal(Provenance.Replay, Assert.Single(page.FindComponents<ProvenanceBadge>()).Instance.Kind);
        Assert.Equal(6, page.FindAll(".ob-live-kind").Count(k => k.TextContent == "Replay"));
        Assert.Contains("History played back", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tick_reaches_the_browser_as_one_message_for_all_charts_and_lines_and_draws_nothing_here()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        var module = desk.JSInterop.SetupModule("./js/live-charts.js");
        module.Mode = JSRuntimeMode.Loose;
        await ReadStoreAsync(desk);
        var page = desk.Render<LiveDeskPage>();
        page.WaitForAssertion(() =>
            Assert.All(
                page.FindAll(".ob-live-canvas"),
                c => Assert.Contains("last value", c.GetAttribute("aria-label"), StringComparison.Ordinal)
            )
        );
        // Each line has begun with its two newest values: [slot, 2, x, y, x, y].
        var lines = page.FindComponents<WatchLine>();
        await UntilAsync(() => Pushed() == 6 * 6 * 8, () => desk.Time.Advance(TimeSpan.FromSeconds(1)));
        var (pushes, drawn) = (module.Invocations["push"].Count, lines.Select(l => l.RenderCount).ToArray());
        var open = desk.Time.GetUtcNow().UtcDateTime;
        var quotes = SimulatedSeries
            .All.Where(s => s.Definition.Key.Product == Products.RtLmp)
            .Select(s => new LiveQuote(s.Definition.Key, open.AddMinutes(-2), 987.65, open, IsIndicative: true))
            .ToList();
        desk.Services.GetRequiredService<LiveValues>().Take(quotes, mayGoBack: false);
        // Twelve slots with one point each: [slot, 1, x, y]. The first may go out alone; the throttle lets the rest through when its time has come.
        await UntilAsync(() => Pushed() == (6 * 6 * 8) + (12 * 4 * 8), () => desk.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.InRange(module.Invocations["push"].Count - pushes, 1, 2);
        Assert.Equal(drawn, lines.Select(l => l.RenderCount));

        int Pushed() => module.Invocations["push"].Sum(p => ((byte[])p.Arguments[0]!).Length);
    }

    [Fact]
    public async Task While_paused_nothing_is_sent_and_afterwards_everything_that_came()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        var module = desk.JSInterop.SetupModule("./js/live-charts.js");
        module.Mode = JSRuntimeMode.Loose;
        await ReadStoreAsync(desk);
        var chart = desk.Render<LiveChart>(p => p.Add(c => c.Title, "North").Add(c => c.Series, [new(s_key, "North", "$/MWh")]));
        chart.WaitForAssertion(() => Assert.Single(module.Invocations["fill"]));
        var page = desk.Services.GetRequiredService<LivePage>();
        await chart.InvokeAsync(() => page.PauseAsync(true));
        var values = desk.Services.GetRequiredService<LiveValues>();
        var open = desk.Time.GetUtcNow().UtcDateTime;
        for (var i = 0; i < 20; i++)
        {
            values.Take([new(s_key, open, i, open.AddSeconds(i), IsIndicative: true)], mayGoBack: false);
        }

        Assert.Empty(module.Invocations["push"]);
        await chart.InvokeAsync(() => page.PauseAsync(false));
        Assert.Equal((2 + 40) * 8, ((byte[])module.Invocations["push"].Single().Arguments[0]!).Length);
    }

    [Fact]
    public async Task A_message_that_the_browser_did_not_confirm_is_sent_again()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        var module = desk.JSInterop.SetupModule("./js/live-charts.js");
        module.Mode = JSRuntimeMode.Loose;
        await ReadStoreAsync(desk);
        var chart = desk.Render<LiveChart>(p => p.Add(c => c.Title, "North").Add(c => c.Series, [new(s_key, "North", "$/MWh")]));
        chart.WaitForAssertion(() => Assert.Single(module.Invocations["fill"]));
        var values = desk.Services.GetRequiredService<LiveValues>();
        var open = desk.Time.GetUtcNow().UtcDateTime;
        var lost = module.SetupVoid("push", _ => true).SetException(new JSDisconnectedException("gone"));
        await UntilAsync(() => lost.Invocations.Count > 0, () => Send(1));
        var sent = module.SetupVoid("push", _ => true).SetVoidResult();
        await UntilAsync(() => sent.Invocations.Count > 0, () => Send(2));
        var first = (byte[])sent.Invocations.First().Arguments[0]!;
        // The value that was lost comes first.
        Assert.Equal(1, BitConverter.ToDouble(first, 3 * 8));
        Assert.Equal(2, BitConverter.ToDouble(first, first.Length - 8));

        void Send(double value)
        {
            desk.Time.Advance(TimeSpan.FromSeconds(1));
            var now = desk.Time.GetUtcNow().UtcDateTime;
            values.Take([new(s_key, open, value, now, IsIndicative: true)], mayGoBack: false);
        }
    }

    [Fact]
    public async Task The_table_of_a_live_chart_ends_with_the_newest_point()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        await ReadStoreAsync(desk);
        var chart = desk.Render<LiveChart>(p =>
            p.Add(c => c.Title, "North").Add(c => c.Series, [new(s_key, "North", "$/MWh")]).Add(c => c.Points, 100)
        );
        var open = desk.Time.GetUtcNow().UtcDateTime;
        desk.Services.GetRequiredService<LiveValues>().Take([new(s_key, open, 987.65, open, IsIndicative: true)], mayGoBack: false);
        await chart.Find("button[aria-label='Show North as table']").ClickAsync(new());
        chart.WaitForAssertion(() => Assert.Equal("987.65", chart.FindAll("tbody tr")[^1].QuerySelector("td")!.TextContent));
        Assert.Equal(101, chart.FindAll("tbody tr").Count);
    }

    [Fact]
    public async Task A_snapshot_chart_gives_its_values_as_a_table_too()
    {
        await using var desk = Desk(FakeUser.Reads);
        var chart = desk.Render<ApexChart>(p =>
            p.Add(c => c.Kind, ApexKind.StackedBar)
                .Add(c => c.Title, "Fuel mix")
                .Add(c => c.Unit, "MW")
                .Add(c => c.Categories, ["HE 01", "HE 02"])
                .Add(c => c.Series, [new("Gas", [40, null]), new("Wind", [20.5, 25])])
        );
        Assert.Equal(["Gas", "Wind"], chart.FindAll(".ob-apex-legend li").Select(l => l.TextContent));
        await chart.Find("button[aria-label='Show Fuel mix as table']").ClickAsync(new());
        Assert.Equal(["Category", "Gas [MW]", "Wind [MW]"], chart.FindAll("thead th").Select(c => c.TextContent));
        Assert.Equal(["–", "25.00"], chart.FindAll("tbody tr")[1].QuerySelectorAll("td").Select(c => c.TextContent));
    }

    /// <summary>What draws nothing wakes no waiting assertion: look again and again.</summary>
    private static async Task UntilAsync(Func<bool> done, Action meanwhile)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!done())
        {
            meanwhile();
            await Task.Delay(20, patience.Token);
        }
    }

    private static AngleSharp.Dom.IElement Line(IRenderedComponent<LiveDeskPage> page) =>
        page.FindAll("tbody tr").Single(r => r.TextContent.Contains(SimulatedNodes.HbNorth, StringComparison.Ordinal));

    private static async Task ReadStoreAsync(MarketDesk desk)
    {
        var services = desk.Services;
        using var feed = new LiveValuesFeed(
            services.GetRequiredService<LiveValues>(),
            desk.Store,
            desk.Ticks,
            services.GetRequiredService<ILiveFeed>(),
            desk.Time,
            NullLogger<LiveValuesFeed>.Instance
        );
        await feed.ReadStoreAsync(Xunit.TestContext.Current.CancellationToken);
    }

    private static MarketDesk Desk(params string[] permissions)
    {
        var desk = new MarketDesk(permissions);
        desk.Services.AddLocalization();
        desk.Services.AddSingleton<ILiveFeed>(p => new LiveFeed(p.GetRequiredService<MarketsOptions>(), desk.Time));
        desk.Services.AddLive();
        return desk;
    }
}
