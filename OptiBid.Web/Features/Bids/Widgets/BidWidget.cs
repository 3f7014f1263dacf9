using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.WidgetParts;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Bids.Widgets;

/// <summary>
/// Base of the widgets about bids: those of the chosen asset, or of all assets of the market, whose delivery day lies in the range. Bids that
/// were cancelled are left out.
/// </summary>
public abstract class BidWidget : WidgetBase
{
    private const int MostBids = 1000;

    /// <summary>The bids.</summary>
    [Inject]
    public required IListBids ListBids { get; init; }

    /// <summary>One of them in full.</summary>
    [Inject]
    public required IFindBid FindBid { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Texts.</summary>
    [Inject]
    public required IStringLocalizer<Texts> Words { get; init; }

    /// <summary>The market's clock.</summary>
    protected MarketCalendar Calendar => MarketCalendar.For(Context.Market);

    /// <summary>Shapes what was read, the latest delivery day first; a status that is not ready says why there is nothing.</summary>
    protected abstract Task<Result<IReadOnlyList<BidSummary>>> ShowAsync(
        IReadOnlyList<BidSummary> bids,
        CancellationToken cancellationToken
    );

    /// <summary>Which bids it is about.</summary>
    protected virtual bool Wants(BidSummary bid) => true;

    /// <summary>What it is about, when there is none.</summary>
    protected virtual string EmptyTitle => Words["No bids in this time range"];

    /// <inheritdoc/>
    protected sealed override async Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken)
    {
        var (first, last) = (Calendar.DayOf(Context.FromUtc), Calendar.DayOf(Context.ToUtc.AddTicks(-1)));
        var listed = await ListBids.ExecuteAsync(new(first, last, Context.AssetId, Limit: MostBids), cancellationToken);
        if (listed.Failure is { } refused)
        {
            return WidgetStatus.Of(refused);
        }

        var wanted = Mine(listed.Value);
        var shown = await ShowAsync(wanted, cancellationToken);
        if (shown.Failure is { } failure)
        {
            return WidgetStatus.Of(failure);
        }

        return shown.Value.Count == 0
            ? await NothingAsync(cancellationToken)
            : WidgetStatus.Ready(ProvenanceOf(shown.Value), shown.Value.Max(b => b.UpdatedUtc));
    }

    /// <summary>The bid that matters next: the earliest delivery day from today on, else the latest.</summary>
    protected BidSummary? Next(IReadOnlyList<BidSummary> bids)
    {
        ArgumentNullException.ThrowIfNull(bids);
        var today = Calendar.DayOf(Time.GetUtcNow().UtcDateTime);
        return bids.Where(b => b.Day >= today).OrderBy(b => b.Day).ThenByDescending(b => b.UpdatedUtc).FirstOrDefault()
            ?? bids.OrderByDescending(b => b.Day).ThenByDescending(b => b.UpdatedUtc).FirstOrDefault();
    }

    /// <summary>Name of a bid: its asset and delivery day.</summary>
    protected static string NameOf(BidSummary bid)
    {
        ArgumentNullException.ThrowIfNull(bid);
        return $"{bid.AssetName}, {WidgetText.Day(bid.Day)}";
    }

    private List<BidSummary> Mine(IReadOnlyList<BidSummary> bids) =>
        [.. bids.Where(b => b.Status != BidStatus.Cancelled && (Context.AssetId is not null || b.Market == Context.Market)).Where(Wants)];

    private async Task<WidgetStatus> NothingAsync(CancellationToken cancellationToken)
    {
        var others = await ListBids.ExecuteAsync(new(AssetId: Context.AssetId, Limit: MostBids), cancellationToken);
        var newest = others.IsSuccess ? Mine(others.Value).FirstOrDefault() : null;
        return WidgetStatus.Empty(
            EmptyTitle,
            newest is null
                ? Words["A bid offers a battery into the day-ahead market of one day. Create one on the page Bids."]
                : Words["The newest is for {0}. Choose a range that holds this day.", WidgetText.Day(newest.Day)]
        );
    }

    private static Provenance ProvenanceOf(IReadOnlyList<BidSummary> bids) =>
        bids.Any(b => b.IsSimulatedPrices) ? Provenance.Simulated
        : bids.Any(b => b.Venue == BidVenue.Replay) ? Provenance.Replay
        : Provenance.Imported;
}

/// <summary>Base of the widgets about one bid: the one of the chosen day, else the next.</summary>
public abstract class OneBidWidget : BidWidget
{
    /// <summary>Key of the delivery day.</summary>
    internal const string DayKey = "day";

    /// <summary>The bid.</summary>
    protected BidView? Bid { get; private set; }

    /// <summary>Shapes the bid; false when it holds nothing to show.</summary>
    protected abstract bool Show(BidView bid);

    /// <inheritdoc/>
    protected sealed override async Task<Result<IReadOnlyList<BidSummary>>> ShowAsync(
        IReadOnlyList<BidSummary> bids,
        CancellationToken cancellationToken
    )
    {
        var day = Setting(DayKey, "");
        var chosen = day.Length > 0 ? bids.FirstOrDefault(b => WidgetText.Day(b.Day) == day) : Next(bids);
        if (chosen is null)
        {
            Bid = null;
            return Result<IReadOnlyList<BidSummary>>.Ok([]);
        }

        var found = await FindBid.ExecuteAsync(chosen.Id, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        Bid = found.Value;
        return Result<IReadOnlyList<BidSummary>>.Ok(Show(Bid) ? [Bid.Summary] : []);
    }
}
