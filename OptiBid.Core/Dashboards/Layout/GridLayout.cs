using OptiBid.Core.Common;

namespace OptiBid.Core.Dashboards.Layout;

/// <summary>
/// The layout engine. Pure: every function answers new tiles, none overlapping another, all inside the grid, none lost, and none with a free
/// row above it. Unknown ids change nothing.
/// </summary>
public static class GridLayout
{
    /// <summary>Greatest height of a tile in rows.</summary>
    public const int MaxRows = 40;

    /// <summary>Most tiles of one layout.</summary>
    public const int MaxTiles = 60;

    /// <summary>Puts every tile into the grid, apart from the others and as far up as nothing stands above it.</summary>
    public static IReadOnlyList<Tile> Compact(IReadOnlyList<Tile> tiles, int columns)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        var placed = new List<Tile>(tiles.Count);
        foreach (var tile in InOrder(tiles.Select(t => Fit(t, columns))))
        {
            placed.Add(Rise(FirstFreeBelow(tile, placed), placed));
        }

        // Lists keep the order of the widgets, so that a page need not move what it shows.
        var byId = placed.ToDictionary(t => t.Id, StringComparer.Ordinal);
        return [.. tiles.Select(t => byId[t.Id])];
    }

    /// <summary>Puts a tile with its upper left corner there; what stands in the way goes aside.</summary>
    public static IReadOnlyList<Tile> Move(IReadOnlyList<Tile> tiles, string id, int x, int y, int columns) =>
        Change(tiles, id, t => t with { X = x, Y = y }, columns);

    /// <summary>Gives a tile another size; what stands in the way goes down.</summary>
    public static IReadOnlyList<Tile> Resize(IReadOnlyList<Tile> tiles, string id, int w, int h, int columns) =>
        // At the right edge a tile can grow no further: it never moves to the left for it.
        Change(tiles, id, t => t with { W = Math.Min(w, columns - t.X), H = h }, columns);

    /// <summary>
    /// Moves a tile by one step of the keyboard. Downwards it goes past what compaction would put back: a step shows unless there is nothing
    /// below.
    /// </summary>
    public static IReadOnlyList<Tile> Step(IReadOnlyList<Tile> tiles, string id, int dx, int dy, int columns)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (tiles.FirstOrDefault(t => t.Id == id) is not { } tile)
        {
            return tiles;
        }

        if (dy <= 0)
        {
            // Upwards to the top of what stands above, which then goes below it.
            var above = tiles.Where(t => t.Id != id && t.Bottom == tile.Y && t.X < tile.X + tile.W && tile.X < t.X + t.W).ToList();
            var y = dy < 0 && above.Count > 0 ? above.Max(t => t.Y) : tile.Y + dy;
            return Move(tiles, id, tile.X + dx, Math.Max(0, y), columns);
        }

        var end = tiles.Max(t => t.Bottom);
        for (var y = tile.Y + dy; y <= end; y++)
        {
            var moved = Move(tiles, id, tile.X + dx, y, columns);
            if (moved.First(t => t.Id == id).Y > tile.Y)
            {
                return moved;
            }
        }

        return dx == 0 ? tiles : Move(tiles, id, tile.X + dx, tile.Y, columns);
    }

    /// <summary>Adds a tile at the first free place for it.</summary>
    public static IReadOnlyList<Tile> Add(IReadOnlyList<Tile> tiles, Tile tile, int columns)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        var fit = Fit(tile, columns);
        return Compact([.. tiles, FirstFree(fit, tiles, 0, columns)], columns);
    }

    /// <summary>Takes a tile away; what stood below rises.</summary>
    public static IReadOnlyList<Tile> Remove(IReadOnlyList<Tile> tiles, string id, int columns)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        return Compact([.. tiles.Where(t => t.Id != id)], columns);
    }

    /// <summary>The layout of a narrower grid: the same tiles in reading order, half as wide, never narrower than they may be.</summary>
    public static IReadOnlyList<Tile> Derive(IReadOnlyList<Tile> wide, int columns)
    {
        ArgumentNullException.ThrowIfNull(wide);
        var placed = new List<Tile>(wide.Count);
        var row = 0;
        foreach (var tile in InOrder(wide))
        {
            var w = (tile.W * columns + GridColumns.Wide - 1) / GridColumns.Wide;
            var free = FirstFree(Fit(tile with { W = w, X = 0, Y = row }, columns), placed, row, columns);
            row = free.Y;
            placed.Add(free);
        }

        var byId = placed.ToDictionary(t => t.Id, StringComparer.Ordinal);
        return Compact([.. wide.Select(t => byId[t.Id])], columns);
    }

    /// <summary>What breaks a rule of the grid, by the position of the tile; empty for every layout that the engine made.</summary>
    public static IEnumerable<(int Index, Sentence Reason)> Faults(IReadOnlyList<Tile> tiles, int columns)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        for (var i = 0; i < tiles.Count; i++)
        {
            var tile = tiles[i];
            if (
                tile.X < 0
                || tile.Y < 0
                || tile.W < 1
                || tile.H is < 1 or > MaxRows
                || tile.X > columns - tile.W
                || tile.Y > MaxTiles * MaxRows
            )
            {
                yield return (i, $"stands outside the grid of {columns} columns");
            }
            else if (tiles.Take(i).FirstOrDefault(tile.Overlaps) is { } other)
            {
                yield return (i, $"overlaps tile '{other.Id}'");
            }
        }
    }

    /// <summary>From the top, from left to right.</summary>
    public static IEnumerable<Tile> InOrder(IEnumerable<Tile> tiles) => tiles.OrderBy(t => t.Y).ThenBy(t => t.X);

    private static IReadOnlyList<Tile> Change(IReadOnlyList<Tile> tiles, string id, Func<Tile, Tile> change, int columns)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (tiles.FirstOrDefault(t => t.Id == id) is not { } before)
        {
            return tiles;
        }

        var after = Fit(change(before), columns);
        var placed = new List<Tile>(tiles.Count) { after };
        foreach (var tile in InOrder(tiles.Where(t => t.Id != id).Select(t => Fit(t, columns))))
        {
            placed.Add(Aside(tile, before, after, placed));
        }

        var byId = placed.ToDictionary(t => t.Id, StringComparer.Ordinal);
        return Compact([.. tiles.Select(t => byId[t.Id])], columns);
    }

    /// <summary>Where a tile goes when another was moved: over it if that one came down from above, else below.</summary>
    private static Tile Aside(Tile tile, Tile before, Tile after, List<Tile> placed)
    {
        if (after.Y > before.Y && tile.Y > before.Y && after.Y >= tile.H && tile.Overlaps(after))
        {
            var over = tile with { Y = after.Y - tile.H };
            if (!placed.Exists(over.Overlaps))
            {
                return over;
            }
        }

        return FirstFreeBelow(tile, placed);
    }

    private static Tile FirstFreeBelow(Tile tile, List<Tile> placed)
    {
        while (placed.Find(tile.Overlaps) is { } other)
        {
            tile = tile with { Y = other.Bottom };
        }

        return tile;
    }

    private static Tile Rise(Tile tile, List<Tile> placed)
    {
        var floor = placed.Where(p => p.Bottom <= tile.Y && p.X < tile.X + tile.W && tile.X < p.X + p.W).Select(p => p.Bottom);
        return tile with { Y = floor.DefaultIfEmpty(0).Max() };
    }

    private static Tile FirstFree(Tile tile, IReadOnlyList<Tile> tiles, int fromRow, int columns)
    {
        for (var y = fromRow; ; y++)
        {
            for (var x = 0; x <= columns - tile.W; x++)
            {
                var there = tile with { X = x, Y = y };
                if (!tiles.Any(there.Overlaps))
                {
                    return there;
                }
            }
        }
    }

    private static Tile Fit(Tile tile, int columns)
    {
        var w = Math.Clamp(Math.Max(tile.W, Math.Min(tile.MinW, columns)), 1, columns);
        return tile with
        {
            W = w,
            H = Math.Clamp(Math.Max(tile.H, tile.MinH), 1, MaxRows),
            X = Math.Clamp(tile.X, 0, columns - w),
            Y = Math.Clamp(tile.Y, 0, MaxTiles * MaxRows),
        };
    }
}
