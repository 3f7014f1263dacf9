using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// Quantiles that cannot cross: the median, and gaps to either side that are made positive by softplus and summed outwards. Scaling back to prices
/// rises, so they do not cross in prices either.
/// </summary>
internal static class QuantileHead
{
    /// <summary>Place of the median.</summary>
    public const int Median = 3;

    /// <summary>Offset of the gaps at the start: softplus of it is about 0.2.</summary>
    public const float FirstGap = -1.5f;

    /// <summary>Gaps.</summary>
    public const int Gaps = 6;

    private static readonly float[] s_levels = [0.05f, 0.1f, 0.25f, 0.5f, 0.75f, 0.9f, 0.95f];

    /// <summary>The levels, rising.</summary>
    public static ReadOnlySpan<float> Levels => s_levels;

    /// <summary>Rising quantiles of [..., 1] medians and [..., 6] gaps: three downwards from the median, three upwards.</summary>
    public static Tensor Rising(Graph graph, Tensor median, Tensor gaps)
    {
        var sums = new Tensor(Gaps + 1, Gaps + 1);
        for (var level = 0; level <= Gaps; level++)
        {
            sums.Values[level] = 1;
            for (var gap = 0; gap < Median; gap++)
            {
                sums.Values[((1 + gap) * (Gaps + 1)) + level] = level < Median - gap ? -1 : 0;
                sums.Values[((1 + Median + gap) * (Gaps + 1)) + level] = level > Median + gap ? 1 : 0;
            }
        }

        return graph.Product(graph.Concat(median.Shape.Length - 1, median, graph.Apply(Function.Softplus, gaps)), sums);
    }

    /// <summary>The loss that makes them quantiles.</summary>
    public static Tensor Loss(Graph graph, Tensor quantiles, Tensor target) => graph.Add(new PinballLoss(quantiles, target, s_levels));
}
