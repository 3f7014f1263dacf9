using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Sink;

namespace OptiBid.Core.Markets.Quality;

/// <summary>
/// Looks at the series of a file after its last row. Flags only; no value is changed. Keeps its working memory from series to series. Not safe for
/// several threads.
/// </summary>
internal sealed class QualityCheck
{
    private const int MaxGaps = 100;
    private const int MaxZeroRuns = 20;
    private const int LongPriceRun = 6;
    private readonly ClockChanges _changes = new();
    private readonly Outliers _outliers = new();
    private int[] _index = [];
    private float[] _values = [];

    /// <summary>The report of one series.</summary>
    public SeriesQuality Of(SeriesColumn column)
    {
        var index = Outliers.Room(ref _index, column.Grid.Count);
        var values = Outliers.Room(ref _values, column.Grid.Count);
        column.Grid.CopyTo(index, values);
        var key = column.Definition.Key;
        var (gaps, gapCount, missing) = Gaps(column, index);
        var outliers = column.Kind == SeriesKind.Regular ? _outliers.In(values, IsPrice(column.Definition.Unit)) : [];
        return new SeriesQuality(
            key.Market,
            key.Node,
            key.Product,
            column.StartOf(index[0]),
            column.StartOf(index[^1] + 1),
            index.Length,
            missing,
            gapCount,
            gaps,
            column.Repeats,
            column.Contradictions,
            column.Unsorted,
            column.Kind == SeriesKind.Regular ? _changes.In(column, index) : [],
            outliers.Count,
            [.. outliers.Take(Outliers.Listed).Select(i => new FlaggedValue(column.StartOf(_index[i]), Outliers.Shown(_values[i])))],
            IsNeverNegative(key.Product) ? CountBelowZero(values) : 0,
            ZeroRuns(column, index, values),
            column.IdentityError
        );
    }

    private static int CountBelowZero(ReadOnlySpan<float> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += value < 0 ? 1 : 0;
        }

        return count;
    }

    private static (IReadOnlyList<SeriesGap> Gaps, int Count, long Missing) Gaps(SeriesColumn column, ReadOnlySpan<int> index)
    {
        var gaps = new List<SeriesGap>();
        var count = 0;
        long missing = 0;
        if (column.Kind == SeriesKind.Sparse)
        {
            return (gaps, count, missing);
        }

        for (var i = 1; i < index.Length; i++)
        {
            if (index[i] - index[i - 1] > 1)
            {
                count++;
                missing += index[i] - index[i - 1] - 1;
                if (gaps.Count < MaxGaps)
                {
                    gaps.Add(new SeriesGap(column.StartOf(index[i - 1] + 1), column.StartOf(index[i])));
                }
            }
        }

        return (gaps, count, missing);
    }

    private static List<ZeroRun> ZeroRuns(SeriesColumn column, ReadOnlySpan<int> index, ReadOnlySpan<float> values)
    {
        var product = column.Definition.Key.Product;
        var shortest =
            product.Contains("load", StringComparison.Ordinal) ? 1
            : IsPrice(column.Definition.Unit) && product.Contains("_lmp", StringComparison.Ordinal) ? LongPriceRun
            : int.MaxValue;
        var runs = new List<ZeroRun>();
        for (var i = 0; i < values.Length && shortest < int.MaxValue; i++)
        {
            var from = i;
            while (i < values.Length && values[i] == 0 && (i == from || index[i] == index[i - 1] + 1))
            {
                i++;
            }

            if (i - from >= shortest && runs.Count < MaxZeroRuns)
            {
                runs.Add(new ZeroRun(column.StartOf(index[from]), column.StartOf(index[i - 1] + 1), i - from));
            }
        }

        return runs;
    }

    private static bool IsPrice(string unit) => unit.Contains('/', StringComparison.Ordinal);

    private static bool IsNeverNegative(string product) =>
        (product.Contains("load", StringComparison.Ordinal) && !product.StartsWith("net_", StringComparison.Ordinal))
        || product.Contains("wind", StringComparison.Ordinal)
        || product.Contains("solar", StringComparison.Ordinal);
}
