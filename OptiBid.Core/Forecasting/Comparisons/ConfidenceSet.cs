namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>
/// The model confidence set of Hansen, Lunde and Nason (2011) on daily losses: statistic T_max, circular blocks of a week resampled 1,000 times
/// with a fixed seed.
/// </summary>
internal static class ConfidenceSet
{
    private const int Resamples = 1000;
    private const int BlockDays = 7;
    private const int Seed = 2011;

    /// <summary>The p value of each model; the best one has 1.</summary>
    /// <param name="losses">By model the loss of each day.</param>
    public static double[] PValues(double[][] losses)
    {
        var p = new double[losses.Length];
        var mean = losses.Select(l => l.Average()).ToArray();
        var resampled = Resampled(losses);
        var left = Enumerable.Range(0, losses.Length).ToList();
        var most = 0.0;
        while (left.Count > 1)
        {
            var all = left.Average(i => mean[i]);
            var distance = left.Select(i => mean[i] - all).ToArray();
            var moved = resampled
                .Select(means =>
                {
                    var average = left.Average(i => means[i]);
                    return left.Select((i, k) => means[i] - average - distance[k]).ToArray();
                })
                .ToArray();
            var deviation = distance.Select((_, k) => Math.Sqrt(moved.Average(m => m[k] * m[k]))).ToArray();
            if (deviation.All(d => d <= 0))
            {
                break;
            }

            double T(double value, int k) => deviation[k] > 0 ? value / deviation[k] : 0;
            var worst = Enumerable.Range(0, left.Count).MaxBy(k => T(distance[k], k));
            var statistic = T(distance[worst], worst);
            var beyond = moved.Count(m => m.Select((v, k) => T(v, k)).Max() >= statistic) / (double)Resamples;
            most = Math.Max(most, beyond);
            p[left[worst]] = most;
            left.RemoveAt(worst);
        }

        // The last one, or those that never differ from each other.
        foreach (var i in left)
        {
            p[i] = 1;
        }

        return p;
    }

    /// <summary>By resample the mean loss of each model.</summary>
    private static double[][] Resampled(double[][] losses)
    {
        var days = losses[0].Length;
        var block = Math.Min(BlockDays, days);
        var random = new Random(Seed);
        var made = new double[Resamples][];
        for (var b = 0; b < Resamples; b++)
        {
            var sums = new double[losses.Length];
            var taken = 0;
            while (taken < days)
            {
                var start = random.Next(days);
                for (var k = 0; k < block && taken < days; k++, taken++)
                {
                    for (var i = 0; i < losses.Length; i++)
                    {
                        sums[i] += losses[i][(start + k) % days];
                    }
                }
            }

            made[b] = [.. sums.Select(s => s / days)];
        }

        return made;
    }
}
