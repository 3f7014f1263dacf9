using System.Globalization;
using System.Text.Json;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Trains by XGBoost's library with the settings of the house, on one thread; quantile loss is not among its objectives.</summary>
internal sealed class XgboostTrainer(XgboostLibrary library) : IBoostingTrainer
{
    /// <inheritdoc/>
    public string Name => "XGBoost";

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

    private BoostedTrees Train(ReadOnlySpan<float> values, int width, ReadOnlySpan<float> targets, int rounds, BoostingSettings settings)
    {
        var json = library.Train(values, width, targets, rounds, Parameters(settings));
        using var document = JsonDocument.Parse(json);
        var (trees, start) = XgboostReader.Read(document.RootElement.GetProperty("learner")).First;
        return new(trees, start, settings.Loss);
    }

    private static Dictionary<string, string> Parameters(BoostingSettings settings) =>
        new(StringComparer.Ordinal)
        {
            ["objective"] = settings.Loss switch
            {
                BoostingLoss.Squared => XgboostModel.Squared,
                BoostingLoss.Absolute => XgboostModel.Absolute,
                BoostingLoss.Logistic => XgboostModel.Logistic,
                _ => throw new NotSupportedException($"XGBoost does not train {settings.Loss} loss here"),
            },
            ["tree_method"] = "hist",
            ["max_bin"] = "255",
            ["nthread"] = "1",
            ["verbosity"] = "0",
            ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["eta"] = Text(settings.Shrinkage),
            ["max_depth"] = settings.MostDepth.ToString(CultureInfo.InvariantCulture),
            ["min_child_weight"] = Text(settings.LeastWeight),
            ["lambda"] = Text(settings.L2),
            ["subsample"] = Text(settings.RowShare),
        };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
