using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.WidgetParts;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Pnl.Widgets;

/// <summary>Base of the widgets about money: settled bids of the chosen asset, or of all assets of the market, with a delivery day in the range.</summary>
public abstract class PnlWidget : WidgetBase
{
    /// <summary>Profit and loss.</summary>
    [Inject]
    public required IReadPnl ReadPnl { get; init; }

    /// <summary>Bids, to say when the last was settled.</summary>
    [Inject]
    public required IListBids ListBids { get; init; }

    /// <summary>Texts.</summary>
    [Inject]
    public required IStringLocalizer<Texts> Words { get; init; }

    /// <summary>What was read.</summary>
    protected PnlReport? Report { get; private set; }

    /// <summary>Total per kW and year; null when bids of other markets were left out, whose batteries it would count.</summary>
    protected double? UsdPerKwYear { get; private set; }

    /// <summary>Shapes the report, which holds at least one bid.</summary>
    protected abstract void Show(PnlReport report);

    /// <inheritdoc/>
    protected sealed override async Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken)
    {
        var calendar = MarketCalendar.For(Context.Market);
        var (first, last) = (calendar.DayOf(Context.FromUtc), calendar.DayOf(Context.ToUtc.AddTicks(-1)));
        var answer = await ReadPnl.ExecuteAsync(first, last, Context.AssetId, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return WidgetStatus.Of(failure);
        }

        var report = answer.Value with { Bids = [.. answer.Value.Bids.Where(IsMine)] };
        (Report, UsdPerKwYear) = (report, report.Bids.Count == answer.Value.Bids.Count ? answer.Value.UsdPerKwYear : null);
        if (report.Bids.Count == 0)
        {
            return await NothingAsync(cancellationToken);
        }

        Show(report);
        return WidgetStatus.Ready(
            report.Bids.Any(b => b.IsSimulatedPrices) ? Provenance.Simulated
                : report.Bids.Any(b => b.Venue == BidVenue.Replay) ? Provenance.Replay
                : Provenance.Imported,
            report.Bids.Max(b => b.UpdatedUtc)
        );
    }

    /// <summary>A share of perfect foresight; null where that earns nothing.</summary>
    protected static double? ShareOf(decimal part, decimal whole) => whole > 0 ? (double)(part / whole) : null;

    private bool IsMine(BidSummary bid) => Context.AssetId is not null || bid.Market == Context.Market;

    private async Task<WidgetStatus> NothingAsync(CancellationToken cancellationToken)
    {
        var settled = await ListBids.ExecuteAsync(new(AssetId: Context.AssetId, Status: BidStatus.Settled, Limit: 1000), cancellationToken);
        var newest = settled.IsSuccess ? settled.Value.FirstOrDefault(IsMine) : null;
        return WidgetStatus.Empty(
            Words["No settled bids in this time range"],
            newest is null
                ? Words["A bid is settled when its day is over, or at once when a past day is replayed (Bids, New bid)."]
                : Words["The newest settled day is {0}. Choose a range that holds it.", WidgetText.Day(newest.Day)]
        );
    }
}
