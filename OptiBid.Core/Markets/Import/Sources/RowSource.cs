namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>The rows of a table, one at a time. Not safe for several threads.</summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>Column names, trimmed, as the file spells them.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>1-based line (of a CSV or sheet), or number of the item (of JSON).</summary>
    public abstract long Line { get; }

    /// <summary>Part of the file the row is in, such as a sheet; null where there is only one.</summary>
    public virtual string? Section => null;

    /// <summary>Cells of the row; other than the number of columns when the row is ragged.</summary>
    public abstract int CellCount { get; }

    /// <summary>The text of a cell of this row, valid until the next row is read.</summary>
    public abstract ReadOnlySpan<char> this[int ordinal] { get; }

    /// <summary>Moves to the next row; false at the end.</summary>
    public abstract bool Read();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The cell as text of its own.</summary>
    public string Text(int ordinal) => this[ordinal].Trim().ToString();
}
