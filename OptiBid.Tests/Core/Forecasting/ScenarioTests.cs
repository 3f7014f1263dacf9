using CsCheck;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Uncertainty.Scenarios;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>Paths of prices: what each hour holds, how hours hang together, what a reduction keeps, what the scores say.</summary>
public class ScenarioTests
{
    [Fact]
    public void Each_hour_of_the_paths_holds_exactly_its_quantiles_whatever_the_seed()
    {
        (
            from seed in Gen.Int[0, 1000]
            from steps in Gen.Double[0, 3].Array[99]
            from low in Gen.Double[-100, 100]
            from ranks in Gen.Double[0.01, 0.99].Array[24].Array[12, 40]
            select (seed, Quantiles: steps.Select((_, k) => low + steps.Take(k + 1).Sum()).ToArray(), ranks)
        ).Sample(
            made =>
            {
                double[][] quantiles = [.. Enumerable.Repeat(made.Quantiles, 24)];
                var paths = PriceScenarios.Draw(quantiles, made.ranks, new(Count: 198, Seed: made.seed));
                Assert.Equal(1, paths.Sum(p => p.Probability), 12);
                for (var h = 0; h < 24; h++)
                {
                    var values = paths.Select(p => p.Prices[h]).Order().ToArray();
                    for (var k = 1; k <= 99; k++)
                    {
                        // As many paths below the k-th quantile as its level says, but for one.
                        Assert.InRange(values.Count(v => v <= made.Quantiles[k - 1] + 1e-9), (198 * k / 100) - 1, 198);
                        Assert.InRange(values.Count(v => v < made.Quantiles[k - 1] - 1e-9), 0, (198 * k / 100) + 1);
                    }
                }
            },
            iter: 20
        );
    }

    [Fact]
    public void The_same_seed_gives_the_same_paths_and_another_other_ones()
    {
        var (quantiles, ranks) = (Quantiles(), Ranks(60, 0.8));
        double[][] Draw(int seed) => [.. PriceScenarios.Draw(quantiles, ranks, new(50, seed)).Select(p => p.Prices)];
        Assert.Equal(Draw(3), Draw(3));
        Assert.NotEqual(Draw(3), Draw(4));
    }

    [Fact]
    public void Hours_hang_together_as_past_ranks_did()
    {
        var paths = PriceScenarios.Draw(Quantiles(), Ranks(300, 0.9), new(2000));
        Assert.InRange(Correlation(paths, 8, 9), 0.78, 0.95);
        Assert.InRange(Correlation(paths, 8, 20), 0.1, 0.5);
        var independent = PriceScenarios.Draw(Quantiles(), Ranks(300, 0.9), new(2000), HourDependence.Independent);
        Assert.InRange(Correlation(independent, 8, 9), -0.1, 0.1);

        // Few days, or ranks that know nothing of each other, say little.
        Assert.InRange(Correlation(PriceScenarios.Draw(Quantiles(), Ranks(5, 0.9), new(2000)), 8, 9), -0.1, 0.1);
        Assert.InRange(RankCorrelation.Correlations(Ranks(60, 0), 24).Shrunk, 0.6, 1);
        Assert.InRange(RankCorrelation.Correlations(Ranks(300, 0.9), 24).Shrunk, 0, 0.1);
    }

    [Fact]
    public void Ranks_that_never_move_or_are_all_the_same_give_paths_too()
    {
        double[][] still = [.. Enumerable.Repeat(Enumerable.Repeat(0.5, 24).ToArray(), 30)];
        Assert.Equal(20, PriceScenarios.Draw(Quantiles(), still, new(20)).Count);
        double[][] alike = [.. Enumerable.Range(1, 90).Select(d => Enumerable.Repeat(d / 100.0, 24).ToArray())];
        var paths = PriceScenarios.Draw(Quantiles(), alike, new(100));
        Assert.InRange(Correlation(paths, 0, 23), 0.9, 1);
    }

    [Fact]
    public void A_level_and_its_value_belong_together()
    {
        (from steps in Gen.Double[0.01, 3].Array[99] from level in Gen.Double[0.006, 0.994] select (steps, level)).Sample(made =>
        {
            double[] quantiles = [.. made.steps.Select((_, k) => made.steps.Take(k + 1).Sum())];
            Assert.Equal(made.level, QuantileCurve.LevelOf(quantiles, QuantileCurve.At(quantiles, made.level)), 9);
        });
        Assert.InRange(QuantileCurve.LevelOf([.. Enumerable.Range(0, 99).Select(k => (double)k)], 1e9), 0.99, 0.9999);
        Assert.Equal(0.5, QuantileCurve.LevelOf([.. Enumerable.Repeat(7.0, 99)], 7), 2);
    }

