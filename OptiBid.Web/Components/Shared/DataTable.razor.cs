using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// A table of rows that a person sorts, searches and saves. Up to <see cref="AllDrawn"/> rows are all drawn, of more only those in view. It remembers
/// per browser which columns are shown, saves as CSV what it shows, keeps its header in view, follows the density of the app, and is walked
/// through with the arrow keys. It draws again when <see cref="Items"/> is another list; a list is never changed in place.
/// </summary>
public partial class DataTable<T>
{
    /// <summary>So many rows are drawn without virtualisation: found by the browser's own search, of any height.</summary>
    public const int AllDrawn = 100;

    private readonly string _id = Guid.CreateVersion7().ToString("N")[^8..];
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private IReadOnlyList<T>? _sortedOf;
    private List<Row> _rows = [];
    private string? _sorted;
    private bool _descending;
    private bool _choosing;
    private bool _fetching;
    private string _search = "";

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

    /// <summary>Height of the part that scrolls, in pixels; 0 for as high as its rows.</summary>
    [Parameter]
    public int Height { get; set; } = 520;

    /// <summary>Height of a row that is drawn comfortably, in pixels.</summary>
    [Parameter]
    public float RowHeight { get; set; } = 38;

    /// <summary>More tools above the table.</summary>
    [Parameter]
    public RenderFragment? ToolBar { get; set; }

    /// <summary>Offers a field that keeps the rows with a text.</summary>
    [Parameter]
    public bool Searchable { get; set; }

    /// <summary>Column by which the rows are sorted at first.</summary>
    [Parameter]
    public string? SortedBy { get; set; }

    /// <summary>The first sorting is from high to low.</summary>
    [Parameter]
    public bool SortedDescending { get; set; }

    /// <summary>Which row is chosen, where one can be.</summary>
    [Parameter]
    public Func<T, bool>? IsSelected { get; set; }

    /// <summary>The server has more rows than these; sorting and searching are among those that came.</summary>
    [Parameter]
    public bool HasMore { get; set; }

    /// <summary>Fetches the next rows.</summary>
    [Parameter]
    public EventCallback OnMore { get; set; }

    /// <summary>Text of the button that fetches them.</summary>
    [Parameter]
    public string? MoreText { get; set; }

    [Inject]
    private IJSRuntime Js { get; init; } = default!;

    private IEnumerable<DataColumn<T>> Shown =>
        Columns.Where(c => !c.IsFileOnly && (c.IsRowHeader || c.IsActions || !_hidden.Contains(c.Id)));

    private IEnumerable<DataColumn<T>> Saved =>
        Columns.Where(c => !c.IsActions && (c.IsFileOnly || c.IsRowHeader || !_hidden.Contains(c.Id)));

    // A short list that nobody saves or searches only sorts.
    private bool HasTools => Key is not null || FileName is not null || Searchable || ToolBar is not null;

    private bool IsVirtual => _rows.Count > AllDrawn;

    private string ChooserId => "columns-" + _id;

    private string StoreKey => "optibid.columns." + Key;

    private string Summary =>
        _rows.Count != Items.Count ? L["{0} of {1} rows", Formats.Number(_rows.Count, 0), Formats.Number(Items.Count, 0)]
        : Items.Count == 1 ? L["1 row"]
        : L["{0} rows", Formats.Number(Items.Count, 0)];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _hidden.UnionWith(Columns.Where(c => c.StartsHidden).Select(c => c.Id));
        (_sorted, _descending) = (SortedBy, SortedDescending);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_sortedOf, Items))
        {
            Arrange();
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

    private void Arrange()
    {
        _sortedOf = Items;
        var found =
            _search.Length == 0
                ? Items
                : Items.Where(i => Columns.Any(c => TextOf(c, i).Contains(_search, StringComparison.CurrentCultureIgnoreCase)));
        var column = Columns.FirstOrDefault(c => c.Id == _sorted);
        // Rows without a value stay at the end, whatever the direction.
        var ordered =
            column is null ? found
            : _descending
                ? found.OrderBy(i => column.Value(i) is null).ThenByDescending(i => column.Value(i), Comparer<IComparable?>.Default)
            : found.OrderBy(i => column.Value(i) is null).ThenBy(i => column.Value(i), Comparer<IComparable?>.Default);
        _rows = [.. ordered.Select((item, i) => new Row(i, item))];
    }

    private void Search(string? text)
    {
        _search = (text ?? "").Trim();
        Arrange();
    }

    private async Task MoreAsync()
    {
        _fetching = true;
        try
        {
            await OnMore.InvokeAsync();
        }
        finally
        {
            _fetching = false;
        }
    }

    private void SortBy(DataColumn<T> column)
    {
        // Up, down, as it came.
        (_sorted, _descending) =
            _sorted != column.Id ? (column.Id, false)
            : !_descending ? (column.Id, true)
            : ((string?)null, false);
        Arrange();
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
        _rows.Select(r => Saved.Select(c => File((c.FileValue ?? c.Value)(r.Item))).ToArray()).Prepend([.. Saved.Select(c => c.Id)]);

    private static string File(IComparable? value) =>
        value switch
        {
            DateTime time => Formats.Stamp(time),
            DateOnly day => Formats.Day(day),
            double figure when !double.IsFinite(figure) => "",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static string TextOf(DataColumn<T> column, T item) =>
        column.Value(item) switch
        {
            DateTime time => Formats.Utc(time),
            DateOnly day => Formats.Day(day),
            double figure when column.Decimals is not null || !double.IsFinite(figure) => Formats.Number(figure, column.Decimals ?? 2),
            decimal figure when column.Decimals is { } decimals => figure.ToString("N" + decimals, Formats.Display),
            var value => Convert.ToString(value, Formats.Display) ?? "",
        };

    private string? ClassOf(DataColumn<T> column) =>
        column.IsNumber ? "ob-num"
        : column.IsActions ? "ob-data-actions"
        : column.Wraps && !IsVirtual ? "ob-data-wrap"
        : null;

    private static RenderFragment CellOf(DataColumn<T> column, T item) =>
        column.Cell?.Invoke(item) ?? (b => b.AddContent(0, TextOf(column, item) is { Length: > 0 } text ? text : Formats.Missing));

    private sealed record Row(int Index, T Item);
}
