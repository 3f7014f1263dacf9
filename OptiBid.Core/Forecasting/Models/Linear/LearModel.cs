using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// LEAR, the LASSO-estimated autoregression of Lago et al. 2021, section 4.2, on one window: per hour the penalty that Akaike's criterion chooses
/// on the path of least angle regression, then the LASSO at that penalty.
/// </summary>
internal static class LearModel
{
    /// <summary>The 24 prices of a day, or null when the history is too short.</summary>
    public static double[]? Forecast(DailyPanel panel, int day, int windowDays, LearRule rule)
    {
        if (CalibrationWindow.Of(panel, day, windowDays) is not { } window)
        {
            return null;
        }

        var n = window.Rows.Length;
        var columns = window.Columns();
        var width = columns.Length;
        var today = (double[])window.Today.Clone();
        for (var c = 0; c < width; c++)
        {
            var mean = TensorPrimitives.Sum<double>(columns[c]) / n;
            TensorPrimitives.Subtract(columns[c], mean, columns[c]);
            today[c] -= mean;
        }

        var gram = Gram(columns);
        var norms = new double[width];
        for (var c = 0; c < width; c++)
        {
            norms[c] = Math.Sqrt(gram[c][c]);
        }

        var unit = new double[width][];
        for (var i = 0; i < width; i++)
        {
            unit[i] = new double[width];
            for (var j = 0; j < width; j++)
            {
                unit[i][j] = norms[i] > 0 && norms[j] > 0 ? gram[i][j] / (norms[i] * norms[j]) : 0;
            }
        }

        var path = new LassoPath(unit);
        var (products, unitProducts) = (new double[width], new double[width]);
        var coefficients = new double[width];
        var prices = new double[24];
        for (var h = 0; h < 24; h++)
        {
            var target = (double[])window.Targets[h].Clone();
            var mean = TensorPrimitives.Sum<double>(target) / n;
            TensorPrimitives.Subtract(target, mean, target);
            for (var c = 0; c < width; c++)
            {
                products[c] = TensorPrimitives.Dot<double>(columns[c], target);
                unitProducts[c] = norms[c] > 0 ? products[c] / norms[c] : 0;
            }

            var square = TensorPrimitives.Dot<double>(target, target);
            if (square <= 0)
            {
                prices[h] = window.Price(h, mean);
                continue;
            }

            var (best, penalty) = (double.PositiveInfinity, 0.0);
            double[] chosen = new double[width];
            path.Walk(
                unitProducts,
                square,
                Math.Min(n - 1, width),
                knot =>
                {
                    var criterion =
                        rule.LogCriterion
                            ? (n * Math.Log(Math.Max(knot.Residual, 1e-12) / n)) + (2 * knot.Inputs)
                            : (knot.Residual * n / square) + (2 * knot.Inputs);
                    if (criterion < best)
                    {
                        (best, penalty) = (criterion, knot.Penalty);
                        knot.Coefficients.Span.CopyTo(chosen);
                    }

                    return knot.Inputs < rule.MostInputs;
                }
            );
            double scaled;
            if (rule.OnUnitInputs)
            {
                scaled = mean;
                for (var c = 0; c < width; c++)
                {
                    scaled += norms[c] > 0 ? today[c] * chosen[c] / norms[c] : 0;
                }
            }
            else
            {
                // Warm: the coefficients of the hour before.
                LassoDescent.Solve(gram, products, square, penalty * rule.Factor, coefficients, rule.Tolerance);
                scaled = mean + TensorPrimitives.Dot<double>(today, coefficients);
            }

            prices[h] = window.Price(h, scaled);
        }

        return prices;
    }

    private static double[][] Gram(double[][] columns)
    {
        var gram = new double[columns.Length][];
        for (var i = 0; i < columns.Length; i++)
        {
            gram[i] = new double[columns.Length];
            for (var j = 0; j <= i; j++)
            {
                gram[i][j] = gram[j][i] = TensorPrimitives.Dot<double>(columns[i], columns[j]);
            }
        }

        return gram;
    }
}

internal sealed record LearRule(bool LogCriterion, bool OnUnitInputs, double Factor = 1, double Tolerance = 1e-6, int MostInputs = 1000);
