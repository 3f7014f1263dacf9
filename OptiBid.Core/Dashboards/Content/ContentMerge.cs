using OptiBid.Core.Dashboards.Layout;

namespace OptiBid.Core.Dashboards.Content;

/// <summary>Two changes of one dashboard put together.</summary>
/// <param name="Content">The result, or null when a person has to decide.</param>
/// <param name="Collisions">What both changed differently, in words.</param>
public sealed record ContentMergeResult(DashboardContent? Content, IReadOnlyList<string> Collisions);

/// <summary>The three-way merge of dashboards: widget by widget, tile by tile. Pure.</summary>
public static class ContentMerge
{
    /// <summary>What <paramref name="mine"/> and <paramref name="theirs"/> changed of <paramref name="origin"/>, together.</summary>
    public static ContentMergeResult Merge(DashboardContent origin, DashboardContent mine, DashboardContent theirs)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(theirs);
        var collisions = new List<string>();
        var title = Pick(origin.Title, mine.Title, theirs.Title, "the title", collisions);
        var description = Pick(origin.Description, mine.Description, theirs.Description, "the description", collisions);
        var defaults = Pick(origin.Defaults, mine.Defaults, theirs.Defaults, "the defaults", collisions);
        var widgets = Widgets(origin, mine, theirs, collisions);
        var layouts = new DashboardLayouts([]);
        foreach (var columns in GridColumns.All)
        {
            if (Tiles(columns, (origin, mine, theirs), widgets, collisions) is { } tiles)
            {
                layouts = layouts.With(columns, tiles);
            }
        }

        return collisions.Count > 0 ? new(null, collisions) : new(new(title, description, widgets, layouts, defaults), []);
    }

    private static T Pick<T>(T origin, T mine, T theirs, string what, List<string> collisions)
    {
        var equal = EqualityComparer<T>.Default;
        if (equal.Equals(mine, origin) || equal.Equals(mine, theirs))
        {
            return theirs;
        }

        if (!equal.Equals(theirs, origin))
        {
            collisions.Add(what);
        }

        return mine;
    }

    private static List<DashboardWidget> Widgets(
        DashboardContent origin,
        DashboardContent mine,
        DashboardContent theirs,
        List<string> collisions
    )
    {
        var result = new List<DashboardWidget>();
        foreach (var id in theirs.Widgets.Concat(mine.Widgets).Select(w => w.Id).Distinct(StringComparer.Ordinal))
        {
            var (was, my, their) = (Find(origin, id), Find(mine, id), Find(theirs, id));
            var kept =
                Same(my, was) || Same(my, their) ? their
                : Same(their, was) ? my
                : Collide(my ?? their!, collisions);
            if (kept is not null)
            {
                result.Add(kept);
            }
        }

        return result;
    }

    private static DashboardWidget Collide(DashboardWidget widget, List<string> collisions)
    {
        collisions.Add($"widget {widget.Title ?? widget.Kind}");
        return widget;
    }

    private static IReadOnlyList<Tile>? Tiles(
        int columns,
        (DashboardContent Origin, DashboardContent Mine, DashboardContent Theirs) all,
        List<DashboardWidget> widgets,
        List<string> collisions
    )
    {
        if (columns != GridColumns.Wide && Kept(all.Mine, columns) is null && Kept(all.Theirs, columns) is null)
        {
            return null;
        }

        Dictionary<string, Tile> By(DashboardContent c) => c.Layouts.Of(columns).ToDictionary(t => t.Id, StringComparer.Ordinal);
        var (was, my, their) = (By(all.Origin), By(all.Mine), By(all.Theirs));
        var (mineMoved, theirsMoved, still) = (new List<Tile>(), new List<Tile>(), new List<Tile>());
        foreach (var widget in widgets)
        {
            var (o, m, t) = (was.GetValueOrDefault(widget.Id), my.GetValueOrDefault(widget.Id), their.GetValueOrDefault(widget.Id));
            if (m == o || m == t)
            {
                (t == o || m == t ? still : theirsMoved).Add((t ?? m)!);
            }
            else if (t == o)
            {
                mineMoved.Add((m ?? t)!);
            }
            else
            {
                collisions.Add($"the place of {widget.Title ?? widget.Kind}");
                still.Add((m ?? t)!);
            }
        }

        if (mineMoved.Exists(m => theirsMoved.Exists(m.Overlaps)))
        {
            collisions.Add(columns == GridColumns.Wide ? "places that both gave away" : $"places on the grid of {columns} columns");
        }

        // What nobody moved gives way.
        return Restore(
            GridLayout.Compact([.. mineMoved, .. theirsMoved, .. Free(still, [.. mineMoved, .. theirsMoved])], columns),
            widgets
        );
    }

    private static IEnumerable<Tile> Free(List<Tile> still, List<Tile> moved)
    {
        foreach (var tile in GridLayout.InOrder(still))
        {
            var free = tile;
            while (moved.Find(free.Overlaps) is { } other)
            {
                free = free with { Y = other.Bottom };
            }

            yield return free;
        }
    }

    private static IReadOnlyList<Tile> Restore(IReadOnlyList<Tile> tiles, List<DashboardWidget> widgets)
    {
        var by = tiles.ToDictionary(t => t.Id, StringComparer.Ordinal);
        return [.. widgets.Select(w => by[w.Id])];
    }

    private static IReadOnlyList<Tile>? Kept(DashboardContent content, int columns) =>
        columns == GridColumns.Medium ? content.Layouts.Medium : content.Layouts.Narrow;

    private static DashboardWidget? Find(DashboardContent content, string id) => content.Widgets.FirstOrDefault(w => w.Id == id);

    private static bool Same(DashboardWidget? one, DashboardWidget? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Kind == other.Kind
                && one.Title == other.Title
                && one.Settings.Count == other.Settings.Count
                && one.Settings.All(s => other.Settings.TryGetValue(s.Key, out var value) && value == s.Value);
}
