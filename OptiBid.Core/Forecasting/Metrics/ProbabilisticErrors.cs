using OptiBid.Core.Forecasting.Uncertainty;

namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>Errors of predictive quantiles.</summary>
/// <param name="N">Hours.</param>
/// <param name="Crps">
/// Continuous ranked probability score, in the unit of the price: twice the mean pinball loss over the 99 quantiles (Gneiting and Ranjan 2011).
/// </param>
/// <param name="Coverage50">Share of prices inside the central 50 % interval, percent.</param>
/// <param name="Coverage90">Share inside the central 90 % interval, percent.</param>
/// <param name="Width90">Mean width of the central 90 % interval, in the unit of the price.</param>
public sealed record ProbabilisticErrors(int N, double Crps, double Coverage50, double Coverage90, double Width90)
{
    /// <summary>Compares prices with quantiles.</summary>
    /// <param name="actual">n prices.</param>
    /// <param name="quantiles">n rows of 99, rising.</param>
    /// <exception cref="ArgumentException">They are empty, differ in number, a row is not 99 long, falls, or holds what is not finite.</exception>
    public static ProbabilisticErrors Of(IReadOnlyList<double> actual, IReadOnlyList<double[]> quantiles)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(quantiles);
        if (actual.Count == 0 || actual.Count != quantiles.Count)
        {
            throw new ArgumentException(
                $"{actual.Count} prices and {quantiles.Count} rows of quantiles: expected the same number, at least one"
            );
        }

        var (loss, in50, in90, width) = (0.0, 0, 0, 0.0);
        var (low50, high50) = QuantileLevels.Central(50);
        var (low90, high90) = QuantileLevels.Central(90);
        for (var i = 0; i < actual.Count; i++)
        {
            var row = quantiles[i];
            if (row.Length != QuantileLevels.Count || !double.IsFinite(actual[i]))
            {
                throw new ArgumentException($"hour {i + 1} is not finite or has not {QuantileLevels.Count} quantiles");
            }

            for (var k = 0; k < row.Length; k++)
            {
                if (!double.IsFinite(row[k]) || (k > 0 && row[k] < row[k - 1]))
                {
                    throw new ArgumentException($"the quantiles of hour {i + 1} fall or are not finite");
                }

                loss += QuantileRegression.Loss(actual[i], row[k], QuantileLevels.At(k));
            }

            in50 += actual[i] >= row[low50] && actual[i] <= row[high50] ? 1 : 0;
            in90 += actual[i] >= row[low90] && actual[i] <= row[high90] ? 1 : 0;
            width += row[high90] - row[low90];
        }

        var n = actual.Count;
        return new(n, 2 * loss / n / QuantileLevels.Count, 100.0 * in50 / n, 100.0 * in90 / n, width / n);
    }
}
