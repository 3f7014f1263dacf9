namespace OptiBid.Core.Forecasting.Retraining.Drift;

/// <summary>Bins of a distribution, fixed on a reference, with the share of the reference in each.</summary>
/// <param name="Edges">Lower edges of all bins but the first, ascending.</param>
/// <param name="Shares">Share of each bin, one more than edges; none is zero.</param>
internal sealed record StabilityBins(IReadOnlyList<double> Edges, IReadOnlyList<double> Shares);

/// <summary>
/// The population stability index: the sum over bins of (recent - reference) * ln(recent / reference). 0 for the same distribution; credit risk,
/// where it comes from, reads above 0.1 as a shift and above 0.25 as a large one. Stateless.
/// </summary>
internal static class PopulationStability
{
    /// <summary>Bins of a distribution without ties.</summary>
    public const int Bins = 10;

    /// <summary>Tenths of the reference; a value that fills two of them or more (no wind at all, a constant) has a bin of its own.</summary>
    /// <exception cref="ArgumentException">The reference holds no number.</exception>
    public static StabilityBins Fix(IEnumerable<double> reference)
    {
        var sorted = reference.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length == 0)
        {
            throw new ArgumentException("the reference holds no number", nameof(reference));
        }

        var cuts = Enumerable.Range(1, Bins - 1).Select(i => sorted[(int)((long)i * sorted.Length / Bins)]).ToArray();
        var edges = cuts.GroupBy(c => c)
            .SelectMany(g => g.Count() > 1 ? new[] { g.Key, Math.BitIncrement(g.Key) } : [g.Key])
            .Distinct()
            .Order()
            .ToArray();
        return new(edges, Shares(edges, sorted));
    }

    /// <summary>The same bins with the shares of another reference.</summary>
    public static StabilityBins WithShares(StabilityBins bins, IEnumerable<double> reference) =>
        bins with
        {
            Shares = Shares(bins.Edges, reference),
        };

    /// <summary>The index of recent values; null when there is none.</summary>
    public static double? Index(StabilityBins bins, IEnumerable<double> recent)
    {
        var values = recent.Where(double.IsFinite).ToArray();
        return values.Length == 0
            ? null
            : Shares(bins.Edges, values).Zip(bins.Shares, (now, then) => (now - then) * Math.Log(now / then)).Sum();
    }

    /// <summary>Half a value is added to each bin: an empty one would make the index infinite.</summary>
    private static double[] Shares(IReadOnlyList<double> edges, IEnumerable<double> values)
    {
        var sortedEdges = edges as double[] ?? [.. edges];
        var counts = new int[sortedEdges.Length + 1];
        var all = 0;
        foreach (var value in values.Where(double.IsFinite))
        {
            var at = Array.BinarySearch(sortedEdges, value);
            counts[at >= 0 ? at + 1 : ~at]++;
            all++;
        }

        return [.. counts.Select(c => (c + 0.5) / (all + (0.5 * counts.Length)))];
    }
}
