using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Dashboards.Layout;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>The tiles of a dashboard on a CSS grid, and what pointer and keyboard do with them while it is edited.</summary>
public sealed partial class DashboardGrid : IAsyncDisposable
{
    private const int FrameHeight = 62;

    private readonly Dictionary<string, (WidgetContext Context, object Key)> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (IReadOnlyList<Tile> From, Dictionary<string, Tile> Tiles)> _tiles = [];
    private ElementReference _grid;
    private IJSObjectReference? _module;
    private DotNetObjectReference<DashboardGrid>? _self;
    private List<string> _order = [];
    private bool _wasEditing;
    private DashboardContent? _laidOut;

    /// <summary>The dashboard.</summary>
    [Parameter, EditorRequired]
    public DashboardEditor Editor { get; set; } = default!;

    /// <summary>Shows the handles.</summary>
    [Parameter]
    public bool IsEditing { get; set; }

    /// <summary>What the widgets are told, without what is each one's own.</summary>
    [Parameter, EditorRequired]
    public WidgetContext Context { get; set; } = default!;

    /// <summary>Called when something was changed.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    /// <summary>Called with <c>undo</c>, <c>redo</c> or <c>save</c>.</summary>
    [Parameter]
    public EventCallback<string> OnShortcut { get; set; }

    /// <summary>Entries of the menu of a widget.</summary>
    [Parameter]
    public Func<DashboardWidget, IReadOnlyList<MenuAction>> Actions { get; set; } = _ => [];

    /// <summary>The kinds.</summary>
    [Inject]
    public required IWidgetCatalogue Catalogue { get; init; }

    /// <summary>The browser.</summary>
    [Inject]
    public required IJSRuntime Js { get; init; }

    /// <summary>Columns of the window.</summary>
    public int Columns { get; private set; } = GridColumns.Wide;

    /// <summary>What a screen reader says.</summary>
    public string Announcement { get; private set; } = "";

    /// <summary>The grid in the page.</summary>
    public ElementReference Board => _grid;

    /// <summary>Heading of a widget.</summary>
    public string TitleOf(DashboardWidget widget)
    {
        ArgumentNullException.ThrowIfNull(widget);
        return widget.Title is { Length: > 0 } title ? title
            : Catalogue.Find(widget.Kind) is { } known ? Catalogue.Text(known, known.Info.Title)
            : widget.Kind;
    }

    /// <summary>Says something to a screen reader.</summary>
    public void Announce(string text) => Announcement = text;

    /// <summary>A pointer left a tile with its corner at a cell.</summary>
    [JSInvokable]
    public Task MoveAsync(string id, int x, int y) => ArrangeAsync(id, tiles => GridLayout.Move(tiles, id, x, y, Columns));

    /// <summary>A pointer gave a tile another size.</summary>
    [JSInvokable]
    public Task ResizeAsync(string id, int w, int h) => ArrangeAsync(id, tiles => GridLayout.Resize(tiles, id, w, h, Columns));

    /// <summary>A key was pressed on the handle of a tile.</summary>
    [JSInvokable]
    public async Task KeyAsync(string id, string key, bool shift)
    {
        if (!IsEditing || Editor.Content.Widgets.All(w => w.Id != id))
        {
            return;
        }

        switch (key)
        {
            case "Grab":
                Editor.Grab(id);
                Announcement = L["{0} is held. Arrow keys move it.", Place(id)];
                break;
            case "Drop" when Editor.HeldId == id:
                Editor.Drop();
                Announcement = L["{0}. Dropped.", Place(id)];
                await OnChange.InvokeAsync();
                break;
            case "Escape":
                Editor.Cancel();
                Announcement = L["{0}. Put back.", Place(id)];
                break;
            default:
                var (dx, dy) = Direction(key);
                Editor.Nudge(Columns, tiles => Change(tiles, id, dx, dy, shift));
                Announcement = Place(id);
                break;
        }

        StateHasChanged();
    }

    /// <summary>The window has this many columns.</summary>
    [JSInvokable]
    public void ColumnsAsync(int columns)
    {
        if (columns != Columns && GridColumns.All.Contains(columns))
        {
            Columns = columns;
            StateHasChanged();
        }
    }

