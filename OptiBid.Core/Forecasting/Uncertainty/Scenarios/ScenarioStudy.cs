using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Uncertainty.Scenarios;

/// <summary>Scores of the paths of one day.</summary>
/// <param name="Day">Day.</param>
/// <param name="Energy">Energy score.</param>
/// <param name="Variogram">Variogram score.</param>
/// <param name="IndependentEnergy">Energy score with hours that know nothing of each other.</param>
/// <param name="IndependentVariogram">Variogram score with such hours.</param>
public sealed record PathScore(DateOnly Day, double Energy, double Variogram, double IndependentEnergy, double IndependentVariogram);

/// <summary>Paths over past days: how they scored, and those of the last day.</summary>
/// <param name="LearnedDays">Days that came before the first scored one.</param>
/// <param name="Scores">By scored day.</param>
/// <param name="DmEnergy">Diebold-Mariano statistic of the energy score, independent hours against the copula: above 1.645 the copula is better at 5 %.</param>
/// <param name="DmVariogram">The same for the variogram score.</param>
/// <param name="Last">Paths of the last day.</param>
public sealed record ScenarioStudyReport(
    int LearnedDays,
    IReadOnlyList<PathScore> Scores,
    double? DmEnergy,
    double? DmVariogram,
    IReadOnlyList<PriceScenario> Last
);

/// <summary>Makes and scores paths over the days of a backtest, each from the days before it alone.</summary>
public static class ScenarioStudy
{
    /// <summary>Days whose ranks are wanted before the first paths, beside those that the first quantiles need.</summary>
    public const int FewestRankedDays = 30;

    /// <summary>Days of a backtest that there must be at least.</summary>
    public const int FewestDays = QuantileLevels.FewestDays + FewestRankedDays + 1;

    /// <summary>
    /// The study; the quantiles are conformal. Null when there are fewer than <see cref="FewestDays"/> days.
    /// </summary>
    /// <param name="days">The days of a backtest.</param>
    /// <param name="draw">How paths are drawn.</param>
    /// <param name="lastOnly">Whether only the last day gets paths.</param>
    /// <param name="cancellationToken">Ends it between two days.</param>
    public static ScenarioStudyReport? Of(
        IReadOnlyList<BacktestDay> days,
        ScenarioDraw draw,
        bool lastOnly = false,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(draw);
        var walk = new DistributionWalk();
        var scores = new List<PathScore>();
        IReadOnlyList<PriceScenario> last = [];
        var learned = 0;
        for (var d = 0; d < days.Count; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var day = days[d];
            if ((!lastOnly || d == days.Count - 1) && walk.Ranks.Count >= FewestRankedDays && walk.Quantiles(day.Forecast) is { } quantiles)
            {
                // Another seed each day, or chance would favour one kind on all of them.
                var ofDay = draw with
                {
                    Seed = unchecked((draw.Seed * 397) ^ day.Day.DayNumber),
                };
                last = PriceScenarios.Draw(quantiles, walk.Ranks, ofDay);
                var independent = PriceScenarios.Draw(quantiles, walk.Ranks, ofDay, HourDependence.Independent);
                learned = scores.Count == 0 ? d : learned;
                scores.Add(
                    new(
                        day.Day,
                        PathScores.Energy(last, day.Actual),
                        PathScores.Variogram(last, day.Actual),
                        PathScores.Energy(independent, day.Actual),
                        PathScores.Variogram(independent, day.Actual)
                    )
                );
            }

            walk.Observe(day.Forecast, day.Actual);
        }

        return scores.Count == 0
            ? null
            : new(
                learned,
                scores,
                DieboldMariano.Statistic([.. scores.Select(s => s.IndependentEnergy)], [.. scores.Select(s => s.Energy)]),
                DieboldMariano.Statistic([.. scores.Select(s => s.IndependentVariogram)], [.. scores.Select(s => s.Variogram)]),
                last
            );
    }
}

/// <summary>Walks days in order and remembers what the price of each hour was in the quantiles made for it. Not safe for several threads.</summary>
internal sealed class DistributionWalk
{
    private readonly ConformalQuantiles _quantiles = new();
    private readonly Queue<double[]> _ranks = new();

    /// <summary>Days observed.</summary>
    public int Days { get; private set; }

    /// <summary>The ranks of up to half a year of days, the oldest first.</summary>
    public IReadOnlyList<double[]> Ranks => [.. _ranks];

    /// <summary>For each of 24 hours 99 quantiles; null while too few days were observed.</summary>
    public double[][]? Quantiles(double[] point) => _quantiles.Quantiles(point, []);

    /// <summary>What came of a day.</summary>
    public void Observe(double[] point, double[] actual)
    {
        if (Quantiles(point) is { } made)
        {
            _ranks.Enqueue([.. actual.Select((price, h) => PriceScenarios.Rank(made[h], price))]);
            if (_ranks.Count > QuantileLevels.WindowDays)
            {
                _ranks.Dequeue();
            }
        }

        _quantiles.Observe(point, [], actual);
        Days++;
    }
}
