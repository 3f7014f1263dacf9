using CsCheck;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Tests.Core.Forecasting.Trees;

public class TreeTests
{
    private static readonly Gen<(float[] X, float[] Y)> s_rows = Gen.Select(
            Gen.Frequency((9, Gen.Int[-20, 20].Select(v => v / 4f)), (1, Gen.Const(float.NaN))),
            Gen.Int[-9, 9].Select(v => (float)v)
        )
        .Array[2, 80]
        .Select(rows => (rows.Select(r => r.Item1).ToArray(), rows.Select(r => r.Item2).ToArray()));

    [Fact]
    public void One_split_is_the_best_of_all_that_there_are()
    {
        s_rows.Sample(rows =>
        {
            var tree = Stump(rows.X, rows.Y, out var leaves);
            var error = rows.X.Select((x, i) => Math.Pow(rows.Y[i] - tree.Of(0, [x]), 2)).Sum();
            var cuts = rows.X.Where(float.IsFinite).Distinct().Order().ToArray();
            var best = Spread(rows.Y);
            foreach (var cut in cuts.Skip(1))
            {
                foreach (var missingLeft in new[] { false, true })
                {
                    var left = rows.X.Select(x => float.IsNaN(x) ? missingLeft : x < cut).ToArray();
                    best = Math.Min(best, Spread([.. rows.Y.Where((_, i) => left[i])]) + Spread([.. rows.Y.Where((_, i) => !left[i])]));
                }
            }

            Assert.Equal(best, error, 1e-3);
            Assert.Equal(rows.X.Length, leaves.Sum(l => l.Count));
        });

        static double Spread(float[] y) => y.Length == 0 ? 0 : y.Sum(v => Math.Pow(v - y.Average(), 2));
    }

