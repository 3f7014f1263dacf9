using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Markets;

namespace OptiBid.Tests.Web.Markets;

public sealed class MarketsPageTests
{
    private static readonly SeriesKey s_imported = new("ERCOT", "HB_NORTH", Products.DaLmp);

    [Fact]
    public async Task A_store_without_series_says_how_to_get_some()
    {
        await using var desk = new MarketDesk(FakeUser.Reads);
        var page = desk.Render<MarketsPage>();
        Assert.Contains("No series yet", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("select"));
    }

    [Fact]
    public async Task Without_permission_nothing_is_shown()
    {
        await using var desk = await new MarketDesk().SeedAsync();
        var page = desk.Render<MarketsPage>();
        Assert.Contains("You do not have permission", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("SIM", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_decides_what_is_shown_and_generated_data_says_so()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        desk.Services.GetRequiredService<NavigationManager>().NavigateTo("markets?market=caiso&node=SIM TH_SP15_GEN-APND&range=yesterday");
        var page = desk.Render<MarketsPage>();
        Assert.Equal("CAISO SIM TH_SP15_GEN-APND", page.FindComponents<LineChart>()[0].Instance.Title);
        Assert.Equal(24 + 288, page.FindComponents<LineChart>()[0].Instance.Series.Sum(s => s.Y.Length));
        Assert.Equal(24, page.FindComponents<LineChart>()[1].Instance.Series.Single().Y.Length);
        Assert.Equal(24, page.FindAll(".ob-heat tbody tr").Count);
        Assert.Equal(Provenance.Simulated, Assert.Single(page.FindComponents<ProvenanceBadge>()).Instance.Kind);
        Assert.Equal(desk.Time.GetUtcNow().UtcDateTime, page.FindComponent<ProvenanceBadge>().Instance.AsOfUtc);
        Assert.Contains("Tue 2026-06-09", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_changes_the_address_and_keeps_the_rest()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var navigation = desk.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("markets?market=ERCOT&range=today");
        var page = desk.Render<MarketsPage>();
        page.Find("#price-node").Change(SimulatedNodes.HbWest);
        Assert.EndsWith(
            "?market=ERCOT&node=SIM%20HB_WEST&products=da_lmp%2Crt_lmp&from=day%3Atoday",
            navigation.Uri,
            StringComparison.Ordinal
        );
        page.FindAll(".ob-picker-products input")[^1].Change(true);
        Assert.EndsWith("products=da_lmp%2Crt_lmp%2Cwind&from=day%3Atoday", navigation.Uri, StringComparison.Ordinal);
        page.Find(".ob-range-label").Click();
        var days = page.FindAll("input[type=date]");
        Assert.Equal(["2026-06-10", "2026-06-10"], days.Select(d => d.GetAttribute("value")));
        days[0].Change("2026-06-08");
        page.FindAll(".ob-range-own .ob-button")[0].Click();
        Assert.EndsWith("&from=day%3A2026-06-08&to=day%3A2026-06-10", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_series_that_ended_long_ago_leads_to_its_newest_days()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        await desk.ImportAsync(s_imported, new(2024, 1, 1, 6, 0, 0, DateTimeKind.Utc), 240);
        desk.Services.GetRequiredService<NavigationManager>().NavigateTo("markets?market=ERCOT&node=HB_NORTH");
        var page = desk.Render<MarketsPage>();
        Assert.Contains("The series is held from 2024-01-01 to 2024-01-10", page.Markup, StringComparison.Ordinal);
        page.Find(".ob-state-empty button").Click();
        Assert.Equal(Provenance.Imported, page.FindComponent<ProvenanceBadge>().Instance.Kind);
        Assert.Equal(168, page.FindComponent<LineChart>().Instance.Series.Single().Y.Length);
    }

    [Fact]
    public async Task A_tick_refreshes_the_page_and_three_missed_ones_mark_it_stale()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        desk.Services.GetRequiredService<NavigationManager>().NavigateTo("markets?market=ERCOT&products=rt_lmp&range=today");
        var page = desk.Render<MarketsPage>();
        int Points() => page.FindComponent<LineChart>().Instance.Series.Single().Y.Length;
        Assert.Equal(7 * 12, Points());

        desk.Time.Advance(TimeSpan.FromMinutes(10));
        await desk.Market.CatchUpAsync(Xunit.TestContext.Current.CancellationToken);
        page.WaitForAssertion(() => Assert.Equal((7 * 12) + 2, Points()));
        Assert.Empty(page.FindAll(".ob-stale"));

        desk.Time.Advance(TimeSpan.FromMinutes(30));
        desk.Ticks.Publish(new(desk.Time.GetUtcNow().UtcDateTime));
        page.WaitForAssertion(() =>
            Assert.Contains("stale since 2026-06-10 12:15 UTC", page.Find(".ob-stale").TextContent, StringComparison.Ordinal)
        );

        await desk.DisposeComponentsAsync();
        await page.WaitForStateAsync(() => true);
        for (var i = 0; i < 100 && desk.Ticks.Listeners > 0; i++)
        {
            await Task.Delay(10, Xunit.TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, desk.Ticks.Listeners);
    }

    [Fact]
    public void An_autumn_day_has_a_row_for_its_repeated_hour()
    {
        var calendar = OptiBid.Core.Markets.Calendars.MarketCalendar.For("PJM");
        var from = calendar.DayBounds(new(2026, 10, 31)).FromUtc;
        var rows = Enumerable
            .Range(0, 49)
            .Select(i => new OptiBid.Core.Markets.Prices.PriceRow(from.AddHours(i), i, i, i, 1, null, null))
            .ToList();
        var heat = HourHeat.Of(calendar, rows);
        Assert.Equal(["HE 01", "HE 02", "HE 02*", "HE 03"], heat.Hours.Take(4));
        Assert.Equal(25, heat.Hours.Count);
        Assert.False(heat.Values.ContainsKey(("HE 02*", new(2026, 10, 31))));
        Assert.Equal(26, heat.Values[("HE 02*", new(2026, 11, 1))]);
    }

    [Theory]
    [InlineData("custom", "2026-02-30", "2026-03-01", "now-6d/d..now/d", "2026-06-04", "2026-06-10")]
    [InlineData("custom", "2026-03-09", "2026-03-07", "day:2026-03-07..day:2026-03-09", "2026-03-07", "2026-03-09")]
    [InlineData("nonsense", null, null, "now-6d/d..now/d", "2026-06-04", "2026-06-10")]
    [InlineData("tomorrow", null, null, "day:tomorrow", "2026-06-11", "2026-06-11")]
    [InlineData(null, "day:yesterday", null, "day:yesterday", "2026-06-09", "2026-06-09")]
    [InlineData(null, "now-29d/d", "now/d", "now-29d/d..now/d", "2026-05-12", "2026-06-10")]
    public async Task Days_of_an_address_that_cannot_be_read_fall_back(
        string? range,
        string? from,
        string? to,
        string shown,
        string first,
        string last
    )
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var series = await desk.Store.ListAsync(Xunit.TestContext.Current.CancellationToken);
        var url = new PriceUrl("ERCOT", "no such node", "nothing", range, from, to);
        var selection = PriceSelection.Resolve(series, url, desk.Time.GetUtcNow().UtcDateTime)!;
        Assert.Equal((shown, DateOnly.Parse(first, Formats.Culture)), (selection.Range.ToString(), selection.FirstDay));
        Assert.Equal(DateOnly.Parse(last, Formats.Culture), selection.LastDay);
        Assert.Equal([Products.DaLmp, Products.RtLmp], selection.Products);
    }
}
