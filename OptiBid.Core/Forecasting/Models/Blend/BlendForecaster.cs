using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Blend;

/// <summary>
/// Weighted mean of models that err in different ways: linear with many inputs and with few, alike days (kernel) and networks. The weights are
/// fixed, equal and the same for every market: weights fitted to three of them on the year before the test split of the benchmark were
/// no better (see README.md). A model whose history is too short is left out and the others weigh more.
/// </summary>
internal sealed class BlendForecaster(IReadOnlyList<(IForecaster Model, int Percent)> parts) : IForecaster
{
    /// <summary>Raised when the way of blending changes; the weights are in the parameters and versions of parts are added.</summary>
    private const int OwnVersion = 2;

    /// <summary>The models of <c>blend</c> and their weights.</summary>
    public static BlendForecaster Of(params IReadOnlyList<IForecaster> models) => new([.. models.Select(m => (m, 100 / models.Count))]);

    /// <inheritdoc/>
    public ForecasterInfo Info { get; } =
        new(
            "blend",
            "blend",
            $"weighted mean: {string.Join(", ", parts.Select(p => $"{p.Model.Info.Name} {p.Percent} %"))}",
            parts.Min(p => p.Model.Info.MinimumHistoryDays)
        )
        {
            // A new version of a part is one of the blend.
            Version = OwnVersion + parts.Sum(p => p.Model.Info.Version - 1),
            Effort = $"it takes as long as all its parts together: {string.Join(", ", parts.Select(p => p.Model.Info.Name))}",
        };

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        var sum = new double[24];
        var total = 0;
        foreach (var (model, percent) in parts)
        {
            if (model.Forecast(panel, day, cancellationToken) is { } prices)
            {
                TensorPrimitives.MultiplyAdd<double>(prices, percent, sum, sum);
                total += percent;
            }
        }

        if (total == 0)
        {
            return null;
        }

        TensorPrimitives.Divide<double>(sum, total, sum);
        return sum;
    }
}
