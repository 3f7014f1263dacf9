using System.Globalization;

namespace OptiBid.Core.Markets.Quality;

/// <summary>
/// Finds values that stand out, by medians, so that the outliers themselves do not hide it. Prices are compared with the median of the series in
/// units of its median absolute deviation; power and energy, which move slowly, with the median of their seven neighbours. Keeps its working
/// memory from series to series. Not safe for several threads.
/// </summary>
internal sealed class Outliers
{
    /// <summary>How many a report lists.</summary>
    public const int Listed = 20;

    private const double PriceLimit = 20;
    private const double PowerLimit = 25;
    private const double NormalScale = 1.4826;
    private const double SmallestShare = 1e-2;
    private const int Neighbours = 3;
    private const int MaxSample = 1_000_000;
    private float[] _distance = [];
    private float[] _sorted = [];

    /// <summary>Positions of the outliers, the farthest first.</summary>
    public IReadOnlyList<int> In(ReadOnlySpan<float> values, bool isPrice)
    {
        if (values.Length < 2 * Neighbours)
        {
            return [];
        }

        var distance = Room(ref _distance, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            distance[i] = Math.Abs(values[i]);
        }

        var size = Median(distance);
        if (isPrice)
        {
            FromMedian(values, distance);
        }
        else
        {
            FromNeighbours(values, distance);
        }

        var scale = Math.Max(NormalScale * Median(distance), SmallestShare * size);
        var limit = scale * (isPrice ? PriceLimit : PowerLimit);
        var found = new List<int>();
        for (var i = 0; i < distance.Length && limit > 0; i++)
        {
            if (distance[i] > limit)
            {
                found.Add(i);
            }
        }

        found.Sort((a, b) => _distance[b].CompareTo(_distance[a]));
        return found;
    }

    /// <summary>A value of single precision with the digits it is good for.</summary>
    public static double Shown(float value) =>
        double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The first <paramref name="length"/> places of a working array, made larger where it is too small.</summary>
    public static Span<T> Room<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }

        return array.AsSpan(0, length);
    }

    private void FromMedian(ReadOnlySpan<float> values, Span<float> distance)
    {
        var median = Median(values);
        for (var i = 0; i < values.Length; i++)
        {
            distance[i] = Math.Abs(values[i] - median);
        }
    }

    private static void FromNeighbours(ReadOnlySpan<float> values, Span<float> distance)
    {
        Span<float> window = stackalloc float[(2 * Neighbours) + 1];
        for (var i = 0; i < values.Length; i++)
        {
            var from = Math.Max(0, i - Neighbours);
            var near = window[..(Math.Min(values.Length, i + Neighbours + 1) - from)];
            values.Slice(from, near.Length).CopyTo(near);
            near.Sort();
            distance[i] = Math.Abs(values[i] - near[near.Length / 2]);
        }
    }

    /// <summary>The median; of a million evenly spaced values where there are more.</summary>
    private float Median(ReadOnlySpan<float> values)
    {
        var sorted = Room(ref _sorted, Math.Min(values.Length, MaxSample));
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = values[(int)((long)i * values.Length / sorted.Length)];
        }

        sorted.Sort();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
