using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Bidding;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Notifications.Inbox;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;
using OptiBid.Core.Solvers.OrTools;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Bidding;

/// <summary>Bids from draft to settlement over a real SQLite database and a store in memory.</summary>
public sealed class BidLifecycleTests : IDisposable
{
    private static readonly DateOnly s_day = new(2026, 6, 2);
    private static readonly MarketCalendar s_clock = MarketCalendar.For("ERCOT");
    private readonly RecordsFixture _records = new();
    private readonly OptiBid.Tests.Support.MemoryTrail _trail = new();
    private readonly MemorySeriesStore _store = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private FakeUser _user = new([.. Permissions.All]);

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task A_bid_before_the_gate_waits_for_results_then_for_delivery_and_is_settled_in_two_settlements()
    {
        var asset = await BatteryAsync();
        await PricesAsync(Products.DaLmp, s_day.AddDays(-1), h => 20 + h);
        var bid = await SubmittedAsync(asset.Id);
        Assert.Equal((BidStatus.Accepted, BidVenue.Simulated), (bid.Summary.Status, bid.Summary.Venue));
        Assert.Equal(0, await Clearing().ExecuteAsync(cancellationToken: Token));

        await PricesAsync(Products.DaLmp, s_day, h => h < 12 ? 10 : 50);
        Assert.Equal(1, await Clearing().ExecuteAsync(cancellationToken: Token));
        bid = await FindAsync(bid.Summary.Id);
        Assert.Equal(BidStatus.Awarded, bid.Summary.Status);
        Assert.Equal([-100m, 100m], new[] { bid.AwardsMw![2], bid.AwardsMw[18] });

        await PricesAsync(Products.RtLmp, s_day, h => h == 18 ? 80 : 30);
        Assert.Equal(0, await Clearing().ExecuteAsync(cancellationToken: Token));
        _time.SetUtcNow(new DateTimeOffset(s_clock.DayBounds(s_day).ToUtc));
        Assert.Equal(1, await Clearing().ExecuteAsync(cancellationToken: Token));
        bid = await FindAsync(bid.Summary.Id);
        // 100 MWh bought at 10; 85 of the 100 sold at 50 can be delivered, 15 are bought back at 80.
        Assert.Equal(BidStatus.Settled, bid.Summary.Status);
        Assert.Equal(
            (4000m, -1200m, 0m),
            (bid.Summary.Result!.DayAheadUsd, bid.Summary.Result.RealTimeUsd, bid.Summary.Result.VariableCostUsd)
        );
        Assert.Equal(
            bid.Summary.Result.TotalUsd,
            bid.Summary.Result.PerfectUsd - bid.Summary.Result.ForecastLossUsd - bid.Summary.Result.BidShapeLossUsd
        );
        Assert.Equal(
            [BidStatus.Draft, BidStatus.Submitted, BidStatus.Accepted, BidStatus.Awarded, BidStatus.Settled],
            bid.Steps.Select(s => s.Status)
        );
        Assert.Equal(0, await Clearing().ExecuteAsync(cancellationToken: Token));
        var pnl = (await new ReadPnl(_records, _user).ExecuteAsync(s_day, s_day, cancellationToken: Token)).Value;
        Assert.Equal(2800m, pnl.TotalUsd);
        Assert.Equal(["assets.created", "bids.created", "bids.submitted", "bids.awarded", "bids.settled"], _trail.Actions);
    }

