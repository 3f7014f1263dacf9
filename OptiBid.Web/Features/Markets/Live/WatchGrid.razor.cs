using Microsoft.AspNetCore.Components;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Markets.Live;

/// <summary>
/// The watch list: newest real-time prices at the pace of the page. The browser writes the figures that tick from the page's message
/// (live-grid.js); the server draws a line only when its day-ahead price or its tick mark changes.
/// </summary>
public sealed partial class WatchGrid
{
    private readonly Dictionary<SeriesKey, double?> _dayAhead = [];
    private readonly CancellationTokenSource _stop = new();
    private ElementReference _element;
    private IReadOnlyList<LiveSlot> _slots = [];
    private IReadOnlyList<WatchRow>? _followed;
    private DateTime _hour;
    private bool _drawn;

    /// <summary>The lines; others are another list (<c>@key</c>).</summary>
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

    /// <summary>What is live on this page.</summary>
    [Inject]
    public required LivePage Page { get; init; }

    /// <summary>The clock of the feed.</summary>
    [Inject]
    public required ILiveFeed Feed { get; init; }

    /// <summary>Day-ahead prices.</summary>
    [Inject]
    public required IReadPrices Prices { get; init; }

    IReadOnlyList<LiveSlot> ILiveView.Slots => _slots;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Page.Leave(this);
        await _stop.CancelAsync();
        _stop.Dispose();
        if (_drawn)
        {
            await Page.CallAsync("removeGrid", _element);
        }
    }

    Task ILiveView.InvokeAsync(Func<Task> work) => InvokeAsync(work);

    Task ILiveView.ReloadAsync()
    {
        BeginWithTheNewest();
        return Task.CompletedTask;
    }

    void ILiveView.Pushed()
    {
        if (_hour != HourOf(Feed.ClockUtc))
        {
            _ = InvokeAsync(ReadDayAheadAsync);
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (!ReferenceEquals(_followed, Rows))
        {
            _followed = Rows;
            await ReadDayAheadAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _slots = Page.Reserve(Rows.Select(r => r.Key));
        var lines = Rows.Zip(
            _slots,
            (r, s) =>
                new
                {
                    slot = s.Number,
                    zone = r.TimeZoneId,
                    seconds = 60 * r.IntervalMinutes,
                }
        );
        if (await Page.CallAsync("createGrid", _element, lines, L["open"].Value) && !_stop.IsCancellationRequested)
        {
            _drawn = true;
            BeginWithTheNewest();
            await Page.JoinAsync(this);
        }
    }

    /// <summary>The next message of each line begins with its two newest values: the figure and what it is compared with.</summary>
    private void BeginWithTheNewest()
    {
        foreach (var slot in _slots)
        {
            slot.Position = Math.Max(0, slot.Entry.Position - 2);
        }
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

        StateHasChanged();
        if (_drawn)
        {
            await Page.CallAsync("refreshGrid", _element);
        }
    }

    private static DateTime HourOf(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
}
