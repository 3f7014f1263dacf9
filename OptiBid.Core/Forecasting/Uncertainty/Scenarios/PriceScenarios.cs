namespace OptiBid.Core.Forecasting.Uncertainty.Scenarios;

/// <summary>One path of prices that a day may take.</summary>
/// <param name="Probability">Its probability; those of a set add up to 1.</param>
/// <param name="Prices">The 24 prices.</param>
public sealed record PriceScenario(double Probability, double[] Prices);

/// <summary>How paths are drawn.</summary>
/// <param name="Count">Paths drawn, 2 to 10,000.</param>
/// <param name="Seed">The same seed gives the same paths.</param>
/// <param name="Keep">Paths left after reduction; null keeps all.</param>
public sealed record ScenarioDraw(int Count = 500, int Seed = 1, int? Keep = null)
{
    /// <summary>What is wrong with it, as the field's name; or null.</summary>
    public string? WrongField =>
        Count is < 2 or > 10_000 ? "count"
        : Keep is < 1 || Keep > Count || (Keep is not null && Count > 2000) ? "keep"
        : null;
}

/// <summary>How the hours of a day hang together.</summary>
public enum HourDependence
{
    /// <summary>By a Gaussian copula over past errors.</summary>
    Copula,

    /// <summary>Not at all: the baseline that a copula has to beat.</summary>
    Independent,
}

/// <summary>
/// Draws paths whose hours hang together as past errors did (Pinson et al. 2009): normal draws with the rank correlation of what past prices were
/// in their predictive distributions give each hour an order of the paths, and the quantiles of the hour its values in that order. So the values
/// of each hour are exactly the quantiles at (i - 1/2) / n, whatever the seed.
/// </summary>
public static class PriceScenarios
{
    /// <summary>The paths of a day.</summary>
    /// <param name="quantiles">For each of 24 hours the 99 quantiles, rising.</param>
    /// <param name="pastRanks">
    /// Days before: for each of 24 hours the level that the price was at in the quantiles made for it (see <see cref="Rank"/>). Few days pull the
    /// dependence towards none.
    /// </param>
    /// <param name="draw">How many, which.</param>
    /// <param name="dependence">How hours hang together.</param>
    public static IReadOnlyList<PriceScenario> Draw(
        IReadOnlyList<double[]> quantiles,
        IReadOnlyList<double[]> pastRanks,
        ScenarioDraw draw,
        HourDependence dependence = HourDependence.Copula
    )
    {
        ArgumentNullException.ThrowIfNull(quantiles);
        ArgumentNullException.ThrowIfNull(pastRanks);
        ArgumentNullException.ThrowIfNull(draw);
        if (draw.WrongField is { } field)
        {
            throw new ArgumentException($"{field} is out of range", nameof(draw));
        }

        var hours = quantiles.Count;
        var factor = dependence == HourDependence.Copula ? RankCorrelation.Factor(pastRanks, hours) : null;
        var order = CopulaOrder.Of(factor, hours, draw.Count, draw.Seed);
        var paths = new PriceScenario[draw.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            var prices = new double[hours];
            for (var h = 0; h < hours; h++)
            {
                prices[h] = QuantileCurve.At(quantiles[h], (order[h][i] + 0.5) / draw.Count);
            }

            paths[i] = new(1.0 / draw.Count, prices);
        }

        return draw.Keep is { } keep && keep < paths.Length ? ScenarioReduction.To(keep, paths) : paths;
    }

    /// <summary>The level, between 0 and 1, at which a price lies in the 99 quantiles of its hour.</summary>
    public static double Rank(double[] quantiles, double price) => QuantileCurve.LevelOf(quantiles, price);
}
