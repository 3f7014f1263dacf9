using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Live;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Live;

/// <summary>
/// A chart that goes on by itself: history first, then every new point, drawn by uPlot in the browser once per animation frame. It is not rendered
/// by a tick. Series, title and points are fixed: another choice is another chart (<c>@key</c>).
/// </summary>
public sealed partial class LiveChart
{
    private static readonly TimeSpan s_labelEvery = TimeSpan.FromSeconds(30);
    private ElementReference _element;
    private DotNetObjectReference<LiveChart>? _self;
    private IReadOnlyList<LiveSlot> _slots = [];
    private IReadOnlyList<ChartSeries> _rows = [];
    private ChartFrame _frame = ChartFrame.Align([]);
    private string _label = "";
    private string? _error;
    private double? _window;
    private long _labelledAt;
    private bool _drawn;
    private bool _disposed;
    private bool _table;
    private bool _zoomed;

    /// <summary>Heading, name for screen readers and name of the files.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The series, at most six.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<LiveSeries> Series { get; set; } = [];

    /// <summary>Intervals of history, and most points kept, 1 to 50,000.</summary>
    [Parameter]
    public int Points { get; set; } = 2_000;

    /// <summary>How much time is in view while it follows; null is all.</summary>
    [Parameter]
    public TimeSpan? Window { get; set; }

    /// <summary>Height of the drawing in pixels, legend included.</summary>
    [Parameter]
    public int Height { get; set; } = 240;

    /// <summary>Zone in which the time axis is labelled.</summary>
    [Parameter]
    public string TimeZoneId { get; set; } = "UTC";

    /// <summary>Unit of the axis.</summary>
    [Parameter]
    public string YUnit { get; set; } = "";

    /// <summary>Where the values come from; by default what the feed is.</summary>
    [Parameter]
    public Provenance? Provenance { get; set; }

    /// <summary>Charts that zoom together, or null.</summary>
    [CascadingParameter]
    public ChartGroup? Group { get; set; }

    /// <summary>The charts of this circuit.</summary>
    [Inject]
    public required LivePage Page { get; init; }

    /// <summary>What was before.</summary>
    [Inject]
    public required ILiveHistory History { get; init; }

    /// <summary>What brings the values.</summary>
    [Inject]
    public required ILiveFeed Feed { get; init; }

    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Where CSV files go.</summary>
    [Inject]
    public required IDownloads Downloads { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    IReadOnlyList<LiveSlot> ILiveView.Slots => _slots;

    private Provenance? Kind => Feed.Kind == LiveFeedKind.Replay ? Components.Shared.Provenance.Replay : Provenance;

    private string FileStem => string.Concat(Title.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');

    /// <summary>Called by the drawing module when the user zooms or resets.</summary>
    [JSInvokable]
    public void Zoomed(bool zoomed)
    {
        _zoomed = zoomed;
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        Page.Leave(this);
        _self?.Dispose();
        if (_drawn)
        {
            await Page.CallAsync("remove", _element);
        }
    }

    Task ILiveView.InvokeAsync(Func<Task> work) => InvokeAsync(work);

    Task ILiveView.ReloadAsync() => ReloadAsync();

    void ILiveView.Pushed()
    {
        if (Time.GetElapsedTime(_labelledAt) >= s_labelEvery)
        {
            Label();
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _label = L["{0}: loading", Title];

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await DrawAsync();
        }
        else if (_drawn && _window != Window?.TotalSeconds)
        {
            _window = Window?.TotalSeconds;
            await Page.CallAsync("setWindow", _element, _window);
        }
    }

    private async Task DrawAsync()
    {
        _slots = Page.Reserve(Series.Select(s => s.Key));
        _self = DotNetObjectReference.Create(this);
        _window = Window?.TotalSeconds;
        if (!await Page.CallAsync("create", _element, Options(), _self) || _disposed)
        {
            return;
        }

        _drawn = true;
        if (await FillAsync() && !_disposed)
        {
            await Page.JoinAsync(this);
        }

        Label();
        StateHasChanged();
    }

    /// <summary>Reads the history into the browser; positions are taken before, so that nothing falls between.</summary>
    private async Task<bool> FillAsync()
    {
        _error = null;
        foreach (var (slot, series) in _slots.Zip(Series))
        {
            var position = slot.Entry.Position;
            var answer = await History.ReadAsync(series.Key, Points);
            if (answer.Failure is { } failure)
            {
                _error = failure.Localized();
                return false;
            }

            if (_disposed || !await Page.CallAsync("fill", LiveMessage.History(slot.Number, answer.Value.X, answer.Value.Y)))
            {
                return false;
            }

            slot.Position = position;
        }

        return true;
    }

    private async Task ReloadAsync()
    {
        var joined = _error is null;
        if (await FillAsync() && !joined)
        {
            await Page.JoinAsync(this);
        }

        StateHasChanged();
    }

    private object Options() =>
        new
        {
            height = Height,
            zone = TimeZoneId,
            zoneName = Formats.ZoneName(TimeZoneId),
            unit = Formats.Unit(YUnit),
            capacity = Math.Min(LivePage.MostPoints, Math.Max(Points, LiveEntry.TrailLength * 4)),
            window = _window,
            group = Group?.Id,
            // Three expected ticks without a value.
            staleAfter = 3 * (Feed.Every is { } every ? Math.Max(every.TotalSeconds, 1) : 300),
            staleText = L["Stale: no value since {0}", "{0}"].Value,
            lostText = L["Connection lost: no value since {0}", "{0}"].Value,
            series = Series.Select(
                (s, i) =>
                    new
                    {
                        slot = _slots[i].Number,
                        name = s.Name,
                        unit = Formats.Unit(s.Unit),
                        style = s.Style.ToString(),
                    }
            ),
        };

    private void Label()
    {
        _labelledAt = Time.GetTimestamp();
        var values = Series
            .Zip(_slots)
            .Select(p =>
                p.Second.Entry.Newest is { } newest
                    ? L[
                        "{0}: last value {1} {2} of {3}",
                        p.First.Name,
                        Formats.Number(newest.Value),
                        p.First.Unit,
                        Formats.Utc(newest.StartUtc)
                    ].Value
                    : L["{0}: no value yet", p.First.Name].Value
            );
        _label = $"{Title}. {string.Join(". ", values)}.";
    }

    private async Task ToggleTableAsync()
    {
        _table = !_table;
        if (_table)
        {
            await ReadRowsAsync();
        }
    }

    private async Task SaveCsvAsync()
    {
        await ReadRowsAsync();
        await Downloads.SaveTableAsync(FileStem + ".csv", ChartSummary.Rows(_rows, _frame, ChartX.Time, YUnit));
    }

    /// <summary>What the browser shows, newest last: history and the indicative points since.</summary>
    private async Task ReadRowsAsync()
    {
        var rows = new List<ChartSeries>();
        foreach (var (slot, series) in _slots.Zip(Series))
        {
            var answer = await History.ReadAsync(series.Key, Points);
            if (answer.Failure is { } failure)
            {
                _error = failure.Localized();
                continue;
            }

            var (x, y) = answer.Value.With(slot.Entry);
            rows.Add(new(series.Name, x, y, series.Unit));
        }

        (_rows, _frame) = (rows, ChartFrame.Align(rows));
    }

    private async Task ResetZoomAsync() => await Page.CallAsync("resetZoom", _element);

    private async Task SavePngAsync() => await Page.CallAsync("savePng", _element, FileStem + ".png", Title);
}
