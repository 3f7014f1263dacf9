using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>The members of <c>dnn</c>: one configuration for every market, chosen on days before the test split of the benchmark (see README.md).</summary>
internal static class DnnEnsemble
{
    private const int Copies = 2;

    private static readonly NetworkRecipe s_relu = new() { FullTrainingDays = 7, RefreshEpochs = 3 };
    private static readonly NetworkRecipe s_elu = s_relu with { Activation = Activation.Elu };
    private static readonly NetworkRecipe s_common = s_elu with { PriceScale = Scale.CommonAsinh };

    private static readonly NetworkRecipe[] s_kinds =
    [
        s_relu,
        s_relu with
        {
            LocalLevel = true,
        },
        s_elu,
        s_elu with
        {
            Dropout = 0.4f,
            Epochs = 60,
        },
        s_common,
        s_common with
        {
            ExogenousScale = Scale.HourlyLinear,
        },
        s_common with
        {
            ExogenousScale = Scale.HourlyLinear,
            LocalLevel = true,
            PriceLags = [1, 2, 7],
            ExogenousLags = [0, 1],
        },
    ];

    /// <summary>Each kind several times, from different random weights.</summary>
    public static IReadOnlyList<NetworkRecipe> Members { get; } = [.. s_kinds.SelectMany(k => Enumerable.Repeat(k, Copies))];

    /// <summary>What it is.</summary>
    public static ForecasterInfo Info { get; } =
        new(
            "dnn",
            "neural",
            $"mean of {s_kinds.Length * Copies} networks with two hidden layers on lags of price and exogenous forecasts, {s_relu.WindowDays} days; trained every {s_relu.FullTrainingDays} days and brought up to date each day",
            NeuralForecaster.MinimumHistoryDays
        )
        {
            Effort =
                $"its {s_kinds.Length * Copies} networks are trained from scratch for every {s_relu.FullTrainingDays} days and brought up to date for each day, so it takes many times longer than the linear models",
        };
}
