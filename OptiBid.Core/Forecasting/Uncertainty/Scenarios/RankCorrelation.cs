using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Uncertainty.Scenarios;

/// <summary>
/// How hours hang together in past days: Spearman's rank correlations as those of the normal distribution with the same ranks, 2 sin(pi r / 6),
/// pulled towards none by the share that Schaefer and Strimmer (2005) give, which grows as days are few.
/// </summary>
internal static class RankCorrelation
{
    private const int FewestDays = 10;

    /// <summary>The lower triangular factor of the correlations; null when days are too few to say anything.</summary>
    public static double[][]? Factor(IReadOnlyList<double[]> ranks, int hours)
    {
        if (ranks.Count < FewestDays)
        {
            return null;
        }

        var (correlation, shrunk) = Correlations(ranks, hours);
        while (true)
        {
            var matrix = correlation.Select((row, i) => row.Select((r, j) => i == j ? 1 : r * (1 - shrunk)).ToArray()).ToArray();
            var factor = Cholesky.Factor(matrix, 0);
            if (factor.All(row => row.All(double.IsFinite) && row[^1] > 1e-6))
            {
                return factor;
            }

            // What is made of rank correlations need not be a correlation matrix; nearer to none it is.
            shrunk = Math.Min(1, shrunk + 0.02);
        }
    }

    /// <summary>The correlations before they are pulled, and the share to pull them by.</summary>
    internal static (double[][] Correlation, double Shrunk) Correlations(IReadOnlyList<double[]> ranks, int hours)
    {
        var n = ranks.Count;
        var scores = Enumerable.Range(0, hours).Select(h => Standardised([.. ranks.Select(r => r[h])])).ToArray();
        var correlation = scores.Select(_ => new double[hours]).ToArray();
        var (variance, square) = (0.0, 0.0);
        for (var i = 0; i < hours; i++)
        {
            correlation[i][i] = 1;
            for (var j = 0; j < i; j++)
            {
                var products = scores[i].Zip(scores[j], (a, b) => a * b).ToArray();
                var mean = products.Average();
                var spearman = Math.Clamp(mean, -1, 1);
                correlation[i][j] = correlation[j][i] = 2 * Math.Sin(Math.PI * spearman / 6);
                variance += products.Sum(p => (p - mean) * (p - mean)) * n / Math.Pow(n - 1, 3);
                square += mean * mean;
            }
        }

        return (correlation, square > 0 ? Math.Clamp(variance / square, 0, 1) : 1);
    }

    /// <summary>Ranks with mean 0 and variance 1; equal values share theirs. All 0 where nothing moves.</summary>
    private static double[] Standardised(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (var at = 0; at < order.Length; )
        {
            var end = at;
            while (end < order.Length && values[order[end]] == values[order[at]])
            {
                end++;
            }

            for (var k = at; k < end; k++)
            {
                ranks[order[k]] = (at + end - 1) / 2.0;
            }

            at = end;
        }

        var mean = ranks.Average();
        var deviation = Math.Sqrt(ranks.Average(r => (r - mean) * (r - mean)));
        return [.. ranks.Select(r => deviation > 0 ? (r - mean) / deviation : 0)];
    }
}

/// <summary>Orders of paths, hour by hour, that hang together as a normal distribution does.</summary>
internal static class CopulaOrder
{
    /// <summary>For each hour the rank, from 0, of each path.</summary>
    /// <param name="factor">Factor of the correlations; null for hours that know nothing of each other.</param>
    /// <param name="hours">Hours.</param>
    /// <param name="count">Paths.</param>
    /// <param name="seed">Seed.</param>
    public static int[][] Of(double[][]? factor, int hours, int count, int seed)
    {
        var random = new Random(seed);
        var draws = new double[hours][];
        for (var h = 0; h < hours; h++)
        {
            draws[h] = new double[count];
        }

        var z = new double[hours];
        for (var i = 0; i < count; i++)
        {
            for (var h = 0; h < hours; h++)
            {
                z[h] = Normal.Quantile((random.Next(1 << 30) + 0.5) / (1 << 30));
                draws[h][i] = factor is null ? z[h] : factor[h].Select((f, k) => f * z[k]).Sum();
            }
        }

        return [.. draws.Select(Ranks)];
    }

    private static int[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new int[values.Length];
        for (var r = 0; r < order.Length; r++)
        {
            ranks[order[r]] = r;
        }

        return ranks;
    }
}
