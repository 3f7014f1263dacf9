namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>One row of a reliability table.</summary>
/// <param name="From">Lower end of the forecast probabilities.</param>
/// <param name="To">Upper end.</param>
/// <param name="N">Hours.</param>
/// <param name="Forecast">Mean forecast probability.</param>
/// <param name="Happened">Share of hours in which it happened.</param>
public sealed record ReliabilityRow(double From, double To, int N, double Forecast, double Happened);

/// <summary>How good probabilities of an event are. Rows are hours, as many a day as <c>perDay</c> says where days matter.</summary>
public static class ProbabilityScores
{
    private static readonly double[] s_edges = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1];

    /// <summary>The Brier score of each day: mean square of probability less what happened.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are not whole days.</exception>
    public static IReadOnlyList<double> DailyBrier(IReadOnlyList<float> probability, IReadOnlyList<float> happened, int perDay)
    {
        Check(probability, happened);
        if (probability.Count % perDay != 0)
        {
            throw new ArgumentException($"{probability.Count} rows are not whole days of {perDay}");
        }

        return
        [
            .. Enumerable
                .Range(0, probability.Count / perDay)
                .Select(d => Enumerable.Range(d * perDay, perDay).Average(r => Math.Pow(probability[r] - happened[r], 2))),
        ];
    }

    /// <summary>
    /// Probability that an hour in which it happened was given more than one in which it did not, ties counting half; NaN when one kind is missing. The
    /// interval is over days.
    /// </summary>
    public static Measured Auc(IReadOnlyList<float> probability, IReadOnlyList<float> happened, int perDay, int seed)
    {
        Check(probability, happened);
        var order = Enumerable.Range(0, probability.Count).OrderBy(r => probability[r]).ToArray();
        return BlockBootstrap.Of(probability.Count / perDay, seed, counts => Auc(order, probability, happened, counts, perDay));
    }

    /// <summary>Forecast probabilities in bins beside what happened; empty bins are left out.</summary>
    public static IReadOnlyList<ReliabilityRow> Reliability(IReadOnlyList<float> probability, IReadOnlyList<float> happened)
    {
        Check(probability, happened);
        return
        [
            .. Enumerable
                .Range(0, probability.Count)
                .GroupBy(r => Math.Clamp(Array.FindLastIndex(s_edges, e => e <= probability[r]), 0, s_edges.Length - 2))
                .OrderBy(g => g.Key)
                .Select(g => new ReliabilityRow(
                    s_edges[g.Key],
                    s_edges[g.Key + 1],
                    g.Count(),
                    g.Average(r => (double)probability[r]),
                    g.Average(r => (double)happened[r])
                )),
        ];
    }

    private static double Auc(int[] order, IReadOnlyList<float> probability, IReadOnlyList<float> happened, int[] counts, int perDay)
    {
        var (below, pairs, positive, negative) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < order.Length; )
        {
            var (ones, zeros) = (0.0, 0.0);
            var tie = probability[order[i]];
            for (; i < order.Length && probability[order[i]].Equals(tie); i++)
            {
                var weight = counts[order[i] / perDay];
                ones += happened[order[i]] > 0 ? weight : 0;
                zeros += happened[order[i]] > 0 ? 0 : weight;
            }

            pairs += ones * (below + (zeros / 2));
            below += zeros;
            positive += ones;
            negative += zeros;
        }

        return pairs / (positive * negative);
    }

    private static void Check(IReadOnlyList<float> probability, IReadOnlyList<float> happened)
    {
        ArgumentNullException.ThrowIfNull(probability);
        ArgumentNullException.ThrowIfNull(happened);
        if (probability.Count != happened.Count)
        {
            throw new ArgumentException($"{probability.Count} probabilities and {happened.Count} outcomes: expected the same number");
        }
    }
}
