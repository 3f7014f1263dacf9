using System.Text.Json.Serialization;

namespace OptiBid.Core.Dashboards.Layout;

/// <summary>Where a widget stands on the grid. Immutable; columns and rows count from 0.</summary>
/// <param name="Id">Id of the widget.</param>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="W">Columns.</param>
/// <param name="H">Rows.</param>
public sealed record Tile(string Id, int X, int Y, int W, int H)
{
    /// <summary>Least width; a grid of fewer columns takes what it has. Comes from the kind of widget, not from the file.</summary>
    [JsonIgnore]
    public int MinW { get; init; } = 1;

    /// <summary>Least height.</summary>
    [JsonIgnore]
    public int MinH { get; init; } = 1;

    /// <summary>The first row below it.</summary>
    [JsonIgnore]
    public int Bottom => Y + H;

    /// <summary>True when both want a cell in common.</summary>
    public bool Overlaps(Tile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return X < other.X + other.W && other.X < X + W && Y < other.Bottom && other.Y < Bottom;
    }
}

/// <summary>The grids: 12 columns from 1200 pixels on, 6 from 700 on, 1 below.</summary>
public static class GridColumns
{
    /// <summary>From 1200 pixels on.</summary>
    public const int Wide = 12;

    /// <summary>From 700 pixels on.</summary>
    public const int Medium = 6;

    /// <summary>Below 700 pixels.</summary>
    public const int Narrow = 1;

    /// <summary>Height of a row in pixels.</summary>
    public const int RowHeight = 80;

    /// <summary>Distance between tiles in pixels.</summary>
    public const int Gap = 12;

    /// <summary>Every grid.</summary>
    public static IReadOnlyList<int> All { get; } = [Wide, Medium, Narrow];
}
