using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// A line, step, bar or point chart for long series: drawn in the browser by uPlot, sent as one binary message, with zoom, table, CSV and PNG.
/// It draws again when a parameter is another object; a series is never changed in place.
/// </summary>
public sealed partial class LineChart
{
    private ElementReference _element;
    private IJSObjectReference? _module;
    private DotNetObjectReference<LineChart>? _self;
    private ChartFrame _frame = ChartFrame.Align([]);
    private (IReadOnlyList<ChartSeries>?, string, int, ChartX, string, string, bool) _drawn;
    private bool _table;
    private bool _zoomed;

    /// <summary>Heading, name for screen readers and name of the files.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The series.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>Height of the drawing in pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 280;

    /// <summary>Whether x is time or a number.</summary>
    [Parameter]
    public ChartX XKind { get; set; } = ChartX.Time;

    /// <summary>Zone in which a time axis is labelled.</summary>
    [Parameter]
    public string TimeZoneId { get; set; } = "UTC";

    /// <summary>Unit of the left axis.</summary>
    [Parameter]
    public string YUnit { get; set; } = "";

    /// <summary>Draws lines as steps: a value holds until the next point.</summary>
    [Parameter]
    public bool Step { get; set; }

    /// <summary>Charts that zoom together, or null; a number axis stays on its own.</summary>
    [CascadingParameter]
    public ChartGroup? Group { get; set; }

    /// <summary>The browser.</summary>
    [Inject]
    public required IJSRuntime Js { get; init; }

    /// <summary>Where CSV files go.</summary>
    [Inject]
    public required IDownloads Downloads { get; init; }

    private string FileStem => Formats.FileStem(Title);

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
        _self?.Dispose();
        if (_module is null)
        {
            return;
        }

        try
        {
            await _module.InvokeVoidAsync("remove", _element);
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone and took the chart with it.
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_drawn.Item1, Series))
        {
            _frame = ChartFrame.Align(Series);
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var wanted = (Series, Title, Height, XKind, TimeZoneId, YUnit, Step);
        if (_drawn == wanted)
        {
            return;
        }

        _drawn = wanted;
        _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./js/charts.js");
        _self ??= DotNetObjectReference.Create(this);
        await _module.InvokeVoidAsync("draw", _element, Options(), _frame.ToBytes(), _self);
    }

    private object Options() =>
        new
        {
            height = Height,
            group = Group?.Id,
            time = XKind == ChartX.Time,
            zone = TimeZoneId,
            zoneName = Formats.ZoneName(TimeZoneId),
            unit = Formats.Unit(YUnit),
            rightUnit = Series.FirstOrDefault(s => s.RightAxis)?.Unit is { } right ? Formats.Unit(right) : "",
            series = Series.Select(s => new
            {
                name = s.Name,
                unit = Formats.Unit(s.Unit ?? YUnit),
                style = (Step && s.Style == ChartStyle.Line ? ChartStyle.Step : s.Style).ToString(),
                right = s.RightAxis,
            }),
        };

    private void ToggleTable() => _table = !_table;

    private async Task ResetZoomAsync()
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("resetZoom", _element);
        }
    }

    private async Task SavePngAsync()
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("savePng", _element, FileStem + ".png", Title);
        }
    }

    private Task SaveCsvAsync() => Downloads.SaveTableAsync(FileStem + ".csv", ChartSummary.Rows(Series, _frame, XKind, YUnit));
}
