using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Charts;

/// <summary>
/// A snapshot chart drawn in the browser by ApexCharts 4.7.0, which is loaded when the first one appears; with table, CSV and PNG. It draws again
/// when a parameter is another object; a series is never changed in place. Not for values that tick: it takes about 40 ms to draw.
/// </summary>
public sealed partial class ApexChart
{
    private ElementReference _element;
    private IJSObjectReference? _module;
    private (ApexKind, IReadOnlyList<string>?, IReadOnlyList<ApexSeries>?, string, int) _drawn;
    private bool _table;

    /// <summary>What is drawn.</summary>
    [Parameter, EditorRequired]
    public ApexKind Kind { get; set; }

    /// <summary>Heading, name for screen readers and name of the files.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Names of the slices, bars or columns.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Categories { get; set; } = [];

    /// <summary>The series.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ApexSeries> Series { get; set; } = [];

    /// <summary>Unit of the values.</summary>
    [Parameter]
    public string Unit { get; set; } = "";

    /// <summary>Height of the drawing in pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 260;

    /// <summary>The browser.</summary>
    [Inject]
    public required IJSRuntime Js { get; init; }

    /// <summary>Where CSV files go.</summary>
    [Inject]
    public required IDownloads Downloads { get; init; }

    // A heat map shows value by colour; its rows are named at the axis.
    private IReadOnlyList<string> Legend =>
        Kind switch
        {
            ApexKind.HeatMap => [],
            ApexKind.Donut or ApexKind.Gauge => Categories,
            _ => [.. Series.Select(s => s.Name)],
        };

    private string FileStem => Formats.FileStem(Title);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
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
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var wanted = (Kind, Categories, Series, Unit, Height);
        if (_drawn == wanted || Series.Count == 0)
        {
            return;
        }

        _drawn = wanted;
        _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./js/charts-apex.js");
        await _module.InvokeVoidAsync(
            "draw",
            _element,
            new
            {
                kind = Kind.ToString(),
                height = Height,
                unit = Formats.Unit(Unit),
                categories = Categories,
                series = Series.Select(s => new
                {
                    name = s.Name,
                    values = s.Values.Select(Finite),
                    from = s.From?.Select(Finite),
                }),
            }
        );
    }

    private static double? Finite(double? value) => value is { } v && double.IsFinite(v) ? v : null;

    private List<string[]> Shown() => [.. ApexSummary.Rows(L["Category"], Categories, Series, Unit, v => Formats.Number(v))];

    private async Task SavePngAsync()
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("savePng", _element, FileStem + ".png", Title);
        }
    }

    private Task SaveCsvAsync() =>
        Downloads.SaveTableAsync(
            FileStem + ".csv",
            ApexSummary.Rows("category", Categories, Series, Unit, v => v.ToString("R", Formats.Culture))
        );
}
