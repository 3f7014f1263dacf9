using OptiBid.Core.Dashboards.Layout;

namespace OptiBid.Core.Dashboards.Content;

/// <summary>One widget of a dashboard.</summary>
/// <param name="Id">Id inside the dashboard.</param>
/// <param name="Kind">Kind of widget (<see cref="WidgetInfo.Id"/>); one that is not known here is kept as it is.</param>
public sealed record DashboardWidget(string Id, string Kind)
{
    /// <summary>Heading, or null: that of the kind.</summary>
    public string? Title { get; init; }

    /// <summary>Settings that are not the default.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a dashboard shows when its address names nothing else.</summary>
/// <param name="Range">Time range such as <c>now-24h..now</c>; see <see cref="Markets.Calendars.TimeRange"/>.</param>
/// <param name="Market">PJM, CAISO or ERCOT; null: the first with data.</param>
/// <param name="Node">Settlement point; null: the first of the market.</param>
/// <param name="AssetId">Asset; null: all.</param>
public sealed record DashboardDefaults(string Range = "now-24h..now", string? Market = null, string? Node = null, Guid? AssetId = null);

/// <summary>The layouts of a dashboard: the wide one, and those of narrower grids that somebody arranged.</summary>
/// <param name="Wide">12 columns.</param>
public sealed record DashboardLayouts(IReadOnlyList<Tile> Wide)
{
    /// <summary>6 columns; null: made from the wide one.</summary>
    public IReadOnlyList<Tile>? Medium { get; init; }

    /// <summary>1 column; null: made from the wide one.</summary>
    public IReadOnlyList<Tile>? Narrow { get; init; }

    /// <summary>The layout of a grid, derived unless it was arranged.</summary>
    public IReadOnlyList<Tile> Of(int columns) =>
        columns switch
        {
            GridColumns.Wide => Wide,
            GridColumns.Medium => Medium ?? GridLayout.Derive(Wide, columns),
            _ => Narrow ?? GridLayout.Derive(Wide, columns),
        };

    /// <summary>The layouts with one of them arranged.</summary>
    public DashboardLayouts With(int columns, IReadOnlyList<Tile> tiles) =>
        columns switch
        {
            GridColumns.Wide => this with { Wide = tiles },
            GridColumns.Medium => this with { Medium = tiles },
            _ => this with { Narrow = tiles },
        };

    /// <summary>Changes every layout that is kept.</summary>
    public DashboardLayouts Each(Func<IReadOnlyList<Tile>, int, IReadOnlyList<Tile>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(change(Wide, GridColumns.Wide))
        {
            Medium = Medium is null ? null : change(Medium, GridColumns.Medium),
            Narrow = Narrow is null ? null : change(Narrow, GridColumns.Narrow),
        };
    }
}

/// <summary>Everything that is saved, exported and edited of a dashboard. Immutable.</summary>
/// <param name="Title">Heading, 1 to 120 characters.</param>
/// <param name="Description">What it is for, at most 500 characters.</param>
/// <param name="Widgets">Its widgets, at most <see cref="GridLayout.MaxTiles"/>.</param>
/// <param name="Layouts">Where they stand.</param>
/// <param name="Defaults">What they show at first.</param>
public sealed record DashboardContent(
    string Title,
    string Description,
    IReadOnlyList<DashboardWidget> Widgets,
    DashboardLayouts Layouts,
    DashboardDefaults Defaults
)
{
    /// <summary>A dashboard without widgets.</summary>
    public static DashboardContent Empty(string title) => new(title, "", [], new([]), new());

    /// <summary>The same with one more widget at the first free place.</summary>
    public DashboardContent Add(DashboardWidget widget, WidgetSize size, WidgetSize min) =>
        this with
        {
            Widgets = [.. Widgets, widget],
            Layouts = Layouts.Each(
                (tiles, columns) =>
                    GridLayout.Add(
                        tiles,
                        new(widget.Id, 0, 0, columns == GridColumns.Wide ? size.Columns : Math.Max(1, size.Columns / 2), size.Rows)
                        {
                            MinW = min.Columns,
                            MinH = min.Rows,
                        },
                        columns
                    )
            ),
        };

    /// <summary>The same without a widget.</summary>
    public DashboardContent Remove(string id) =>
        this with
        {
            Widgets = [.. Widgets.Where(w => w.Id != id)],
            Layouts = Layouts.Each((tiles, columns) => GridLayout.Remove(tiles, id, columns)),
        };

    /// <summary>The same with a widget changed.</summary>
    public DashboardContent Change(string id, Func<DashboardWidget, DashboardWidget> change) =>
        this with
        {
            Widgets = [.. Widgets.Select(w => w.Id == id ? change(w) : w)],
        };

    /// <summary>The same with a layout changed.</summary>
    public DashboardContent Arrange(int columns, Func<IReadOnlyList<Tile>, IReadOnlyList<Tile>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Layouts = Layouts.With(columns, change(Layouts.Of(columns))) };
    }

    /// <summary>The same with the least sizes that the kinds of its widgets have; a kind that is not known has none.</summary>
    public DashboardContent Sized(Func<string, WidgetInfo?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        var mins = Widgets.ToDictionary(w => w.Id, w => find(w.Kind)?.Min ?? new(1, 1), StringComparer.Ordinal);
        return this with
        {
            Layouts = Layouts.Each(
                (tiles, columns) =>
                    GridLayout.Compact([.. tiles.Select(t => t with { MinW = mins[t.Id].Columns, MinH = mins[t.Id].Rows })], columns)
            ),
        };
    }
}
