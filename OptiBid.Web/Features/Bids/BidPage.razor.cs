using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Charts;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Bids;

/// <summary>One bid: offers, awards, settlement against its baselines, history.</summary>
public sealed partial class BidPage : IDisposable
{
    private const string DropDraft = "Drop draft";
    private const string Withdraw = "Withdraw";
    private const string DiscardReplay = "Discard replay";

    private static readonly TimeSpan s_watchEvery = TimeSpan.FromSeconds(10);
    private BidView? _bid;
    private MarketCalendar? _calendar;
    private IReadOnlyList<ChartSeries> _settled = [];
    private IReadOnlyList<ChartSeries> _soc = [];
    private IReadOnlyList<string> _hourLabels = [];
    private IReadOnlyList<ApexSeries> _awards = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private bool _busy;
    private ITimer? _watch;

    /// <summary>The bid.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private IFindBid Find { get; init; } = default!;

    [Inject]
    private ISubmitBid Submit { get; init; } = default!;

    [Inject]
    private ICancelBid Cancel { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private IConfirm Confirm { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    private string Title => _bid is { } b ? L["Bid of {0}, {1}", b.Summary.AssetName, Formats.Day(b.Summary.Day)] : L["Bid"];

    private string? Subtitle =>
        _bid?.Summary is not { } b ? null
        : b.Model is { } model ? L["{0} {1}, day-ahead energy, forecast {2}", b.Market, b.Node, model].Value
        : L["{0} {1}, day-ahead energy, by hand", b.Market, b.Node].Value;

    private string? CancelLabel =>
        CancelNote switch
        {
            DropDraft => L["Drop draft"].Value,
            Withdraw => L["Withdraw"].Value,
            DiscardReplay => L["Discard replay"].Value,
            _ => null,
        };

    // Goes into the history of the bid, which everybody reads: in English whatever the language of the page.
    private string? CancelNote =>
        _bid?.Summary switch
        {
            { Status: BidStatus.Draft or BidStatus.Rejected } => DropDraft,
            { Status: BidStatus.Accepted } => Withdraw,
            { Status: BidStatus.Settled, Venue: BidVenue.Replay } => DiscardReplay,
            _ => null,
        };

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => _bid?.Summary.Id == Id ? Task.CompletedTask : LoadAsync();

    /// <inheritdoc/>
    public void Dispose() => _watch?.Dispose();

    private static double? Share(decimal part, decimal whole) => whole > 0 ? (double)(part / whole) : null;

    private string RealTimeHint(BidView bid) =>
        bid.Hours!.Any(h => h.UsedDayAheadForDeviation)
            ? L["Deviations at the day-ahead price: the store holds no real-time price"]
            : L["Deviations at the real-time price"];

    private async Task LoadAsync()
    {
        var found = await Find.ExecuteAsync(Id);
        if (found.Failure is { } failure)
        {
            (_state, _error) = (failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error, failure.Localized());
            return;
        }

        Show(found.Value);
    }

    private void Show(BidView bid)
    {
        var own = MarketCalendar.For(bid.Summary.Market);
        var starts = own.HoursOf(bid.Summary.Day).Select(h => h.StartUtc).ToHashSet();
        _calendar = bid.Draft.Offers.All(o => starts.Contains(o.StartUtc)) ? own : MarketCalendar.ForSeries(bid.Summary.Market, "UTC");
        _hourLabels = [.. _calendar.HoursOf(bid.Summary.Day).Select(h => h.Label)];
        _awards = BidCharts.Awards(bid, L);
        (_bid, _settled, _soc, _state) = (bid, BidCharts.Settled(bid, L), BidCharts.StateOfCharge(bid, L), ViewState.Ready);
        WatchWhileOpen(bid.Summary.Status);
    }

    /// <summary>A bid that waits for its market is looked at again, so that awards and settlement appear without a reload.</summary>
    private void WatchWhileOpen(BidStatus status)
    {
        if (status is not (BidStatus.Submitted or BidStatus.Accepted or BidStatus.Awarded))
        {
            _watch?.Dispose();
            _watch = null;
            return;
        }

        _watch ??= Time.CreateTimer(_ => _ = InvokeAsync(LookAgainAsync), null, s_watchEvery, s_watchEvery);
    }

    private async Task LookAgainAsync()
    {
        var found = _busy || _watch is null ? null : await Find.ExecuteAsync(Id);
        if (found is { IsSuccess: true } && _bid is { } shown && found.Value.Version != shown.Version && !_busy)
        {
            Show(found.Value);
            StateHasChanged();
        }
    }

    private async Task SubmitAsync()
    {
        var replay = _bid!.Summary.Venue == BidVenue.Replay;
        var text = replay
            ? L["The day is replayed: the bid is cleared and settled at once against the prices in the store."]
            : L["The bid goes to the simulated market. It can be withdrawn until the gate closes."];
        if (await Confirm.AskAsync(L["Submit this bid?"], text, L["Submit"]))
        {
            await DoAsync(() => Submit.ExecuteAsync(Id, _bid.Version), L["Submitted"]);
        }
    }

    private async Task CancelAsync()
    {
        var (label, note) = (CancelLabel!, CancelNote!);
        if (await Confirm.AskAsync(L["{0}?", label], L["It stays in the history and no longer counts."], label, danger: true))
        {
            await DoAsync(() => Cancel.ExecuteAsync(Id, _bid!.Version, note), L["Done"]);
        }
    }

    private async Task DoAsync(Func<Task<Result<BidView>>> action, string done)
    {
        _busy = true;
        var result = await action();
        _busy = false;
        if (result.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        Show(result.Value);
        Toast.Success(BidTexts.Outcome(done, result.Value.Summary.Status, L));
    }
}
