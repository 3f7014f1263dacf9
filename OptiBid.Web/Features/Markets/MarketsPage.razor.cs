using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Markets;

/// <summary>The price explorer: any series of the store, chosen by the URL, fresh with every tick while the range reaches to now.</summary>
public sealed partial class MarketsPage
{
    private static readonly PriceView s_nothing = new([], [], [], [], [], []);
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<SeriesSummary> _series = [];
    private IReadOnlyList<(Provenance Kind, DateTime AsOfUtc)> _provenance = [];
    private PriceSelection? _selection;
    private PriceSelection? _shown;
    private PriceView _view = s_nothing;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _emptyTitle;
    private string? _emptyText;
    private string? _heatProduct;
    private DateTime? _staleSinceUtc;
    private int _load;

    /// <summary>Market, or null for the first.</summary>
    [SupplyParameterFromQuery(Name = "market")]
    public string? Market { get; set; }

    /// <summary>Node, or null for the first with prices.</summary>
    [SupplyParameterFromQuery(Name = "node")]
    public string? Node { get; set; }

    /// <summary>Products, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "products")]
    public string? ProductNames { get; set; }

    /// <summary>Short name of a range, from links.</summary>
    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    /// <summary>Start of the range.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>End of the range.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>The series held.</summary>
    [Inject]
    public required IListSeries ListSeries { get; init; }

    /// <summary>Their values.</summary>
    [Inject]
    public required IReadPrices ReadPrices { get; init; }

    /// <summary>Whether they are fresh.</summary>
    [Inject]
    public required IReadFeedHealth FeedHealth { get; init; }

    /// <summary>Says that there is something new.</summary>
    [Inject]
    public required IPriceTicks Ticks { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Where the selection lives.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Subtitle =>
        _shown is null ? L["Prices, load and wind of every series in the store"]
        : _shown.FirstDay == _shown.LastDay
            ? L["{0}, market days in {1}", Formats.Day(_shown.FirstDay), Formats.ZoneName(_shown.Calendar.TimeZoneId)]
        : L[
            "{0} to {1}, market days in {2}",
            Formats.Day(_shown.FirstDay),
            Formats.Day(_shown.LastDay),
            Formats.ZoneName(_shown.Calendar.TimeZoneId)
        ];

    private (DateOnly First, DateOnly Last)? Extent
    {
        get
        {
            var held = Selected.ToList();
            return held.Count == 0 || _selection is null
                ? null
                : (_selection.Calendar.DayOf(held.Min(s => s.FromUtc)), _selection.Calendar.DayOf(held.Max(s => s.ToUtc).AddTicks(-1)));
        }
    }

    private IEnumerable<SeriesSummary> Selected =>
        _series.Where(s =>
            s.Definition.Key.Market == _selection?.Market
            && s.Definition.Key.Node == _selection.Node
            && _selection.Products.Contains(s.Definition.Key.Product, StringComparer.Ordinal)
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _ = FollowAsync(_stop.Token);

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task FollowAsync(CancellationToken token)
    {
        try
        {
            await foreach (var tick in Ticks.ListenAsync(token))
            {
                if (_selection is null || _selection.Bounds.ToUtc > tick.AtUtc.AddDays(-1))
                {
                    await InvokeAsync(async () =>
                    {
                        await LoadAsync();
                        StateHasChanged();
                    });
                }
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    private async Task LoadAsync()
    {
        // The newest load wins: an older one that ends later changes nothing.
        var load = ++_load;
        var token = _stop.Token;
        var listed = await ListSeries.ExecuteAsync(token);
        if (load != _load)
        {
            return;
        }

        if (listed.Failure is { } refused)
        {
            Fail(refused);
            return;
        }

        _series = listed.Value;
        _selection = Resolve(new(Market, Node, ProductNames, Range, From, To));
        if (_selection is null)
        {
            Show(s_nothing, L["No series yet"], L["Import a file or switch on the simulated feed (Markets:Feed) to see prices here."]);
            return;
        }

        var (fromUtc, toUtc) = _selection.Bounds;
        var ranges = new List<PriceRange>();
        foreach (var product in _selection.Products)
        {
            var range = await ReadPrices.ExecuteAsync(new(new(_selection.Market, _selection.Node, product), fromUtc, toUtc), token);
            if (load != _load)
            {
                return;
            }

            if (range.Failure is { } failure)
            {
                Fail(failure);
                return;
            }

            ranges.Add(range.Value);
        }

        var health = await FeedHealth.ExecuteAsync(token);
        if (load == _load)
        {
            Describe(health.IsSuccess ? health.Value : []);
            Show(
                PriceView.Of(_selection.Calendar, ranges, L),
                L["No values on these days"],
                _selection.Range == TimeRange.Day(1) ? L["Day-ahead prices of tomorrow appear when the market publishes its results."].Value
                    : Extent is { } extent
                        ? L["The series is held from {0} to {1}.", Formats.Day(extent.First), Formats.Day(extent.Last)].Value
                    : null
            );
        }
    }

    private PriceSelection? Resolve(PriceUrl url) => PriceSelection.Resolve(_series, url, Time.GetUtcNow().UtcDateTime);

    private void Describe(IReadOnlyList<FeedHealth> health)
    {
        _provenance =
        [
            .. Selected
                .GroupBy(s => s.Definition.IsSimulated ? Provenance.Simulated : Provenance.Imported)
                .Select(g => (g.Key, Earlier(g.Max(s => s.ToUtc), Time.GetUtcNow().UtcDateTime))),
        ];
        var stale = health.Where(h => h.IsStale && Selected.Any(s => s.Definition.Key == h.Series.Definition.Key)).ToList();
        _staleSinceUtc = stale.Count == 0 ? null : stale.Min(h => h.NextDueUtc);
    }

    private void Show(PriceView view, string emptyTitle, string? emptyText)
    {
        (_view, _shown, _emptyTitle, _emptyText, _error) = (view, _selection, emptyTitle, emptyText, null);
        _state =
            view.IsEmpty ? ViewState.Empty
            : _staleSinceUtc is not null ? ViewState.Stale
            : ViewState.Ready;
    }

    private void Fail(Failure failure) =>
        (_state, _error, _view) = (
            failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error,
            failure.Localized(),
            s_nothing
        );

    private void Go(PriceUrl url)
    {
        // The picker follows at once, so that two quick choices add up; the figures follow when the address has come round.
        _selection = Resolve(url);
        Navigation.NavigateTo(url.Address, replace: true);
    }

    private void ShowNewestDays()
    {
        if (_selection is not null && Extent is { } extent)
        {
            var first = extent.Last.AddDays(-6);
            Go(_selection.WithDays(first > extent.First ? first : extent.First, extent.Last).ToUrl());
        }
    }

    private IEnumerable<string[]> CsvRows()
    {
        var header = true;
        foreach (var range in _view.Ranges)
        {
            foreach (var row in PriceCsv.Rows(range).Skip(header ? 0 : 1))
            {
                yield return row;
            }

            header = false;
        }
    }

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
}