    [Fact]
    public void Bins_hold_about_as_many_values_each_and_keep_their_order()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 10_000).Select(_ => (float)Math.Exp(3 * random.NextDouble())).ToArray();
        var binned = BinnedRows.Of(values, 1, values.Length);
        var counts = binned.Column(0).CountBy(b => b).ToDictionary(b => b.Key, b => b.Value);
        Assert.InRange(counts.Count, 250, 255);
        Assert.InRange(counts.Values.Max(), 1, 80);
        for (var r = 0; r < values.Length; r++)
        {
            var bin = binned.Column(0)[r];
            Assert.True(bin == 0 || values[r] >= binned.Cuts(0)[bin - 1]);
            Assert.True(bin == binned.Cuts(0).Length || values[r] < binned.Cuts(0)[bin]);
        }
    }

    [Fact]
    public void A_forest_knows_what_it_learnt_says_probabilities_and_is_the_same_each_time()
    {
        var (values, targets, days) = Checkerboard(2000);
        var first = RandomForest.Fit(values, 3, targets, days, new() { Trees = 40 }, TestContext.Current.CancellationToken);
        var again = RandomForest.Fit(values, 3, targets, days, new() { Trees = 40 }, TestContext.Current.CancellationToken);
        Assert.Equal(first.OutOfBag, again.OutOfBag);
        Assert.True(first.Forest.Trees.Nodes.SequenceEqual(again.Forest.Trees.Nodes));
        Assert.All(first.OutOfBag, p => Assert.InRange(p, 0, 1));
        Assert.InRange(first.OutOfBag.Where((p, r) => p > 0.5f == targets[r] > 0.5f).Count(), 1800, 2000);
        Assert.False(
            first.Forest.Trees.Nodes.SequenceEqual(
                RandomForest
                    .Fit(values, 3, targets, days, new() { Trees = 40, Seed = 2 }, TestContext.Current.CancellationToken)
                    .Forest.Trees.Nodes
            )
        );
    }

    [Theory]
    [InlineData(nameof(BoostingLoss.Squared))]
    [InlineData(nameof(BoostingLoss.Absolute))]
    [InlineData(nameof(BoostingLoss.Quantile))]
    [InlineData(nameof(BoostingLoss.Logistic))]
    public void Boosting_learns_under_every_loss_and_is_the_same_each_time(string name)
    {
        var loss = Enum.Parse<BoostingLoss>(name);
        var (values, targets, _) = Checkerboard(1500);
        var settings = new BoostingSettings
        {
            Loss = loss,
            Rounds = 80,
            LeastWeight = loss == BoostingLoss.Logistic ? 2 : 10,
        };
        var model = GradientBoosting.Fit(values, 3, targets, 300, settings, TestContext.Current.CancellationToken);
        var again = GradientBoosting.Fit(values, 3, targets, 300, settings, TestContext.Current.CancellationToken);
        Assert.True(model.Trees.Nodes.SequenceEqual(again.Trees.Nodes));
        var right = Enumerable.Range(0, targets.Length).Count(r => model.Score(values.AsSpan(r * 3, 3)) > 0.5f == targets[r] > 0.5f);
        Assert.InRange(right, 1350, 1500);
    }

    [Fact]
    public void Boosting_stops_early_where_there_is_nothing_to_learn()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 3000).Select(_ => random.NextSingle()).ToArray();
        var targets = Enumerable.Range(0, 1000).Select(_ => random.NextSingle()).ToArray();
        var model = GradientBoosting.Fit(values, 3, targets, 300, new() { Rounds = 200 }, TestContext.Current.CancellationToken);
        Assert.InRange(model.Trees.Trees, 0, 40);
        Assert.InRange(model.Score([0.5f, 0.5f, 0.5f]), 0.4f, 0.6f);
    }

    [Fact]
    public void Quantile_loss_answers_the_quantile()
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 4000).Select(i => (float)(i % 2)).ToArray();
        var targets = values.Select(x => (1 + (9 * x)) * random.NextSingle()).ToArray();
        var settings = new BoostingSettings
        {
            Loss = BoostingLoss.Quantile,
            Level = 0.9,
            Rounds = 200,
        };
        var model = GradientBoosting.Fit(values, 1, targets, 0, settings, TestContext.Current.CancellationToken);
        Assert.InRange(model.Score([0]), 0.8f, 1.0f);
        Assert.InRange(model.Score([1]), 8.7f, 9.3f);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var (values, targets, days) = Checkerboard(1000);
        var forest = RandomForest.Fit(values, 3, targets, days, new() { Trees = 20 }, TestContext.Current.CancellationToken);
        var risk = new RiskModel(forest.Forest, IsotonicCalibration.Fit(forest.OutOfBag, targets));
        var boosted = GradientBoosting.Fit(values, 3, targets, 0, new() { Rounds = 20 }, TestContext.Current.CancellationToken);
        var row = values.AsSpan(0, 3);
        var sum = risk.Probability(row) + boosted.Score(row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 1000; k++)
        {
            sum += risk.Probability(row) + boosted.Score(row);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(float.IsFinite(sum));
    }

    private static TreeEnsemble Stump(float[] x, float[] y, out List<GrownLeaf> leaves)
    {
        var nodes = new List<TreeNode>();
        var grower = new TreeGrower(BinnedRows.Of(x, 1, x.Length), new(1, 1, 0, 0));
        leaves = grower.Grow([.. y.Select(v => -v)], [.. y.Select(_ => 1f)], new Random(1), nodes);
        return new([.. nodes], [0], 1);
    }

    /// <summary>Two columns of which the fields of a chessboard are the answer, one of noise with gaps; 24 rows a day.</summary>
    private static (float[] Values, float[] Targets, int[] Days) Checkerboard(int rows)
    {
        var random = new Random(11);
        var (values, targets) = (new float[rows * 3], new float[rows]);
        for (var r = 0; r < rows; r++)
        {
            var (x, y) = (random.NextSingle() * 2, random.NextSingle() * 2);
            (values[r * 3], values[(r * 3) + 1], values[(r * 3) + 2]) = (x, y, r % 5 == 0 ? float.NaN : random.NextSingle());
            targets[r] = (int)x == (int)(y * 0.99f) ? 1 : 0;
        }

        return (values, targets, [.. Enumerable.Range(0, rows).Select(r => r / 24)]);
    }
}
