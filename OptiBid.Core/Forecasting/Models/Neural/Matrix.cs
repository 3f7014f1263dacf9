namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>Single-precision matrix, row by row, each row filled up with zeros to whole tiles of <see cref="MatrixKernel"/>.</summary>
internal sealed class Matrix
{
    public Matrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Stride = (columns + MatrixKernel.Tile - 1) / MatrixKernel.Tile * MatrixKernel.Tile;
        if (Stride % 128 == 0)
        {
            // Rows a power of two apart fall on the same lines of the cache.
            Stride += MatrixKernel.Tile;
        }

        Values = new float[rows * Stride];
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns that mean something.</summary>
    public int Columns { get; }

    /// <summary>From one row to the next.</summary>
    public int Stride { get; }

    /// <summary>All values; those behind the last column of a row are zero.</summary>
    public float[] Values { get; }

    /// <summary>A row without its filling.</summary>
    public Span<float> Row(int row) => Values.AsSpan(row * Stride, Columns);

    /// <summary>A row with its filling.</summary>
    public Span<float> WholeRow(int row) => Values.AsSpan(row * Stride, Stride);

    /// <summary>Writes the transpose of this matrix.</summary>
    public void TransposeInto(Matrix target)
    {
        for (var r = 0; r < Rows; r++)
        {
            var row = Row(r);
            for (var c = 0; c < row.Length; c++)
            {
                target.Values[(c * target.Stride) + r] = row[c];
            }
        }
    }
}
