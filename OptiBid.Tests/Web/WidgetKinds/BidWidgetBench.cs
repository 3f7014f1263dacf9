using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Web.Bidding;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Tests.Web.WidgetKinds;

/// <summary>The widgets about bids and money over answers that a test sets.</summary>
internal sealed class BidWidgetBench : BunitContext, IListBids, IFindBid, IReadPnl, IListAssets
{
    public static readonly DateOnly Day = BiddingBench.Day;

    public BidWidgetBench()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(60);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddLogging();
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero)));
        Services.AddScoped<IDownloads, Downloads>();
        Services.AddSingleton<IListBids>(this);
        Services.AddSingleton<IFindBid>(this);
        Services.AddSingleton<IReadPnl>(this);
        Services.AddSingleton<IListAssets>(this);
    }

    /// <summary>What is held.</summary>
    public List<BidView> Held { get; } = [];

    /// <summary>What every query answers instead, or null.</summary>
    public Failure? Refusal { get; set; }

    /// <summary>9 June 2026 in Texas.</summary>
    public static WidgetContext Context { get; } =
        new(
            "ERCOT",
            "HB_NORTH",
            null,
            MarketCalendar.For("ERCOT").DayBounds(Day).FromUtc,
            MarketCalendar.For("ERCOT").DayBounds(Day).ToUtc,
            "America/Chicago"
        );

    /// <summary>A bid of 24 hours: buys 50 MW in HE 03, sells 40 MW in HE 19; settled when it has a total.</summary>
    public static BidView Bid(BidStatus status, DateOnly? day = null, decimal? totalUsd = null, BidVenue venue = BidVenue.Replay)
    {
        var summary = BiddingBench.Bid(status, day, totalUsd, venue: venue);
        var hours = MarketCalendar.For("ERCOT").HoursOf(summary.Day);
        double[] net =
        [
            .. hours.Select(h =>
                h.HourEnding == 3 ? -50.0
                : h.HourEnding == 19 ? 40.0
                : 0.0
            ),
        ];
        decimal[] awards = [.. net.Select(n => (decimal)n)];
        var isAwarded = status is BidStatus.Awarded or BidStatus.Settled;
        return new(
            summary,
            1,
            new(
                summary.AssetId,
                summary.Day,
                OfferKind.Curve,
                [
                    .. hours.Select(h => new HourOffer(
                        h.StartUtc,
                        h.HourEnding is 3 or 19 ? [new(-20, -50), new(35, 0), new(60, 40)] : [new(60, 40)]
                    )),
                ],
                "ridge",
                [.. hours.Select(h => h.HourEnding == 19 ? 80.0 : 30.0)],
                net
            ),
            isAwarded ? "SIM-1" : null,
            isAwarded ? awards : null,
            status == BidStatus.Settled
                ? TwoSettlement.Settle(
                    hours.Select((h, i) => new SettlementInput(h.StartUtc, awards[i], awards[i], h.HourEnding == 19 ? 75 : 28, 30)),
                    0
                )
                : null,
            status == BidStatus.Settled ? [.. hours.Select(h => h.HourEnding is >= 3 and < 19 ? 42.5 : 0)] : null,
            []
        );
    }

    Task<Result<IReadOnlyList<BidSummary>>> IListBids.ExecuteAsync(BidFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult(
            Refusal is { } refusal
                ? refusal
                : Result<IReadOnlyList<BidSummary>>.Ok([
                    .. Held.Select(b => b.Summary)
                        .Where(b => (filter.From is null || b.Day >= filter.From) && (filter.To is null || b.Day <= filter.To))
                        .Where(b => filter.AssetId is null || b.AssetId == filter.AssetId)
                        .Where(b => filter.Status is null || b.Status == filter.Status)
                        .OrderByDescending(b => b.Day),
                ])
        );

    Task<Result<BidView>> IFindBid.ExecuteAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(Refusal is { } refusal ? refusal : Result<BidView>.Ok(Held.Single(b => b.Summary.Id == id)));

    Task<Result<PnlReport>> IReadPnl.ExecuteAsync(DateOnly from, DateOnly to, Guid? assetId, CancellationToken cancellationToken) =>
        Task.FromResult(
            Refusal is { } refusal
                ? refusal
                : Result<PnlReport>.Ok(
                    new(
                        from,
                        to,
                        [
                            .. Held.Select(b => b.Summary)
                                .Where(b =>
                                    b.Result is not null && b.Day >= from && b.Day <= to && (assetId is null || b.AssetId == assetId)
                                )
                                .OrderBy(b => b.Day),
                        ],
                        100
                    )
                )
        );

    Task<Result<IReadOnlyList<AssetView>>> IListAssets.ExecuteAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Refusal is { } refusal ? refusal : Result<IReadOnlyList<AssetView>>.Ok([BiddingBench.Battery]));
}
