using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Charts;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Pnl;

/// <summary>
/// Profit and loss of a range of days, on the clock of the asset's market; <c>from</c>, <c>to</c> and <c>asset</c> are in the address. Without
/// them: all settled bids.
/// </summary>
public sealed partial class PnlPage
{
    private const int LongestDays = 3660;
    private const int MostBars = 60;
    private IReadOnlyList<AssetView> _assets = [];
    private IReadOnlyList<ChartSeries> _lines = [];
    private PnlReport? _report;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private IReadOnlyList<string> _days = [];
    private IReadOnlyList<ApexSeries> _streams = [];
    private TimeRange _range = TimeRangePicker.Everything;
    private Guid? _asset;
    private string? _shown;

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromQuery { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToQuery { get; set; }

    // Text: an address with a bad id must open the page, not break it.
    [SupplyParameterFromQuery(Name = "asset")]
    private string? AssetQuery { get; set; }

    private Guid? AskedAsset => Guid.TryParse(AssetQuery, out var id) ? id : null;

    [Inject]
    private IListAssets ListAssets { get; init; } = default!;

    [Inject]
    private IListBids ListBids { get; init; } = default!;

    [Inject]
    private IReadPnl ReadPnl { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    private IReadOnlyList<(Guid? Value, string Text)> AssetOptions =>
        [(null, L["All assets"]), .. _assets.Select(a => ((Guid?)a.Id, a.Draft.Name))];

    /// <summary>The clock of the asset's market; all assets together have days in UTC.</summary>
    private MarketCalendar Calendar => MarketCalendar.For(_assets.FirstOrDefault(a => a.Id == _asset)?.Draft.Market ?? "");

    private DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var assets = await ListAssets.ExecuteAsync();
        _assets = assets.IsSuccess ? assets.Value : [];
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = $"{FromQuery}|{ToQuery}|{AssetQuery}";
        if (wanted == _shown)
        {
            return;
        }

        _shown = wanted;
        _asset = AskedAsset;
        await LoadAsync();
    }

    private string PersistenceHint(PnlReport report) =>
        report.Bids.Count(b => b.Result!.PersistenceUsd is null) switch
        {
            0 => L["Persistence: no forecast at all"],
            1 => L["Without {0} day that follow a day without prices", 1],
            var without => L["Without {0} days that follow a day without prices", without],
        };

    private string Settled(PnlReport report)
    {
        var (first, last) = (Formats.Day(report.Bids[0].Day), Formats.Day(report.Bids[^1].Day));
        return report.Bids.Count == 1
            ? L["{0} settled bid, {1} to {2}. The market is simulated; no money moved.", 1, first, last]
            : L["{0} settled bids, {1} to {2}. The market is simulated; no money moved.", report.Bids.Count, first, last];
    }

    /// <summary>First settled day: replays may lie years back, and a range that hides them would look empty.</summary>
    private async Task<DateOnly?> FirstDayAsync()
    {
        var settled = await ListBids.ExecuteAsync(new(Status: BidStatus.Settled, AssetId: AskedAsset, Limit: 1000));
        var oldest = DateOnly.FromDateTime(Now).AddDays(1 - LongestDays);
        return settled.IsSuccess && settled.Value.Count > 0 ? Later(settled.Value.Min(b => b.Day), oldest) : null;
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    /// <summary>The days of the address, first and last included.</summary>
    private async Task<Result<(DateOnly From, DateOnly To)>> AskedDaysAsync()
    {
        _range = TimeRangePicker.Everything;
        if (FromQuery is not null)
        {
            var range = TimeRange.Parse(FromQuery, ToQuery);
            if (range.Failure is { } unread)
            {
                return unread;
            }

            _range = range.Value;
        }

        if (_range == TimeRangePicker.Everything)
        {
            var today = DateOnly.FromDateTime(Now);
            return (await FirstDayAsync() ?? today.AddDays(-30), today.AddDays(1));
        }

        var window = _range.Resolve(Calendar, Now);
        return window.Failure is { } none ? none : (Calendar.DayOf(window.Value.FromUtc), Calendar.DayOf(window.Value.ToUtc.AddTicks(-1)));
    }

    private async Task LoadAsync()
    {
        var asked = await AskedDaysAsync();
        if (asked.Failure is { } unclear)
        {
            (_state, _error) = (ViewState.Error, unclear.Localized());
            return;
        }

        var (from, to) = asked.Value;
        var result = await ReadPnl.ExecuteAsync(from, to, _asset);
        if (result.Failure is { } failure)
        {
            (_state, _error) = (failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error, failure.Localized());
            return;
        }

        _report = result.Value;
        _lines = Lines(_report);
        (_days, _streams) = Streams(_report);
        _state = _report.Bids.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private void ChooseRange(TimeRange range) => TimeRangeUrl.Write(Navigation, range);

    private void ChooseAsset(Guid? asset) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("asset", asset));

    /// <summary>Day-ahead, real-time and cost of each day; the newest days, so that bars stay bars.</summary>
    private (IReadOnlyList<string> Days, IReadOnlyList<ApexSeries> Series) Streams(PnlReport report)
    {
        var days = report.Bids.GroupBy(b => b.Day).OrderBy(g => g.Key).TakeLast(MostBars).ToList();
        ApexSeries Of(string name, Func<BidResult, decimal> money) =>
            new(name, [.. days.Select(d => (double?)d.Sum(b => money(b.Result!)))]);
        return (
            [.. days.Select(d => Formats.Day(d.Key))],
            [Of(L["Day-ahead"], r => r.DayAheadUsd), Of(L["Real-time"], r => r.RealTimeUsd), Of(L["Variable cost"], r => r.VariableCostUsd)]
        );
    }

    private IReadOnlyList<ChartSeries> Lines(PnlReport report)
    {
        var days = report.Bids.GroupBy(b => b.Day).OrderBy(g => g.Key).ToList();
        if (days.Count == 0)
        {
            return [];
        }

        // From nothing the day before, so that a single day is a line too.
        var x = ChartSeries.Seconds(
            days.Select(d => d.Key).Prepend(days[0].Key.AddDays(-1)).Select(d => d.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
        );
        double[] Cumulate(Func<BidResult, decimal> money)
        {
            var sum = 0m;
            return [0, .. days.Select(d => (double)(sum += d.Sum(b => money(b.Result!))))];
        }

        return
        [
            new(L["Result"], x, Cumulate(r => r.TotalUsd)),
            new(L["Perfect foresight"], x, Cumulate(r => r.PerfectUsd), Style: ChartStyle.Dashed),
            new(L["Yesterday's schedule"], x, Cumulate(r => r.PersistenceUsd ?? 0), Style: ChartStyle.Dashed),
        ];
    }
}
