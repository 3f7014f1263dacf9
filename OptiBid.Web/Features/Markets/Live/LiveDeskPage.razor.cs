using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Markets.Live;

/// <summary>Every real-time price as it comes: a watch list and up to six charts, at the pace that the user chooses.</summary>
public sealed partial class LiveDeskPage
{
    /// <summary>Most charts at a time.</summary>
    private const int MostCharts = 6;

    private const int MostRows = 60;

    /// <summary>A series goes on when it ends at most so long before now.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromHours(2);
    private static readonly (string Key, string Label, TimeSpan? Length)[] s_windows =
    [
        ("15m", "15 minutes", TimeSpan.FromMinutes(15)),
        ("1h", "1 hour", TimeSpan.FromHours(1)),
        ("4h", "4 hours", TimeSpan.FromHours(4)),
        ("1d", "1 day", TimeSpan.FromDays(1)),
        ("7d", "7 days", TimeSpan.FromDays(7)),
        ("all", "All", null),
    ];
    private readonly ChartGroup _group = new();
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<WatchRow> _rows = [];
    private HashSet<string> _charted = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string _window = "4h";
    private int _points = 2_016;

    /// <summary>Time in view, a key such as <c>4h</c>.</summary>
    [SupplyParameterFromQuery(Name = "window")]
    public string? WindowKey { get; set; }

    /// <summary>Intervals of history that a chart holds, 100 to 50,000.</summary>
    [SupplyParameterFromQuery(Name = "points")]
    public int? Points { get; set; }

    /// <summary>Updates a second.</summary>
    [SupplyParameterFromQuery(Name = "rate")]
    public double? Rate { get; set; }

    /// <summary>The series held.</summary>
    [Inject]
    public required IListSeries ListSeries { get; init; }

    /// <summary>What brings the values.</summary>
    [Inject]
    public required ILiveFeed Feed { get; init; }

    /// <summary>The charts of this circuit.</summary>
    [Inject]
    public required LivePage Page { get; init; }

    private string Subtitle =>
        Feed.Kind switch
        {
            LiveFeedKind.Replay => L["History played back: these are not today's prices"],
            LiveFeedKind.Simulated when Feed.Every is not null => L["Simulated prices, with indicative values inside the open interval"],
            LiveFeedKind.Simulated => L["Simulated prices of five-minute intervals"],
            _ => L["Real-time prices of the store"],
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _window = Array.Exists(s_windows, w => w.Key == WindowKey) ? WindowKey! : _window;
        _points = Math.Clamp(Points ?? _points, 100, LivePage.MostPoints);
        if (Rate is { } rate && LivePage.Rates.Contains(rate))
        {
            await Page.SetRateAsync(rate);
        }

        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var listed = await ListSeries.ExecuteAsync(_stop.Token);
        if (listed.Failure is { } failure)
        {
            (_state, _error) = (failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error, failure.Localized());
            return;
        }

        var held = listed.Value.Select(s => s.Definition).ToList();
        var watched = listed
            .Value.Where(s => s.Definition.Key.Product.StartsWith(Products.RtLmp, StringComparison.Ordinal))
            .OrderByDescending(s => s.ToUtc)
            .Take(MostRows)
            .OrderBy(s => s.Definition.Key.Market, StringComparer.Ordinal)
            .ThenBy(s => s.Definition.Key.Node, StringComparer.Ordinal)
            .ToList();
        _rows = [.. watched.Select(s => WatchRow.Of(s.Definition, held, Feed.Kind))];

        // What still goes on is charted first: a file of last year would stand still.
        var fresh = Feed.ClockUtc - s_fresh;
        _charted = [.. watched.OrderByDescending(s => s.ToUtc >= fresh).Take(MostCharts).Select(s => s.Definition.Key.ToString())];
        _state = _rows.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private void Toggle(WatchRow row)
    {
        var key = row.Key.ToString();
        if (!_charted.Remove(key) && _charted.Count < MostCharts)
        {
            _charted.Add(key);
        }
    }

    private void ChooseWindow(string? key) => _window = key ?? _window;

    private static TimeSpan? WindowOf(string key) => Array.Find(s_windows, w => w.Key == key).Length;
}
