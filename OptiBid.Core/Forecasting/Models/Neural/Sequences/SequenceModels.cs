using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>The networks over sequences: one configuration for every market, checked on days before the test split of the benchmark and not tuned (see README.md).</summary>
internal static class SequenceModels
{
    /// <summary>Start of all random numbers, unless another is asked for.</summary>
    public const int Seed = 1;

    private static readonly Sentence s_effort =
        $"its network is trained for up to minutes when it meets a series or four weeks of it for the first time; after that it answers at once";

    /// <summary>How the price forecaster is trained.</summary>
    public static TrainingPlan LstmPlan { get; } = new();

    /// <summary>How the market analyser is trained.</summary>
    public static TrainingPlan TransformerPlan { get; } = new() { LearningRate = 1e-3f, WindowDays = 1456 };

    /// <summary>How the volatility predictor is trained.</summary>
    public static TrainingPlan VolatilityPlan { get; } = new() { LearningRate = 1e-3f, WindowDays = 1456 };

    /// <summary>The LSTM price forecaster.</summary>
    public static SequenceForecaster Lstm(int seed = Seed) =>
        new(
            new(
                "lstm",
                "neural",
                $"LSTM over the last 168 hours and the 24 hours of the day, {LstmPlan.WindowDays} days, trained every 28 days; median of 7 quantiles",
                TrainedNetwork.MinimumHistory(new LstmDesign(0, new(Seed)), LstmPlan)
            )
            {
                Effort = s_effort,
            },
            static (exogenous, random) => new LstmDesign(exogenous, random),
            LstmPlan,
            (ulong)seed
        );

    /// <summary>The Transformer market analyser as a price forecaster.</summary>
    public static SequenceForecaster Transformer(int seed = Seed) =>
        new(
            new(
                "transformer",
                "neural",
                $"Transformer over the last {TransformerDesign.Past} days, {TransformerPlan.WindowDays} days, trained every 28 days; median of 7 quantiles",
                TrainedNetwork.MinimumHistory(new TransformerDesign(0, new(Seed)), TransformerPlan)
            )
            {
                Effort = s_effort,
            },
            static (exogenous, random) => new TransformerDesign(exogenous, random),
            TransformerPlan,
            (ulong)seed
        );

    /// <summary>The CNN volatility predictor trained for a day; null when the history is too short.</summary>
    public static TrainedVolatility? Volatility(DailyPanel panel, int day, int seed, CancellationToken cancellationToken)
    {
        var scale = DayVolatility.Of(panel, Math.Max(0, day - VolatilityPlan.WindowDays), day);
        var network = TrainedNetwork.Train(
            panel,
            day,
            r => new VolatilityDesign(panel.Exogenous.Count, scale, r),
            VolatilityPlan,
            (ulong)seed,
            cancellationToken
        );
        return network is null ? null : new(network, scale);
    }
}

/// <summary>A trained volatility predictor.</summary>
/// <param name="Network">The network.</param>
/// <param name="Scale">The scale of its answer.</param>
internal sealed record TrainedVolatility(TrainedNetwork Network, DayVolatility Scale)
{
    /// <summary>Standard deviation and TB4 of a day.</summary>
    public double[] Forecast(DailyPanel panel, int day) => [.. Network.Answer(panel, day)[0].Select((v, m) => Scale.Unscaled(m, v))];
}
