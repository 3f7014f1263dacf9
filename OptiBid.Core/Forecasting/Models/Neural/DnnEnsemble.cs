namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>The members of <c>dnn</c>: one configuration for every market, chosen on days before the test split of the benchmark (see README.md).</summary>
internal static class DnnEnsemble
{
    private const int Copies = 3;

    private static readonly NetworkRecipe s_plain = new() { FullTrainingDays = 28, RefreshEpochs = 3 };

    private static readonly NetworkRecipe[] s_kinds =
    [
        s_plain with
        {
            LocalLevel = true,
        },
        s_plain with
        {
            Activation = Activation.Elu,
        },
        s_plain with
        {
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
            $"mean of {s_kinds.Length * Copies} networks with two hidden layers on lags of price and exogenous forecasts, 1456 days; trained every 28 days and brought up to date each day",
            NeuralForecaster.MinimumHistoryDays
        );
}
