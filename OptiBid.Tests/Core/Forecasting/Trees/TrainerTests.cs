using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Trees;

public class TrainerTests
{
    [Theory]
    [InlineData(nameof(BoostingLoss.Squared))]
    [InlineData(nameof(BoostingLoss.Absolute))]
    [InlineData(nameof(BoostingLoss.Logistic))]
    public void Every_trainer_of_the_machine_learns_and_gives_the_same_bits_each_time(string name)
    {
        var loss = Enum.Parse<BoostingLoss>(name);
        var (values, targets) = Steps(1200);
        var settings = new BoostingSettings
        {
            Loss = loss,
            Rounds = 80,
            LeastWeight = loss == BoostingLoss.Logistic ? 2 : 10,
        };
        foreach (var trainer in BoostingTrainers.All)
        {
            var model = trainer.Fit(values, 3, targets, 240, settings, TestContext.Current.CancellationToken);
            var again = trainer.Fit(values, 3, targets, 240, settings, TestContext.Current.CancellationToken);
            Assert.True(model.Trees.Nodes.SequenceEqual(again.Trees.Nodes), trainer.Name);
            var right = Enumerable.Range(0, targets.Length).Count(r => model.Score(values.AsSpan(r * 3, 3)) > 0.5f == targets[r] > 0.5f);
            Assert.True(right >= 1100, $"{trainer.Name}: {right} of {targets.Length}");
        }

        Assert.Equal("own", BoostingTrainers.All[^1].Name);
    }

    [Theory]
    [InlineData(nameof(BoostingLoss.Squared))]
    [InlineData(nameof(BoostingLoss.Quantile))]
    [InlineData(nameof(BoostingLoss.Logistic))]
    public void Scores_are_those_of_lightgbm_itself(string name)
    {
        if (LightGbmLibrary.Instance is not { } library)
        {
            Assert.SkipUnless(SharedData.IsCi, "lib_lightgbm does not load on this machine");
            throw new InvalidOperationException("lib_lightgbm does not load in CI");
        }

        var (values, targets) = Steps(1200);
        var settings = new BoostingSettings { Loss = Enum.Parse<BoostingLoss>(name), LeastWeight = 2 };
        var (text, answers) = library.Train(values, 3, targets, 40, LightGbmTrainer.Parameters(settings), withAnswers: true);
        var trees = LightGbmReader.Read(text, 3);
        Assert.Equal(40, trees.Trees);
        for (var r = 0; r < targets.Length; r++)
        {
            Assert.Equal(answers[r], trees.Sum(values.AsSpan(r * 3, 3), 0), 1e-4 * (1 + Math.Abs(answers[r])));
        }

        Assert.Throws<InvalidDataException>(() =>
            LightGbmReader.Read(text.Replace("left_child=", "left_kid=", StringComparison.Ordinal), 3)
        );
        Assert.Throws<InvalidDataException>(() => LightGbmReader.Read(text, 1));
        Assert.Throws<InvalidOperationException>(() => library.Train(values, 3, targets, 1, "objective=no_such"));
    }

    /// <summary>Two columns whose steps are the answer, one of noise with gaps.</summary>
    private static (float[] Values, float[] Targets) Steps(int rows)
    {
        var random = new Random(11);
        var (values, targets) = (new float[rows * 3], new float[rows]);
        for (var r = 0; r < rows; r++)
        {
            var (x, y) = (random.NextSingle(), random.NextSingle());
            (values[r * 3], values[(r * 3) + 1], values[(r * 3) + 2]) = (x, y, r % 5 == 0 ? float.NaN : random.NextSingle());
            targets[r] = x < 0.6f && (y > 0.3f || x < 0.2f) ? 1 : 0;
        }

        return (values, targets);
    }
}
