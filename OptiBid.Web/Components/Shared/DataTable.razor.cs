using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// A table for many rows: only those in view are drawn. It sorts, remembers per browser which columns are shown, saves as CSV what it shows,
/// keeps its header in view, follows the density of the app, and is walked through with the arrow keys.
/// </summary>
public partial class DataTable<T>
{
    private readonly string _id = Guid.CreateVersion7().ToString("N")[^8..];
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private IReadOnlyList<T>? _sortedOf;
    private List<Row> _rows = [];
    private string? _sorted;
    private bool _descending;
    private bool _choosing;

    /// <summary>The rows.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<T> Items { get; set; } = [];

    /// <summary>The columns.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<DataColumn<T>> Columns { get; set; } = [];

    /// <summary>What the table holds, for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Caption { get; set; } = "";

    /// <summary>Name under which the choice of columns is remembered; without one it is not.</summary>
    [Parameter]
    public string? Key { get; set; }

    /// <summary>Name of the CSV file; without one there is no button.</summary>
    [Parameter]
    public string? FileName { get; set; }

    /// <summary>Height of the part that scrolls, in pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 520;

    /// <summary>Height of a row that is drawn comfortably, in pixels.</summary>
    [Parameter]
    public float RowHeight { get; set; } = 38;

    /// <summary>More tools above the table.</summary>
    [Parameter]
    public RenderFragment? ToolBar { get; set; }

    [Inject]
    private IJSRuntime Js { get; init; } = default!;

    private IEnumerable<DataColumn<T>> Shown => Columns.Where(c => c.IsRowHeader || !_hidden.Contains(c.Id));

    private string ChooserId => "columns-" + _id;

    private string StoreKey => "optibid.columns." + Key;

    private string Summary => Items.Count == 1 ? L["1 row"] : L["{0} rows", Items.Count.ToString("N0", Formats.Display)];

    /// <inheritdoc/>
    protected override void OnInitialized() => _hidden.UnionWith(Columns.Where(c => c.StartsHidden).Select(c => c.Id));

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_sortedOf, Items))
        {
            Sort();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Key is not null && await Js.InvokeAsync<string?>("localStorage.getItem", StoreKey) is { } stored)
        {
            _hidden.Clear();
            _hidden.UnionWith(stored.Split(',').Intersect(Columns.Select(c => c.Id), StringComparer.Ordinal));
            StateHasChanged();
        }
    }

    private void Sort()
    {
        _sortedOf = Items;
        var column = Columns.FirstOrDefault(c => c.Id == _sorted);
        // Rows without a value stay at the end, whatever the direction.
        IEnumerable<T> ordered =
            column is null ? Items
            : _descending
                ? Items.OrderBy(i => column.Value(i) is null).ThenByDescending(i => column.Value(i), Comparer<IComparable?>.Default)
            : Items.OrderBy(i => column.Value(i) is null).ThenBy(i => column.Value(i), Comparer<IComparable?>.Default);
        _rows = [.. ordered.Select((item, i) => new Row(i, item))];
    }

    private void SortBy(DataColumn<T> column)
    {
        // Up, down, as it came.
        (_sorted, _descending) =
            _sorted != column.Id ? (column.Id, false)
            : !_descending ? (column.Id, true)
            : ((string?)null, false);
        Sort();
    }

    private string SortOf(DataColumn<T> column) =>
        _sorted != column.Id ? "none"
        : _descending ? "descending"
        : "ascending";

    private async Task ShowAsync(DataColumn<T> column, bool show)
    {
        _ = show ? _hidden.Remove(column.Id) : _hidden.Add(column.Id);
        if (Key is not null)
        {
            await Js.InvokeVoidAsync("localStorage.setItem", StoreKey, string.Join(',', _hidden.Order(StringComparer.Ordinal)));
        }
    }

    private void OnKey(KeyboardEventArgs e)
    {
        if (e.Key == "Escape")
        {
            _choosing = false;
        }
    }

    private IEnumerable<string[]> CsvRows() =>
        _rows.Select(r => Shown.Select(c => File(c.Value(r.Item))).ToArray()).Prepend([.. Shown.Select(c => c.Id)]);

    private static string File(IComparable? value) =>
        value is DateTime time
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static RenderFragment CellOf(DataColumn<T> column, T item) =>
        column.Cell?.Invoke(item)
        ?? (b => b.AddContent(0, Convert.ToString(column.Value(item), Formats.Display) is { Length: > 0 } text ? text : Formats.Missing));

    private sealed record Row(int Index, T Item);
}
