using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Identity;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Bidding;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Features.Desk;

namespace OptiBid.Tests.Web.Desk;

public sealed class DeskBidsTests
{
    private static readonly DateOnly s_today = new(2026, 6, 10);

    [Fact]
    public async Task A_desk_without_bids_leads_to_tomorrows_and_claims_no_money()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteBids).SeedAsync();
        var page = desk.Render<DeskPage>();
        var battery = await BatteryAsync(desk);
        var link = page.Find($"a[aria-label='Make a bid of {battery.Draft.Name} for 2026-06-11']");
        Assert.Equal($"bids/new?asset={battery.Id}&day=2026-06-11", link.GetAttribute("href"));
        Assert.Contains("No settled bids yet", Panel(page), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".ob-metric"));
        Assert.DoesNotContain("Demo wind", Panel(page), StringComparison.Ordinal);
        Assert.Equal(["assets", "markets"], Done(page));
        Assert.Contains("pnl", page.FindAll(".ob-steps a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task A_reader_sees_that_there_is_no_bid_but_no_way_to_make_one()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var page = desk.Render<DeskPage>();
        Assert.DoesNotContain("bids/new", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No bid", Panel(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_gate_a_bid_is_no_longer_offered_until_the_day_can_be_replayed()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteBids).SeedAsync();
        var page = desk.Render<DeskPage>();
        string Tomorrow() => page.FindAll("section[aria-labelledby=desk-bids] tbody tr")[0].Children[1].TextContent.Trim();
        Assert.Equal("Make a bid", Tomorrow());
        desk.Time.Advance(TimeSpan.FromHours(3));
        page.WaitForAssertion(() => Assert.Equal("No bid, the gate is closed", Tomorrow()));
        desk.Time.Advance(TimeSpan.FromHours(4));
        await desk.Market.CatchUpAsync(Xunit.TestContext.Current.CancellationToken);
        page.WaitForAssertion(() => Assert.Equal("Make a replay", Tomorrow()));
    }

    [Fact]
    public async Task The_bid_that_is_with_the_market_is_shown_before_drafts_and_a_cancelled_one_never()
    {
        await using var bench = new BiddingBench();
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteBids).SeedAsync();
        desk.Services.AddSingleton<IListBids>(new WithoutSettled(bench));
        desk.Services.AddSingleton<IReadPnl>(bench);
        var battery = await BatteryAsync(desk);
        BidSummary Of(BidStatus status, DateOnly day, int hour) =>
            BiddingBench.Bid(status, day) with
            {
                AssetId = battery.Id,
                UpdatedUtc = new(2026, 6, 10, hour, 0, 0, DateTimeKind.Utc),
            };
        var tomorrow = s_today.AddDays(1);
        var accepted = Of(BidStatus.Accepted, tomorrow, 1);
        bench.Hold(
            Of(BidStatus.Draft, tomorrow, 5),
            accepted,
            Of(BidStatus.Rejected, tomorrow, 4),
            Of(BidStatus.Cancelled, s_today, 6) with
            {
                Model = null,
            }
        );
        var page = desk.Render<DeskPage>();
        var row = page.FindAll("section[aria-labelledby=desk-bids] tbody tr")
            .Single(r => r.TextContent.Contains(battery.Draft.Name, StringComparison.Ordinal));
        Assert.Equal($"bids/{accepted.Id}", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Accepted", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Make a replay", row.TextContent, StringComparison.Ordinal);
        Assert.Equal(["assets", "markets", "forecasts", "bids"], Done(page));
    }

    [Fact]
    public async Task The_last_seven_settled_days_are_summed_up_beside_their_baselines()
    {
        await using var bench = new BiddingBench();
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        desk.Services.AddSingleton<IListBids>(bench);
        desk.Services.AddSingleton<IReadPnl>(bench);
        var battery = await BatteryAsync(desk);
        // Nine days with gaps: the range ends with the latest and holds seven of them.
        bench.Hold([
            .. Enumerable
                .Range(0, 9)
                .Select(i =>
                    BiddingBench.Bid(BidStatus.Settled, s_today.AddDays(-2 * i), 100, i == 0 ? null : 80) with
                    {
                        AssetId = battery.Id,
                    }
                ),
        ]);
        var page = desk.Render<DeskPage>();
        Assert.Equal((s_today.AddDays(-12), s_today, (Guid?)null), bench.Ranges[0]);
        var tiles = page.FindAll("section[aria-labelledby=desk-bids] .ob-metric").Select(t => t.TextContent).ToList();
        Assert.Equal(3, tiles.Count);
        Assert.Contains("900.00", tiles[0], StringComparison.Ordinal);
        Assert.Contains("50.0 %", tiles[1], StringComparison.Ordinal);
        Assert.Contains("640.00", tiles[2], StringComparison.Ordinal);
        Assert.Contains("Without 1 bid", tiles[2], StringComparison.Ordinal);
        Assert.Equal(
            ["two-settlement", "perfect-foresight", "persistence"],
            page.FindAll("a.ob-metric-method").Select(a => a.GetAttribute("href")!.Split('#')[1])
        );
        Assert.Contains("Simulated", page.Find("section[aria-labelledby=desk-bids] .ob-provenance").TextContent, StringComparison.Ordinal);
        Assert.Contains("$100.00", Panel(page), StringComparison.Ordinal);
        Assert.Equal(["assets", "markets", "forecasts", "bids", "pnl"], Done(page));
    }

    private static string Panel(IRenderedComponent<DeskPage> page) => page.Find("section[aria-labelledby=desk-bids]").TextContent;

    private static IEnumerable<string> Done(IRenderedComponent<DeskPage> page) =>
        page.FindAll(".ob-steps li")
            .Where(l => l.TextContent.Contains("(done)", StringComparison.Ordinal))
            .Select(l => l.QuerySelector("a")!.GetAttribute("href")!);

    private static async Task<AssetView> BatteryAsync(MarketDesk desk) =>
        (await desk.Services.GetRequiredService<IListAssets>().ExecuteAsync(Xunit.TestContext.Current.CancellationToken)).Value.First(a =>
            a.Battery is not null
        );

    /// <summary>The bench answers every question alike; of these bids none is settled.</summary>
    private sealed class WithoutSettled(IListBids all) : IListBids
    {
        public Task<OptiBid.Core.Common.Result<IReadOnlyList<BidSummary>>> ExecuteAsync(
            BidFilter filter,
            CancellationToken cancellationToken = default
        ) =>
            filter.Status is null
                ? all.ExecuteAsync(filter, cancellationToken)
                : Task.FromResult(OptiBid.Core.Common.Result<IReadOnlyList<BidSummary>>.Ok([]));
    }
}
