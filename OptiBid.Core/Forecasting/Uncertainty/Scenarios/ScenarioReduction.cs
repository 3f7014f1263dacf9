namespace OptiBid.Core.Forecasting.Uncertainty.Scenarios;

/// <summary>
/// Fast forward selection of Heitsch and Roemisch (2003): keeps, one after the other, the path after which the probability distance to all paths is
/// smallest; what is left out gives its probability to the nearest path that is kept. Distances are Euclidean.
/// </summary>
internal static class ScenarioReduction
{
    /// <summary>So many of the paths, in their order, with new probabilities.</summary>
    public static IReadOnlyList<PriceScenario> To(int keep, IReadOnlyList<PriceScenario> paths)
    {
        var n = paths.Count;
        var distance = Distances(paths);
        var nearest = Enumerable.Repeat(double.PositiveInfinity, n).ToArray();
        var kept = new bool[n];
        for (var step = 0; step < keep; step++)
        {
            var (best, least) = (-1, double.PositiveInfinity);
            for (var u = 0; u < n; u++)
            {
                if (kept[u])
                {
                    continue;
                }

                var cost = 0.0;
                for (var k = 0; k < n && cost < least; k++)
                {
                    cost += kept[k] ? 0 : paths[k].Probability * Math.Min(nearest[k], distance[u][k]);
                }

                if (cost < least)
                {
                    (best, least) = (u, cost);
                }
            }

            kept[best] = true;
            for (var k = 0; k < n; k++)
            {
                nearest[k] = Math.Min(nearest[k], distance[best][k]);
            }
        }

        var left = Enumerable.Range(0, n).Where(i => kept[i]).ToList();
        var probability = new double[n];
        for (var k = 0; k < n; k++)
        {
            probability[kept[k] ? k : left.MinBy(i => distance[i][k])] += paths[k].Probability;
        }

        return [.. left.Select(i => paths[i] with { Probability = probability[i] })];
    }

    private static double[][] Distances(IReadOnlyList<PriceScenario> paths)
    {
        var distance = paths.Select(_ => new double[paths.Count]).ToArray();
        for (var i = 0; i < paths.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                distance[i][j] = distance[j][i] = Metrics.PathScores.Distance(paths[i].Prices, paths[j].Prices);
            }
        }

        return distance;
    }
}
