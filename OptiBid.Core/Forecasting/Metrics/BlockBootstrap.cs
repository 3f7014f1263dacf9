namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>A figure with its interval.</summary>
/// <param name="Value">Over all days.</param>
/// <param name="Low">Lower end of the interval of 95 %.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Measured(double Value, double Low, double High);

/// <summary>
/// Intervals by the circular block bootstrap: whole blocks of days are drawn, so that neighbouring days, and the hours of a day, stay together
/// (Politis and Romano 1992).
/// </summary>
public static class BlockBootstrap
{
    /// <summary>Days of a block.</summary>
    public const int BlockDays = 7;

    /// <summary>Samples drawn.</summary>
    public const int Draws = 500;

    /// <summary>A statistic of how often each day counts, with its interval of 95 % by percentiles.</summary>
    /// <param name="days">Number of days.</param>
    /// <param name="seed">Start of the random numbers.</param>
    /// <param name="statistic">The statistic; once each day is the figure itself. A sample for which it is not finite is left out.</param>
    public static Measured Of(int days, int seed, Func<int[], double> statistic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentNullException.ThrowIfNull(statistic);
        var counts = new int[days];
        Array.Fill(counts, 1);
        var value = statistic(counts);
        var random = new Random(seed);
        var drawn = new List<double>(Draws);
        for (var k = 0; k < Draws; k++)
        {
            Array.Clear(counts);
            for (var left = days; left > 0; left -= BlockDays)
            {
                var first = random.Next(days);
                for (var d = 0; d < Math.Min(BlockDays, left); d++)
                {
                    counts[(first + d) % days]++;
                }
            }

            if (statistic(counts) is var sample && double.IsFinite(sample))
            {
                drawn.Add(sample);
            }
        }

        if (drawn.Count == 0)
        {
            return new(value, double.NaN, double.NaN);
        }

        drawn.Sort();
        return new(value, At(drawn, 0.025), At(drawn, 0.975));
    }

    /// <summary>The mean of a value per day.</summary>
    public static Measured Mean(IReadOnlyList<double> perDay, int seed)
    {
        ArgumentNullException.ThrowIfNull(perDay);
        return Of(perDay.Count, seed, counts => Weighted(perDay, counts) / counts.Sum());
    }

    /// <summary>One less the ratio of two sums over days: the skill of the first loss against the second.</summary>
    /// <exception cref="ArgumentException">They do not cover the same days.</exception>
    public static Measured Skill(IReadOnlyList<double> loss, IReadOnlyList<double> reference, int seed)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(reference);
        return loss.Count == reference.Count
            ? Of(loss.Count, seed, counts => 1 - (Weighted(loss, counts) / Weighted(reference, counts)))
            : throw new ArgumentException($"{loss.Count} and {reference.Count} losses: expected the same number");
    }

    private static double Weighted(IReadOnlyList<double> perDay, int[] counts)
    {
        var sum = 0.0;
        for (var d = 0; d < counts.Length; d++)
        {
            sum += counts[d] * perDay[d];
        }

        return sum;
    }

    private static double At(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var low = (int)at;
        return low + 1 < sorted.Count ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}
