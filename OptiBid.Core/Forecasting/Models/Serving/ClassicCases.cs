using OptiBid.Core.Forecasting.Models.Anomalies;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Core.Forecasting.Models.Serving;

/// <summary>Rows for a model that is only measured: random, with a target that the columns say something of.</summary>
internal static class MadeRows
{
    /// <summary>Inputs that are scored in turn; more than a processor keeps near.</summary>
    public const int Inputs = 1024;

    /// <summary>Values row by row and targets of 0 and 1.</summary>
    public static (float[] Values, float[] Targets) Of(int rows, int width, int seed)
    {
        var random = new Random(seed);
        var (values, targets) = (new float[rows * width], new float[rows]);
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < width; c++)
            {
                values[(r * width) + c] = random.NextSingle();
            }

            var sum = values[r * width] + (values[(r * width) + 1] * values[(r * width) + 2]) + (0.5f * random.NextSingle());
            targets[r] = sum > 1.2f ? 1 : 0;
        }

        return (values, targets);
    }
}

/// <summary>The calibrated forest of the risk assessor, as large as it is for three years of hours.</summary>
internal sealed class ForestCase : IInferenceCase
{
    private const int Width = 64;
    private const int Rows = RiskModel.MostDays * 24;

    /// <inheritdoc/>
    public string Name => "forest";

    /// <inheritdoc/>
    public double LimitMilliseconds => 0.8;

    /// <inheritdoc/>
    public string Size => "100 trees of at most 12 levels on 26,208 rows of 64 columns, calibrated";

    /// <inheritdoc/>
    public IWarmModel Prepare(int seed)
    {
        var (values, targets) = MadeRows.Of(Rows, Width, seed);
        int[] days = [.. Enumerable.Range(0, Rows).Select(r => r / 24)];
        var fitted = RandomForest.Fit(values, Width, targets, days, new() { Seed = seed }, CancellationToken.None);
        return new Warm(new(fitted.Forest, IsotonicCalibration.Fit(fitted.OutOfBag, targets)), values);
    }

    private sealed class Warm(RiskModel model, float[] values) : IWarmModel
    {
        public double Score(int call) => model.Probability(values.AsSpan((call % MadeRows.Inputs) * Width, Width));
    }
}

/// <summary>The boosted trees of the forecaster, as many as it may have.</summary>
internal sealed class BoostingCase : IInferenceCase
{
    private const int Width = 64;
    private const int Rows = 8192;

    /// <inheritdoc/>
    public string Name => "boosting";

    /// <inheritdoc/>
    public double LimitMilliseconds => 1.2;

    /// <inheritdoc/>
    public string Size => "250 trees of at most 6 levels, 64 columns";

    /// <inheritdoc/>
    public IWarmModel Prepare(int seed)
    {
        var (values, targets) = MadeRows.Of(Rows, Width, seed);
        var settings = BoostingForecaster.Settings with { Seed = seed };
        return new Warm(GradientBoosting.Fit(values, Width, targets, 0, settings, CancellationToken.None), values);
    }

    private sealed class Warm(BoostedTrees model, float[] values) : IWarmModel
    {
        public double Score(int call) => model.Score(values.AsSpan((call % MadeRows.Inputs) * Width, Width));
    }
}

/// <summary>The one-class machine of a feed; the features of the day are made before.</summary>
internal sealed class SupportVectorCase : IInferenceCase
{
    private const int Rows = 1000;

    /// <inheritdoc/>
    public string Name => "svm";

    /// <inheritdoc/>
    public double LimitMilliseconds => 0.6;

    /// <inheritdoc/>
    public string Size => "one-class machine with nu 0.5 on 1,000 rows of 17 columns: about 500 support vectors, ten times those of a feed";

    /// <inheritdoc/>
    public IWarmModel Prepare(int seed)
    {
        var random = new Random(seed);
        double[][] rows =
        [
            .. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, DayFeatures.Count).Select(_ => random.NextDouble()).ToArray()),
        ];
        return new Warm(OneClassSvm.Fit(rows, 0.5, 1.0 / DayFeatures.Count, 1e-6, CancellationToken.None), rows);
    }

    private sealed class Warm(OneClassSvm model, double[][] rows) : IWarmModel
    {
        public double Score(int call) => model.Decide(rows[call % rows.Length]);
    }
}
