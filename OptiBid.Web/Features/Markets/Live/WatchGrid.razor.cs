using Microsoft.AspNetCore.Components;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Markets.Live;

/// <summary>The watch list: newest real-time prices at the pace of the page, at most twice a second; a line is drawn again only when its own value changed.</summary>
public sealed partial class WatchGrid
{
    // Figures that change faster cannot be read, and more than three flashes a second are not allowed (WCAG 2.3.1).
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.45);
    private readonly Dictionary<SeriesKey, LiveValue?> _now = [];
    private readonly Dictionary<SeriesKey, double?> _dayAhead = [];
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<WatchRow>? _followed;
    private IDisposable? _subscription;
    private DateTime _hour;

    /// <summary>The lines.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<WatchRow> Rows { get; set; } = [];

    /// <summary>Which lines have a chart.</summary>
    [Parameter, EditorRequired]
    public IReadOnlySet<string> Charted { get; set; } = new HashSet<string>();

    /// <summary>Most charts at a time.</summary>
    [Parameter]
    public int MostCharts { get; set; } = 6;

    /// <summary>Charts a line, or no more.</summary>
    [Parameter]
    public EventCallback<WatchRow> OnToggle { get; set; }

    /// <summary>The newest values.</summary>
    [Inject]
    public required ILiveValues Values { get; init; }

    /// <summary>Pace and pause.</summary>
    [Inject]
    public required LivePage Page { get; init; }

    /// <summary>The clock of the feed.</summary>
    [Inject]
    public required ILiveFeed Feed { get; init; }

    /// <summary>Day-ahead prices.</summary>
    [Inject]
    public required IReadPrices Prices { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Page.Changed -= FollowAnew;
        _subscription?.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Page.Changed += FollowAnew;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (!ReferenceEquals(_followed, Rows))
        {
            _followed = Rows;
            Follow();
            await ReadDayAheadAsync();
        }
    }

    private void FollowAnew(object? sender, EventArgs e) => Follow();

    private void Follow()
    {
        _subscription?.Dispose();
        _subscription = null;
        if (!Page.IsPaused && Rows.Count > 0)
        {
            _subscription = Values.Subscribe(
                [.. Rows.Select(r => r.Key)],
                Page.Every > s_shortest ? Page.Every : s_shortest,
                changed => InvokeAsync(() => ShowAsync(changed))
            );
        }

        // Read after the subscription has begun, so that nothing falls between.
        foreach (var row in Rows)
        {
            _now[row.Key] = Values.Find(row.Key);
        }

        _ = InvokeAsync(StateHasChanged);
    }

    private async Task ShowAsync(IReadOnlyList<LiveValue> changed)
    {
        foreach (var value in changed)
        {
            _now[value.Key] = value;
        }

        if (_hour != HourOf(Feed.ClockUtc))
        {
            await ReadDayAheadAsync();
        }

        StateHasChanged();
    }

    /// <summary>The day-ahead prices of the hour that the feed's clock is in.</summary>
    private async Task ReadDayAheadAsync()
    {
        _hour = HourOf(Feed.ClockUtc);
        foreach (var row in Rows.Where(r => r.DayAhead is not null))
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            var answer = await Prices.ExecuteAsync(new(row.DayAhead!, _hour, _hour.AddHours(1)), CancellationToken.None);
            _dayAhead[row.Key] = answer is { IsSuccess: true, Value.Rows: [var price, ..] } ? price.Value : null;
        }
    }

    private static DateTime HourOf(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
}
