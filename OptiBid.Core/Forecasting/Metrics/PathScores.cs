using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Uncertainty.Scenarios;

namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>Scores of paths against the prices that came; smaller is better.</summary>
public static class PathScores
{
    /// <summary>
    /// Energy score (Gneiting and Raftery 2007, section 4.3): the mean distance of the paths to the prices less half their mean distance to each
    /// other. Sees mostly whether each hour is right.
    /// </summary>
    public static double Energy(IReadOnlyList<PriceScenario> paths, double[] actual)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var spread = 0.0;
        for (var i = 0; i < paths.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                spread += paths[i].Probability * paths[j].Probability * Distance(paths[i].Prices, paths[j].Prices);
            }
        }

        return paths.Sum(p => p.Probability * Distance(p.Prices, actual)) - spread;
    }

    /// <summary>
    /// Variogram score of order 1/2 with equal weights (Scheuerer and Hamill 2015): how well the paths know the differences between hours, which a
    /// battery earns from. The mean over all pairs of hours.
    /// </summary>
    public static double Variogram(IReadOnlyList<PriceScenario> paths, double[] actual)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(actual);
        var (score, pairs) = (0.0, 0);
        for (var i = 0; i < actual.Length; i++)
        {
            for (var j = 0; j < i; j++, pairs++)
            {
                var expected = 0.0;
                foreach (var path in paths)
                {
                    expected += path.Probability * Math.Sqrt(Math.Abs(path.Prices[i] - path.Prices[j]));
                }

                var miss = Math.Sqrt(Math.Abs(actual[i] - actual[j])) - expected;
                score += miss * miss;
            }
        }

        return pairs > 0 ? score / pairs : 0;
    }

    /// <summary>Euclidean distance of two paths.</summary>
    internal static double Distance(double[] one, double[] other) => TensorPrimitives.Distance<double>(one, other);
}
