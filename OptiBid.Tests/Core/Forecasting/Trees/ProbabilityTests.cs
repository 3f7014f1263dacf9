using CsCheck;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Tests.Core.Forecasting.Trees;

public class ProbabilityTests
{
    private static readonly Gen<(float Score, float Happened)[]> s_outcomes = Gen.Select(
        Gen.Int[0, 30].Select(s => s / 30f),
        Gen.Int[0, 1].Select(h => (float)h)
    ).Array[1, 100];

    [Fact]
    public void Calibration_rises_keeps_the_mean_and_no_rising_map_is_nearer()
    {
        s_outcomes.Sample(rows =>
        {
            var scores = rows.Select(r => r.Score).ToArray();
            var happened = rows.Select(r => r.Happened).ToArray();
            var map = IsotonicCalibration.Fit(scores, happened);
            var fitted = scores.Select(map.Of).ToArray();
            var points = map.Points.ToList();
            Assert.All(points.Zip(points.Skip(1)), p => Assert.True(p.First.Probability <= p.Second.Probability));
            Assert.Equal(happened.Average(), fitted.Average(), 1e-3f);

            // A step up of what lies above any score, or down of what lies below, is a rising map too and cannot be better.
            var error = Error(fitted, happened);
            foreach (var cut in scores.Distinct())
            {
                Assert.True(error <= Error([.. fitted.Select((f, i) => scores[i] >= cut ? f + 0.01f : f)], happened) + 1e-4);
                Assert.True(error <= Error([.. fitted.Select((f, i) => scores[i] <= cut ? f - 0.01f : f)], happened) + 1e-4);
            }
        });

        static double Error(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum();
    }

    [Fact]
    public void Logistic_regression_finds_the_weights_that_made_the_data()
    {
        var random = new Random(2);
        var (values, targets) = (new float[12_000], new float[6000]);
        for (var r = 0; r < targets.Length; r++)
        {
            (values[2 * r], values[(2 * r) + 1]) = (4 * random.NextSingle(), random.NextSingle() - 0.5f);
            var p = 1 / (1 + Math.Exp(2 - values[2 * r] - (3 * values[(2 * r) + 1])));
            targets[r] = random.NextDouble() < p ? 1 : 0;
        }

        var model = LogisticRegression.Fit(values, 2, targets, 1, TestContext.Current.CancellationToken);
        foreach (var (x, y) in new[] { (0f, 0f), (2f, 0f), (3f, 0.4f), (1f, -0.3f) })
        {
            Assert.Equal(1 / (1 + Math.Exp(2 - x - (3 * y))), model.Score([x, y]), 0.05);
        }

        Assert.InRange(model.Score([float.NaN, float.NaN]), 0.3f, 0.7f);
    }

    [Fact]
    public void Auc_is_the_share_of_pairs_in_the_right_order()
    {
        s_outcomes.Sample(
            rows =>
            {
                var (p, h) = (rows.Select(r => r.Score).ToArray(), rows.Select(r => r.Happened).ToArray());
                var pairs = (
                    from a in rows
                    where a.Happened > 0
                    from b in rows
                    where b.Happened == 0
                    select a.Score > b.Score ? 1
                    : a.Score.Equals(b.Score) ? 0.5
                    : 0
                ).ToList();
                var auc = ProbabilityScores.Auc(p, h, 1, 1).Value;
                Assert.True(pairs.Count == 0 ? double.IsNaN(auc) : Math.Abs(pairs.Average() - auc) < 1e-9);
            },
            iter: 30
        );
    }

    [Fact]
    public void Reliability_counts_every_hour_once()
    {
        s_outcomes.Sample(rows =>
        {
            var table = ProbabilityScores.Reliability([.. rows.Select(r => r.Score)], [.. rows.Select(r => r.Happened)]);
            Assert.Equal(rows.Length, table.Sum(t => t.N));
            Assert.All(table, t => Assert.InRange(t.Forecast, t.From - 1e-6, t.To + 1e-6));
            Assert.Equal(rows.Sum(r => r.Happened), table.Sum(t => t.N * t.Happened), 1e-3);
        });
    }

    [Fact]
    public void The_interval_of_a_mean_holds_it_in_most_samples_and_is_the_same_each_time()
    {
        var random = new Random(9);
        var held = 0;
        for (var k = 0; k < 40; k++)
        {
            var days = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
            var mean = BlockBootstrap.Mean(days, 1);
            held += mean.Low <= 0.5 && mean.High >= 0.5 ? 1 : 0;
            Assert.Equal(mean, BlockBootstrap.Mean(days, 1));
            Assert.Equal(days.Average(), mean.Value, 1e-12);
        }

        Assert.InRange(held, 33, 40);
    }

    [Fact]
    public void A_perfect_forecast_has_skill_one_and_the_reference_itself_none()
    {
        double[] zero = [.. Enumerable.Repeat(0.0, 30)];
        double[] some = [.. Enumerable.Range(1, 30).Select(i => i / 30.0)];
        Assert.Equal(new Measured(1, 1, 1), BlockBootstrap.Skill(zero, some, 1));
        Assert.Equal(0, BlockBootstrap.Skill(some, some, 1).High, 1e-12);
        Assert.Equal([0.25, 0], ProbabilityScores.DailyBrier([0.5f, 0.5f, 1, 0], [1, 0, 1, 0], 2));
    }
}
