using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Desk;

namespace OptiBid.Tests.Web.Desk;

public sealed class DeskPageTests
{
    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_asset_shows_the_price_of_this_hour_the_last_real_time_price_and_their_spread()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var page = desk.Render<DeskPage>();
        var card = page.Find("article[aria-label='Demo battery']");
        var hour = await desk.Store.RangeAsync(new("ERCOT", "SIM HB_NORTH", Products.DaLmp), Utc(12), Utc(13), null, Token);
        var last = await desk.Store.LatestAsync(new("ERCOT", "SIM HB_NORTH", Products.RtLmp), Token);
        Assert.Contains("Day-ahead, HE 08", card.TextContent, StringComparison.Ordinal);
        Assert.Contains(Formats.Number(hour[0].Value), card.TextContent, StringComparison.Ordinal);
        Assert.Contains(Formats.Number(last!.Value.Value), card.TextContent, StringComparison.Ordinal);
        Assert.Contains(Formats.Number(last.Value.Value - hour[0].Value), card.TextContent, StringComparison.Ordinal);
        Assert.Contains("100 MW / 400 MWh", card.TextContent, StringComparison.Ordinal);
        Assert.Equal(Provenance.Simulated, page.FindComponent<ProvenanceBadge>().Instance.Kind);
        Assert.Equal(3, page.FindAll("article").Count);
    }

    [Fact]
    public async Task The_day_runs_from_open_gate_over_closed_bids_to_results()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var page = desk.Render<DeskPage>();
        string Card() => page.Find("article[aria-label='Demo battery']").TextContent;
        Assert.Contains("Bids close in 2 h 58 min, at 10:00 CT", Card(), StringComparison.Ordinal);

        desk.Time.Advance(TimeSpan.FromMinutes(1));
        page.WaitForAssertion(() => Assert.Contains("Bids close in 2 h 57 min", Card(), StringComparison.Ordinal));

        desk.Time.Advance(TimeSpan.FromHours(3));
        await desk.Market.CatchUpAsync(Token);
        page.WaitForAssertion(() =>
            Assert.Contains("Bids are closed; results in 3 h 27 min, at 13:30 CT", Card(), StringComparison.Ordinal)
        );

        desk.Time.Advance(TimeSpan.FromHours(4));
        await desk.Market.CatchUpAsync(Token);
        page.WaitForAssertion(() => Assert.Contains("Prices of 24 hours are out, mean", Card(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_that_stopped_is_named_with_its_delay()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var page = desk.Render<DeskPage>();
        Assert.DoesNotContain("Stale", page.Markup, StringComparison.Ordinal);
        desk.Time.Advance(TimeSpan.FromMinutes(20));
        page.WaitForAssertion(() => Assert.Contains("▲ Stale, 17 min late", page.Markup, StringComparison.Ordinal));
        Assert.Contains("stale since 2026-06-10 12:05 UTC", page.Find(".ob-stale").TextContent, StringComparison.Ordinal);
        Assert.Contains("● On time", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_desk_without_data_leads_to_the_first_steps()
    {
        await using var desk = new MarketDesk(FakeUser.Reads);
        var page = desk.Render<DeskPage>();
        Assert.Contains("No assets yet", page.Markup, StringComparison.Ordinal);
        var links = page.FindAll(".ob-steps a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(["assets", "markets"], links.Take(2));
        Assert.DoesNotContain("(done)", page.Find(".ob-steps").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asset_at_a_node_without_prices_says_so()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteAssets).SeedAsync();
        await desk
            .Services.GetRequiredService<ISaveAsset>()
            .ExecuteAsync(null, new("Far away", AssetKind.Wind, "PJM", "NOWHERE", 10), cancellationToken: Token);
        var page = desk.Render<DeskPage>();
        var card = page.Find("article[aria-label='Far away']").TextContent;
        Assert.Contains("No current price of this node is held", card, StringComparison.Ordinal);
        Assert.Contains("0 of 24 hours have a day-ahead price", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_permission_nothing_is_shown()
    {
        await using var desk = await new MarketDesk().SeedAsync();
        var page = desk.Render<DeskPage>();
        Assert.Contains("You do not have permission", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("article"));
    }

    private static DateTime Utc(int hour) => new(2026, 6, 10, hour, 0, 0, DateTimeKind.Utc);
}
