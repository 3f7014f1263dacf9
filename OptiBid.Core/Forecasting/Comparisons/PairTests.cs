using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>Diebold-Mariano tests of each model against each other, with the correction of Holm (1979) for asking so often.</summary>
internal static class PairTests
{
    /// <summary>All ordered pairs.</summary>
    /// <param name="models">Names.</param>
    /// <param name="losses">By model the loss of each day.</param>
    public static IReadOnlyList<PairTest> Of(IReadOnlyList<string> models, double[][] losses)
    {
        var tests = new List<PairTest>();
        for (var a = 0; a < models.Count; a++)
        {
            for (var b = 0; b < models.Count; b++)
            {
                if (a != b)
                {
                    var statistic = DieboldMariano.Statistic(losses[a], losses[b]);
                    tests.Add(new(models[a], models[b], statistic, statistic is { } s ? Normal.Cdf(-s) : null, null));
                }
            }
        }

        return Corrected(tests);
    }

    /// <summary>Holm's step-down: the i-th smallest of m p values times m - i + 1, none smaller than the one before.</summary>
    internal static IReadOnlyList<PairTest> Corrected(IReadOnlyList<PairTest> tests)
    {
        var made = tests.ToArray();
        var asked = Enumerable.Range(0, tests.Count).Where(i => tests[i].P is not null).OrderBy(i => tests[i].P).ToList();
        var least = 0.0;
        for (var rank = 0; rank < asked.Count; rank++)
        {
            least = Math.Max(least, Math.Min(1, tests[asked[rank]].P!.Value * (asked.Count - rank)));
            made[asked[rank]] = tests[asked[rank]] with { HolmP = least };
        }

        return made;
    }
}