    [Fact]
    public async Task A_past_day_is_replayed_at_once_and_without_real_time_prices_says_so()
    {
        var asset = await BatteryAsync();
        await PricesAsync(Products.DaLmp, s_day, h => h < 12 ? 10 : 50);
        _time.SetUtcNow(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        var bid = await SubmittedAsync(asset.Id);
        Assert.Equal((BidStatus.Settled, BidVenue.Replay), (bid.Summary.Status, bid.Summary.Venue));
        Assert.True(bid.Hours![18].UsedDayAheadForDeviation);
        Assert.Contains("for want of a real-time price", bid.Steps[^1].Note, StringComparison.Ordinal);
        Assert.Null(bid.Summary.Result!.PersistenceUsd);
        var discarded = (await Cancelling().ExecuteAsync(bid.Summary.Id, bid.Version, "again", Token)).Value;
        Assert.Equal(BidStatus.Cancelled, discarded.Summary.Status);
        Assert.Equal(BidStatus.Settled, (await SubmittedAsync(asset.Id)).Summary.Status);
    }

    [Fact]
    public async Task A_past_day_without_prices_is_refused_and_nothing_is_submitted()
    {
        var asset = await BatteryAsync();
        _time.SetUtcNow(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        var draft = (await Saving().ExecuteAsync(null, Draft(asset.Id), cancellationToken: Token)).Value;
        var result = await Submitting().ExecuteAsync(draft.Summary.Id, draft.Version, Token);
        Assert.Equal("bidding.gate_closed", result.Failure!.Code);
        Assert.Equal(BidStatus.Draft, (await FindAsync(draft.Summary.Id)).Summary.Status);
    }

    [Fact]
    public async Task A_day_is_offered_once_and_again_after_withdrawal()
    {
        var asset = await BatteryAsync();
        var first = await SubmittedAsync(asset.Id);
        var second = (await Saving().ExecuteAsync(null, Draft(asset.Id), cancellationToken: Token)).Value;
        Assert.Equal("bidding.already_offered", (await Submitting().ExecuteAsync(second.Summary.Id, second.Version, Token)).Failure!.Code);
        Assert.True((await Cancelling().ExecuteAsync(first.Summary.Id, first.Version, "", Token)).IsSuccess);
        Assert.True((await Submitting().ExecuteAsync(second.Summary.Id, second.Version, Token)).IsSuccess);
    }

    [Fact]
    public async Task After_the_gate_a_bid_can_neither_be_changed_nor_withdrawn()
    {
        var asset = await BatteryAsync();
        var bid = await SubmittedAsync(asset.Id);
        Assert.Equal(
            "bidding.wrong_status",
            (await Saving().ExecuteAsync(bid.Summary.Id, Draft(asset.Id), bid.Version, Token)).Failure!.Code
        );
        _time.SetUtcNow(new DateTimeOffset(bid.Summary.GateClosureUtc));
        Assert.Equal("bidding.wrong_status", (await Cancelling().ExecuteAsync(bid.Summary.Id, bid.Version, "", Token)).Failure!.Code);
    }

    [Fact]
    public async Task A_save_from_an_old_version_and_a_broken_rule_change_nothing()
    {
        var asset = await BatteryAsync();
        var draft = (await Saving().ExecuteAsync(null, Draft(asset.Id), cancellationToken: Token)).Value;
        var changed = (await Saving().ExecuteAsync(draft.Summary.Id, Draft(asset.Id, 200), draft.Version, Token)).Value;
        Assert.Equal(
            "bidding.bid_changed",
            (await Saving().ExecuteAsync(draft.Summary.Id, Draft(asset.Id), draft.Version, Token)).Failure!.Code
        );
        var refused = await Submitting().ExecuteAsync(changed.Summary.Id, changed.Version, Token);
        Assert.Contains(Assert.IsType<RulesBroken>(refused.Failure).Breaches, b => b.Rule == "mw.limit");
    }

    [Fact]
    public async Task Every_command_asks_for_its_permission_and_another_organisation_sees_nothing()
    {
        var asset = await BatteryAsync();
        var bid = await SubmittedAsync(asset.Id);
        _user = new() { OrganisationId = Guid.CreateVersion7() };
        Assert.Equal("bidding.forbidden", (await Saving().ExecuteAsync(null, Draft(asset.Id), cancellationToken: Token)).Failure!.Code);
        Assert.Equal("bidding.forbidden", (await Submitting().ExecuteAsync(bid.Summary.Id, bid.Version, Token)).Failure!.Code);
        Assert.Equal("bidding.forbidden", (await Cancelling().ExecuteAsync(bid.Summary.Id, bid.Version, "", Token)).Failure!.Code);
        Assert.Equal("bidding.forbidden", (await new ReadBids(_records, _user).ExecuteAsync(bid.Summary.Id, Token)).Failure!.Code);
        _user = new([.. Permissions.All]) { OrganisationId = _user.OrganisationId };
        Assert.Equal("bidding.bid_not_found", (await new ReadBids(_records, _user).ExecuteAsync(bid.Summary.Id, Token)).Failure!.Code);
        Assert.Empty((await new ReadBids(_records, _user).ExecuteAsync(new BidFilter(), Token)).Value);
        Assert.Equal("bidding.bid_not_found", (await Submitting().ExecuteAsync(bid.Summary.Id, bid.Version, Token)).Failure!.Code);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Buys 100 MW in the third hour and sells 100 MW in the nineteenth, at any price.</summary>
    private static BidDraft Draft(Guid assetId, decimal mw = 100)
    {
        var hours = s_clock.HoursOf(s_day);
        return new(
            assetId,
            s_day,
            OfferKind.SelfSchedule,
            [new(hours[2].StartUtc, [new(-250, -mw)]), new(hours[18].StartUtc, [new(-250, mw)])]
        );
    }

    private async Task<AssetView> BatteryAsync() =>
        (
            await new SaveAsset(_records, _user, _trail, _time).ExecuteAsync(
                null,
                new AssetDraft("Battery", AssetKind.Battery, "ERCOT", "HB_NORTH", 100, 400, 0.85),
                cancellationToken: Token
            )
        ).Value;

    private async Task<BidView> SubmittedAsync(Guid assetId)
    {
        var draft = (await Saving().ExecuteAsync(null, Draft(assetId), cancellationToken: Token)).Value;
        return (await Submitting().ExecuteAsync(draft.Summary.Id, draft.Version, Token)).Value;
    }

    private async Task<BidView> FindAsync(Guid id) => (await new ReadBids(_records, _user).ExecuteAsync(id, Token)).Value;

    private async Task PricesAsync(string product, DateOnly day, Func<int, double> price)
    {
        var definition = new SeriesDefinition(new("ERCOT", "HB_NORTH", product), "$/MWh", 60, s_clock.TimeZoneId, "test", false);
        var points = s_clock.HoursOf(day).Select((h, i) => new SeriesPoint(h.StartUtc, price(i), h.StartUtc.AddHours(-12))).ToArray();
        await using var batch = await _store.BeginBatchAsync(Token);
        await batch.AppendAsync(definition, points, Token);
        await batch.CommitAsync(Token);
    }

    private DraftChecker Checker() => new(new FindAsset(_records, _user), _store);

    private SaveBid Saving() => new(_records, Checker(), _user, _trail, _time);

    private CancelBid Cancelling() => new(_records, _user, _trail, _time);

    private ClearBids Clearing()
    {
        var optimiser = new BatteryOptimiser(new RegulationOptimiser(new GlopSolver(), new ScipMilpSolver()));
        return new(
            _records,
            new DayPriceReader(_store),
            new BidBaselines(optimiser, new DayPriceReader(_store)),
            _trail,
            new InboxWriter(_records, _time, new InboxSignal()),
            _time
        );
    }

    private SubmitBid Submitting() => new(_records, Checker(), new DayPriceReader(_store), Clearing(), _user, _trail, _time);
}
