using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Web.Features.Bids;
using OptiBid.Web.Features.Optimiser;
using OptiBid.Web.Features.Pnl;

namespace OptiBid.Tests.Web.Bidding;

public sealed class BiddingPagesTests
{
    [Fact]
    public async Task The_list_of_bids_waits_and_then_shows_each_with_its_result()
    {
        await using var bench = new BiddingBench(FakeUser.Reads, Permissions.WriteBids);
        var answer = new TaskCompletionSource<Result<IReadOnlyList<BidSummary>>>();
        bench.Bids = answer.Task;
        var page = bench.Render<BidsPage>();
        Assert.Single(page.FindAll("[role=status][aria-label=Loading]"));
        answer.SetResult(
            Result<IReadOnlyList<BidSummary>>.Ok([
                BiddingBench.Bid(BidStatus.Settled, totalUsd: 1234.5m, venue: BidVenue.Replay),
                BiddingBench.Bid(BidStatus.Draft),
            ])
        );
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        var rows = page.FindAll("tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains("1,234.50", rows[0], StringComparison.Ordinal);
        Assert.Contains("50.0 %", rows[0], StringComparison.Ordinal);
        Assert.Contains("Replay, simulated prices", rows[0], StringComparison.Ordinal);
        Assert.Contains("Draft", rows[1], StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == "bids/new");
    }

    [Fact]
    public async Task An_empty_list_leads_a_writer_to_a_new_bid_and_a_reader_nowhere()
    {
        await using var writer = new BiddingBench(FakeUser.Reads, Permissions.WriteBids);
        var page = writer.Render<BidsPage>();
        Assert.Contains("No bids here", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Create a bid", page.Markup, StringComparison.Ordinal);
        await using var reader = new BiddingBench(FakeUser.Reads);
        Assert.DoesNotContain("bids/new", reader.Render<BidsPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_fails_says_why_and_is_tried_again_and_one_that_is_forbidden_says_so()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        bench.Bids = Task.FromResult<Result<IReadOnlyList<BidSummary>>>(BiddingBench.Away);
        var page = bench.Render<BidsPage>();
        Assert.Contains("the store is away", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        bench.Hold(BiddingBench.Bid(BidStatus.Accepted));
        await page.Find("[role=alert] button").ClickAsync();
        Assert.Single(page.FindAll("tbody tr"));

        bench.Bids = Task.FromResult<Result<IReadOnlyList<BidSummary>>>(BiddingBench.Forbidden);
        Assert.Contains("You do not have permission", bench.Render<BidsPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Breaches_are_named_with_hour_and_rule_and_an_unverified_pack_says_so()
    {
        await using var bench = new BiddingBench();
        var clock = MarketCalendar.For("ERCOT");
        IRenderedComponent<BreachList> Show(string market, params RuleBreach[] breaches) =>
            bench.Render<BreachList>(p => p.Add(l => l.Breaches, breaches).Add(l => l.Market, market).Add(l => l.Calendar, clock));

        Assert.Equal("Follows every rule of ERCOT.", Show("ERCOT").Find("[role=status]").TextContent.Trim());
        Assert.Contains("not re-read from a primary source", Show("CAISO").Markup, StringComparison.Ordinal);

        var hour = clock.HoursOf(BiddingBench.Day)[17].StartUtc;
        var list = Show("ERCOT", new("curve.mw_order", hour, "power must not fall"), new("bid.empty", null, "no hour offers anything"));
        Assert.Contains("Breaks 2 rules of ERCOT (ERCOT EWS", list.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["HE 18: power must not fall curve.mw_order", "no hour offers anything bid.empty"],
            list.FindAll("li").Select(l => l.TextContent)
        );
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("tomorrow")]
    [InlineData("")]
    public async Task A_new_bid_for_no_day_is_not_proposed(string day)
    {
        await using var bench = new BiddingBench([.. Permissions.All]);
        bench
            .Services.GetRequiredService<NavigationManager>()
            .NavigateTo($"/bids/new?asset={BiddingBench.Battery.Id}&day={Uri.EscapeDataString(day)}");
        var page = bench.Render<EditBidPage>();
        Assert.Contains("A day as yyyy-mm-dd", page.Markup, StringComparison.Ordinal);
        Assert.True(page.Find("button[type=submit]").HasAttribute("disabled"));
        await page.Find("form").SubmitAsync();
        Assert.Empty(bench.Proposals);
    }

    [Fact]
    public async Task A_new_bid_starts_with_the_battery_and_the_day_of_the_address_and_shows_why_there_is_no_proposal()
    {
        await using var bench = new BiddingBench([.. Permissions.All]);
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo($"/bids/new?asset={BiddingBench.Battery.Id}&day=2026-06-09");
        var page = bench.Render<EditBidPage>();
        Assert.Equal([(BiddingBench.Battery.Id, BiddingBench.Day)], bench.Proposals);
        Assert.Contains("the store is away", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Save draft", page.Markup, StringComparison.Ordinal);
        bench.Refusal = BiddingBench.Forbidden;
        await page.Find("form").SubmitAsync();
        Assert.Contains("You do not have permission", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bid_without_a_battery_or_that_cannot_be_found_says_so()
    {
        await using var bench = new BiddingBench([.. Permissions.All]);
        var found = bench.Render<EditBidPage>(p => p.Add(e => e.Id, Guid.CreateVersion7()));
        Assert.Contains("the store is away", found.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        bench.Assets = Result<IReadOnlyList<AssetView>>.Ok([]);
        Assert.Contains("No battery to offer", bench.Render<EditBidPage>().Markup, StringComparison.Ordinal);
        bench.Assets = BiddingBench.Forbidden;
        Assert.Contains("You do not have permission", bench.Render<EditBidPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profit_and_loss_without_settled_bids_says_so_for_the_last_thirty_days()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        Assert.Contains("No settled bids in this range", bench.Render<PnlPage>().Markup, StringComparison.Ordinal);
        Assert.Equal([(new DateOnly(2026, 5, 11), new DateOnly(2026, 6, 11), (Guid?)null)], bench.Ranges);
    }

    [Fact]
    public async Task Profit_and_loss_starts_with_the_first_settled_day_and_adds_up()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        bench.Hold(
            BiddingBench.Bid(BidStatus.Settled, new(2020, 2, 3), 1000, persistenceUsd: null, BidVenue.Replay),
            BiddingBench.Bid(BidStatus.Settled, totalUsd: 500)
        );
        var page = bench.Render<PnlPage>();
        Assert.Equal(new DateOnly(2020, 2, 3), bench.Ranges[0].From);
        Assert.Equal(2, page.FindAll("section:last-of-type tbody tr").Count);
        var tiles = page.FindAll(".ob-metric").Select(t => t.TextContent).ToList();
        Assert.Contains(tiles, t => t.Contains("Total", StringComparison.Ordinal) && t.Contains("1,500.00", StringComparison.Ordinal));
        Assert.Contains(tiles, t => t.Contains("50.0 % captured", StringComparison.Ordinal));
        Assert.Contains(tiles, t => t.Contains("Without 1 day that follow", StringComparison.Ordinal));
        Assert.Equal(["Simulated", "Replay"], page.FindAll(".ob-provenance").Select(p => p.TextContent.Trim()));
    }

    [Fact]
    public async Task Profit_and_loss_keeps_its_range_and_asset_in_the_address_by_days_of_the_market()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        bench.Hold(BiddingBench.Bid(BidStatus.Settled, totalUsd: 500));
        var navigation = bench.Services.GetRequiredService<NavigationManager>();
        // Friday the 5th: from noon to noon touches two market days.
        navigation.NavigateTo($"/pnl?from=2026-06-05T17:00Z&to=2026-06-06T17:00Z&asset={BiddingBench.Battery.Id}");
        var page = bench.Render<PnlPage>();
        Assert.Equal((new DateOnly(2026, 6, 5), new DateOnly(2026, 6, 6), (Guid?)BiddingBench.Battery.Id), bench.Ranges[^1]);
        page.FindAll(".ob-range > .ob-tool").First(b => b.GetAttribute("aria-label") == "Later").Click();
        Assert.Equal((new DateOnly(2026, 6, 7), new DateOnly(2026, 6, 8), (Guid?)BiddingBench.Battery.Id), bench.Ranges[^1]);
        Assert.Contains("from=day%3A2026-06-07&to=day%3A2026-06-08", navigation.Uri, StringComparison.Ordinal);
        Assert.Contains($"asset={BiddingBench.Battery.Id}", navigation.Uri, StringComparison.Ordinal);
        page.Find(".ob-range-label").Click();
        page.FindAll(".ob-range-presets button").Single(b => b.TextContent == "Everything").Click();
        Assert.Equal(BiddingBench.Day, bench.Ranges[^1].From);
    }

    [Fact]
    public async Task Profit_and_loss_of_a_bad_range_or_without_permission_says_so()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/pnl?from=soon&to=2026-06-09");
        Assert.Contains("'soon' is no time", bench.Render<PnlPage>().Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(bench.Ranges);
        bench.Refusal = BiddingBench.Forbidden;
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/pnl?from=2026-06-08&to=2026-06-09&asset=none");
        Assert.Contains("You do not have permission", bench.Render<PnlPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_optimiser_shows_why_a_day_has_no_schedule_and_who_may_not_ask()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/optimiser?day=2026-06-09&prices=cleared&regulation=true");
        var page = bench.Render<OptimiserPage>();
        Assert.Equal([new(BiddingBench.Battery.Id, BiddingBench.Day, null, true)], bench.Optimised);
        Assert.Contains("the store is away", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        bench.Refusal = BiddingBench.Forbidden;
        await page.Find("[role=alert] button").ClickAsync();
        Assert.Contains("You do not have permission", page.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("form"));
    }

    [Fact]
    public async Task The_optimiser_of_no_day_asks_for_one()
    {
        await using var bench = new BiddingBench(FakeUser.Reads);
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/optimiser?day=soon");
        var page = bench.Render<OptimiserPage>();
        Assert.Contains("A day as yyyy-mm-dd", page.Markup, StringComparison.Ordinal);
        Assert.True(page.Find("button[type=submit]").HasAttribute("disabled"));
        Assert.Empty(bench.Optimised);
    }
}
