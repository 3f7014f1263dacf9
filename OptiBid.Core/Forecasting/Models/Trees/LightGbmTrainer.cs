using System.Globalization;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Trains by LightGBM's library with the settings of the house, on one thread.</summary>
internal sealed class LightGbmTrainer(LightGbmLibrary library) : IBoostingTrainer
{
    /// <inheritdoc/>
    public string Name => "LightGBM";

    /// <inheritdoc/>
    public BoostedTrees Fit(
        ReadOnlySpan<float> values,
        int width,
        float[] targets,
        int heldOut,
        BoostingSettings settings,
        CancellationToken cancellationToken
    )
    {
        var rounds = settings.Rounds;
        if (heldOut > 0)
        {
            var kept = targets.Length - heldOut;
            var first = Train(values[..(kept * width)], width, targets.AsSpan(0, kept), rounds, settings);
            rounds = BoostingTrainers.BestRounds(first, values, width, targets, kept, settings);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Train(values, width, targets, rounds, settings);
    }

    /// <summary>Settings as LightGBM reads them.</summary>
    public static string Parameters(BoostingSettings settings)
    {
        var objective = settings.Loss switch
        {
            BoostingLoss.Squared => "regression",
            BoostingLoss.Absolute => "regression_l1",
            BoostingLoss.Quantile => "quantile",
            _ => "binary",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"objective={objective} alpha={settings.Level} learning_rate={settings.Shrinkage} max_depth={settings.MostDepth} num_leaves={1 << settings.MostDepth} min_data_in_leaf=1 min_sum_hessian_in_leaf={settings.LeastWeight} lambda_l2={settings.L2} bagging_fraction={settings.RowShare} bagging_freq=1 max_bin=255 num_threads=1 deterministic=true force_row_wise=true seed={settings.Seed} verbosity=-1"
        );
    }

    private BoostedTrees Train(ReadOnlySpan<float> values, int width, ReadOnlySpan<float> targets, int rounds, BoostingSettings settings) =>
        new(LightGbmReader.Read(library.Train(values, width, targets, rounds, Parameters(settings)).Model, width), 0, settings.Loss);
}
