using System.Globalization;

namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>Bands of realised prices by their rank among all hours: who is good on quiet days may lose where the money is.</summary>
internal static class PriceBands
{
    private static readonly int[] s_ends = [0, 5, 25, 75, 95, 99, 100];

    /// <summary>The bands that hold at least one hour.</summary>
    public static IReadOnlyList<PriceBand> Of(IReadOnlyCollection<double> prices)
    {
        double[] sorted = [.. prices.Order()];
        var bands = new List<PriceBand>();
        for (var b = 1; b < s_ends.Length; b++)
        {
            var (first, end) = (At(b - 1), At(b));
            if (end > first)
            {
                var label = string.Create(CultureInfo.InvariantCulture, $"{s_ends[b - 1]}-{s_ends[b]}");
                bands.Add(new(label, sorted[first], sorted[end - 1], end - first));
            }
        }

        return bands;

        int At(int end) => (int)((long)sorted.Length * s_ends[end] / 100);
    }

    /// <summary>The hours of each band, by the rank of their price; of equal prices the earlier hours come first.</summary>
    public static IEnumerable<(PriceBand Band, IReadOnlyList<T> Hours)> Group<T>(
        IReadOnlyList<PriceBand> bands,
        IReadOnlyList<T> hours,
        Func<T, double> price
    )
    {
        var sorted = hours.OrderBy(price).ToList();
        var at = 0;
        foreach (var band in bands)
        {
            yield return (band, sorted.GetRange(at, band.N));
            at += band.N;
        }
    }
}