    /// <summary>A shortcut was pressed.</summary>
    [JSInvokable]
    public Task ShortcutAsync(string what) => OnShortcut.InvokeAsync(what);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("stop", _grid);
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone and its listeners with it.
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/dashboard-grid.js");
            await _module.InvokeVoidAsync("start", _grid, _self);
        }
    }

    private async Task ArrangeAsync(string id, Func<IReadOnlyList<Tile>, IReadOnlyList<Tile>> change)
    {
        if (!IsEditing)
        {
            return;
        }

        Editor.Apply(c => c.Arrange(Columns, change));
        Announcement = Place(id);
        await OnChange.InvokeAsync();
        StateHasChanged();
    }

    private IReadOnlyList<Tile> Change(IReadOnlyList<Tile> tiles, string id, int dx, int dy, bool resize)
    {
        if (!resize)
        {
            return GridLayout.Step(tiles, id, dx, dy, Columns);
        }

        var tile = tiles.First(t => t.Id == id);
        return GridLayout.Resize(tiles, id, tile.W + dx, tile.H + dy, Columns);
    }

    private static (int Dx, int Dy) Direction(string key) =>
        key switch
        {
            "ArrowLeft" => (-1, 0),
            "ArrowRight" => (1, 0),
            "ArrowUp" => (0, -1),
            "ArrowDown" => (0, 1),
            _ => (0, 0),
        };

    /// <summary>While it is edited the elements keep their order: one that is moved in the page would lose the focus.</summary>
    private IEnumerable<DashboardWidget> Ordered()
    {
        var widgets = Editor.Content.Widgets.ToDictionary(w => w.Id, StringComparer.Ordinal);
        if (!IsEditing || !_wasEditing)
        {
            _order = [.. GridLayout.InOrder(Editor.Content.Layouts.Of(Columns)).Select(t => t.Id)];
            _wasEditing = IsEditing;
        }

        _order.RemoveAll(id => !widgets.ContainsKey(id));
        _order.AddRange(widgets.Keys.Except(_order, StringComparer.Ordinal).ToList());
        return _order.Select(id => widgets[id]);
    }

    private Tile TileOf(string id, int? columns = null)
    {
        if (!ReferenceEquals(_laidOut, Editor.Content))
        {
            _laidOut = Editor.Content;
            _tiles.Clear();
        }

        var wanted = columns ?? Columns;
        if (!_tiles.TryGetValue(wanted, out var layout))
        {
            var tiles = Editor.Content.Layouts.Of(wanted);
            layout = (tiles, tiles.ToDictionary(t => t.Id, StringComparer.Ordinal));
            _tiles[wanted] = layout;
        }

        return layout.Tiles[id];
    }

    private string Place(string id)
    {
        var (tile, widget) = (TileOf(id), Editor.Content.Widgets.First(w => w.Id == id));
        return L["{0}, column {1}, row {2}, {3} by {4}", TitleOf(widget), tile.X + 1, tile.Y + 1, tile.W, tile.H];
    }

    private string TileClass(string id) => Editor.HeldId == id ? "ob-tile ob-tile-held" : "ob-tile";

    /// <summary>The places on every grid: CSS takes the one of the window, so that a narrow page needs no answer of the server.</summary>
    private string StyleOf(string id) =>
        string.Concat(
            GridColumns.All.Select(c =>
            {
                var t = TileOf(id, c);
                return string.Create(Components.Shared.Formats.Culture, $"--x{c}:{t.X + 1};--y{c}:{t.Y + 1};--w{c}:{t.W};--h{c}:{t.H};");
            })
        );

    private WidgetContext ContextOf(DashboardWidget widget, int rows)
    {
        // Another object means "read again", so an unchanged one stays the same object.
        var (title, height) = (TitleOf(widget), (rows * (GridColumns.RowHeight + GridColumns.Gap)) - GridColumns.Gap - FrameHeight);
        var settings = string.Join(
            '\u001f',
            widget.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key + "\u001e" + s.Value)
        );
        var key = (Context, title, height, settings);
        if (!_contexts.TryGetValue(widget.Id, out var held) || !held.Key.Equals(key))
        {
            held = (Context with { Title = title, BodyHeight = height, Settings = widget.Settings }, key);
            _contexts[widget.Id] = held;
        }

        return held.Context;
    }
}
