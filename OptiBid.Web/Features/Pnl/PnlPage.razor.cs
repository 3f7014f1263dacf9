using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Common;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Pnl;

/// <summary>Profit and loss of a range of days; <c>from</c>, <c>to</c> and <c>asset</c> are in the address. Without them: all settled bids.</summary>
public sealed partial class PnlPage
{
    private const int LongestDays = 3660;
    private IReadOnlyList<AssetView> _assets = [];
    private IReadOnlyList<ChartSeries> _lines = [];
    private PnlReport? _report;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _from;
    private string? _to;
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
        var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        _from = FromQuery ?? Text((await FirstDayAsync()) ?? today.AddDays(-30));
        _to = ToQuery ?? Text(today.AddDays(1));
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
        var (first, last) = (Text(report.Bids[0].Day), Text(report.Bids[^1].Day));
        return report.Bids.Count == 1
            ? L["{0} settled bid, {1} to {2}. The market is simulated; no money moved.", 1, first, last]
            : L["{0} settled bids, {1} to {2}. The market is simulated; no money moved.", report.Bids.Count, first, last];
    }

    private string Venue(BidSummary bid) =>
        (bid.Venue, bid.IsSimulatedPrices) switch
        {
            (BidVenue.Replay, true) => L["Replay, simulated prices"],
            (BidVenue.Replay, false) => L["Replay"],
            (_, true) => L["Simulated market, simulated prices"],
            _ => L["Simulated market"],
        };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>First settled day: replays may lie years back, and a range that hides them would look empty.</summary>
    private async Task<DateOnly?> FirstDayAsync()
    {
        var settled = await ListBids.ExecuteAsync(new(Status: BidStatus.Settled, AssetId: AskedAsset, Limit: 1000));
        var oldest = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime).AddDays(1 - LongestDays);
        return settled.IsSuccess && settled.Value.Count > 0 ? Later(settled.Value.Min(b => b.Day), oldest) : null;
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private async Task LoadAsync()
    {
        if (Parse(_from) is not { } from || Parse(_to) is not { } to)
        {
            (_state, _error) = (ViewState.Error, L["the range needs two days as yyyy-mm-dd"]);
            return;
        }

        var result = await ReadPnl.ExecuteAsync(from, to, _asset);
        if (result.Failure is { } failure)
        {
            (_state, _error) = (failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error, failure.Message);
            return;
        }

        _report = result.Value;
        _lines = Lines(_report);
        _state = _report.Bids.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private void Show() =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["from"] = _from,
                    ["to"] = _to,
                    ["asset"] = _asset,
                }
            )
        );

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

    private IEnumerable<string[]> CsvRows() =>
        (_report?.Bids ?? [])
            .Select(b =>
                new[]
                {
                    Text(b.Day),
                    b.AssetName,
                    b.Market,
                    b.Node,
                    b.Venue.ToString(),
                    b.IsSimulatedPrices ? "simulated" : "imported",
                    b.Result!.DayAheadUsd.ToString(Formats.Culture),
                    b.Result.RealTimeUsd.ToString(Formats.Culture),
                    b.Result.VariableCostUsd.ToString(Formats.Culture),
                    b.Result.TotalUsd.ToString(Formats.Culture),
                    b.Result.PerfectUsd.ToString(Formats.Culture),
                    b.Result.PersistenceUsd?.ToString(Formats.Culture) ?? "",
                    b.Result.Tb4Usd.ToString(Formats.Culture),
                }
            )
            .Prepend([
                "day",
                "asset",
                "market",
                "node",
                "venue",
                "prices",
                "day_ahead_usd",
                "real_time_usd",
                "variable_cost_usd",
                "total_usd",
                "perfect_usd",
                "persistence_usd",
                "tb4_usd",
            ]);
}