    [Fact]
    public void A_reduction_keeps_probability_and_is_no_farther_than_any_single_path()
    {
        var all = PriceScenarios.Draw(Quantiles(), Ranks(60, 0.8), new(60));
        var previous = double.PositiveInfinity;
        for (var keep = 1; keep <= 60; keep += 7)
        {
            var kept = PriceScenarios.Draw(Quantiles(), Ranks(60, 0.8), new(60, Keep: keep));
            Assert.Equal(keep, kept.Count);
            Assert.Equal(1, kept.Sum(p => p.Probability), 12);
            Assert.All(kept, k => Assert.Contains(all, a => a.Prices.SequenceEqual(k.Prices)));
            var distance = Distance(all, kept);
            Assert.True(distance <= previous + 1e-12);
            previous = distance;
            if (keep == 1)
            {
                // The first one chosen is the best single one of all.
                Assert.Equal(all.Min(a => Distance(all, [a])), distance, 9);
            }
        }
    }

    [Fact]
    public void The_scores_are_those_of_a_hand_count()
    {
        PriceScenario[] paths = [new(0.5, [0, 0]), new(0.5, [3, 4])];
        Assert.Equal((0.5 * 5) - (0.25 * 5), PathScores.Energy(paths, [0, 0]), 12);
        Assert.Equal(Math.Pow(0.5 - 2, 2), PathScores.Variogram(paths, [5, 1]), 12);
        Assert.Equal(0, PathScores.Energy([new(1, [1, 2])], [1, 2]));
    }

    [Fact]
    public void Where_errors_hang_together_the_copula_beats_independent_hours()
    {
        var random = new Random(4);
        var days = Enumerable
            .Range(0, 120)
            .Select(d =>
            {
                double[] point = [.. Enumerable.Range(0, 24).Select(h => 30 + (10 * Math.Sin(h)))];
                var error = 0.0;
                double[] actual =
                [
                    .. point.Select(p =>
                    {
                        error = (0.9 * error) + Normal.Quantile(random.NextDouble());
                        return p + error;
                    }),
                ];
                return new BacktestDay(new DateOnly(2024, 1, 1).AddDays(d), actual, point, point, point, point, []);
            })
            .ToList();
        var study = ScenarioStudy.Of(days, new(100), cancellationToken: TestContext.Current.CancellationToken)!;
        Assert.Equal(58, study.LearnedDays);
        Assert.Equal(62, study.Scores.Count);
        Assert.True(study.Scores.Average(s => s.Variogram) < study.Scores.Average(s => s.IndependentVariogram));
        Assert.True(study.DmVariogram > 1.645);
        Assert.True(study.Scores.Average(s => s.Energy) < study.Scores.Average(s => s.IndependentEnergy));
        var last = ScenarioStudy.Of(days, new(100), lastOnly: true, TestContext.Current.CancellationToken)!;
        Assert.Equal(study.Last.Select(p => p.Prices), last.Last.Select(p => p.Prices));
        Assert.Null(ScenarioStudy.Of(days[..58], new(100), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1, null, "count")]
    [InlineData(10_001, null, "count")]
    [InlineData(100, 101, "keep")]
    [InlineData(100, 0, "keep")]
    [InlineData(3000, 10, "keep")]
    [InlineData(100, 100, null)]
    public void A_wrong_draw_names_its_field(int count, int? keep, string? field) =>
        Assert.Equal(field, new ScenarioDraw(count, 1, keep).WrongField);

    private static double Distance(IReadOnlyList<PriceScenario> all, IReadOnlyList<PriceScenario> kept) =>
        all.Sum(a => a.Probability * kept.Min(k => PathScores.Distance(a.Prices, k.Prices)));

    private static double[][] Quantiles() =>
        [.. Enumerable.Range(0, 24).Select(h => Enumerable.Range(1, 99).Select(k => h + (k / 10.0)).ToArray())];

    /// <summary>Ranks of an autoregression from hour to hour.</summary>
    private static double[][] Ranks(int days, double memory)
    {
        var random = new Random(9);
        return
        [
            .. Enumerable
                .Range(0, days)
                .Select(_ =>
                {
                    var z = Normal.Quantile(random.NextDouble());
                    return Enumerable
                        .Range(0, 24)
                        .Select(_ =>
                        {
                            z = (memory * z) + (Math.Sqrt(1 - (memory * memory)) * Normal.Quantile(random.NextDouble()));
                            return Normal.Cdf(z);
                        })
                        .ToArray();
                }),
        ];
    }

    private static double Correlation(IReadOnlyList<PriceScenario> paths, int one, int other)
    {
        double[] Of(int hour) => [.. paths.Select(p => p.Prices[hour])];
        var (a, b) = (Of(one), Of(other));
        var (ma, mb) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - ma) * (y - mb)).Sum() / Math.Sqrt(a.Sum(x => (x - ma) * (x - ma)) * b.Sum(y => (y - mb) * (y - mb)));
    }
}
