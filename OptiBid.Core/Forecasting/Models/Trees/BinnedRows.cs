namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>
/// Rows of which each column is cut into at most 255 bins of about as many values; bin b holds the values below cut b, and 255 the missing ones.
/// </summary>
internal sealed class BinnedRows
{
    /// <summary>Bin of a missing value.</summary>
    public const int Missing = 255;

    private const int MostCuts = 254;
    private readonly byte[][] _columns;
    private readonly float[][] _cuts;

    private BinnedRows(byte[][] columns, float[][] cuts, int rows) => (_columns, _cuts, Rows) = (columns, cuts, rows);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Width => _columns.Length;

    /// <summary>Bins of a column, by row.</summary>
    public byte[] Column(int column) => _columns[column];

    /// <summary>Cuts of a column, rising.</summary>
    public float[] Cuts(int column) => _cuts[column];

    /// <summary>Cuts and bins of the first <paramref name="rows"/> rows of values that lie row by row.</summary>
    public static BinnedRows Of(ReadOnlySpan<float> values, int width, int rows)
    {
        var columns = new byte[width][];
        var cuts = new float[width][];
        var sample = new float[rows];
        for (var c = 0; c < width; c++)
        {
            var count = 0;
            for (var r = 0; r < rows; r++)
            {
                var x = values[(r * width) + c];
                sample[count] = x;
                count += float.IsNaN(x) ? 0 : 1;
            }

            cuts[c] = CutsOf(sample.AsSpan(0, count));
            columns[c] = new byte[rows];
            for (var r = 0; r < rows; r++)
            {
                columns[c][r] = BinOf(cuts[c], values[(r * width) + c]);
            }
        }

        return new(columns, cuts, rows);
    }

    private static float[] CutsOf(Span<float> sample)
    {
        sample.Sort();
        var distinct = new List<(float Value, int Until)>();
        for (var i = 0; i < sample.Length; i++)
        {
            if (i + 1 == sample.Length || sample[i + 1] > sample[i])
            {
                distinct.Add((sample[i], i + 1));
            }
        }

        var cuts = new List<float>();
        var filled = 0;
        for (var i = 0; i + 1 < distinct.Count; i++)
        {
            // A cut after this value where the bin is full; with few distinct values after each.
            if (distinct.Count <= MostCuts + 1 || (long)distinct[i].Until * (MostCuts + 1) >= (long)(filled + 1) * sample.Length)
            {
                cuts.Add(Between(distinct[i].Value, distinct[i + 1].Value));
                filled = (int)((long)distinct[i].Until * (MostCuts + 1) / sample.Length);
            }
        }

        return [.. cuts];
    }

    /// <summary>A number above the first and not above the second, near their middle.</summary>
    private static float Between(float low, float high)
    {
        var middle = low + ((high - low) / 2);
        return middle > low && float.IsFinite(middle) ? middle : high;
    }

    private static byte BinOf(float[] cuts, float x)
    {
        if (float.IsNaN(x))
        {
            return Missing;
        }

        var (low, high) = (0, cuts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = x < cuts[middle] ? (low, middle) : (middle + 1, high);
        }

        return (byte)low;
    }
}
