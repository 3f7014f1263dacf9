using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// LEAR, the LASSO-estimated autoregression of Lago et al. 2021, section 4.2, on one calibration window: for each hour the knot of the path of
/// least angle regression with the smallest Akaike criterion n·RSS/σ² + 2k (Zou, Hastie, Tibshirani 2007: k inputs are k degrees of freedom). σ²
/// is the variance of the target, as in the paper, where rows outnumber inputs; a third of it where they do not, since such a window would else
/// keep too few inputs (chosen on the year before the test split of PJM, BE and FR, as was the scale of the days of the week).
/// </summary>
internal static class LearModel
{
    /// <summary>Keeps the inner products of collinear inputs (the days of the week) positive definite; a share of an input's own.</summary>
    private const double Jitter = 1e-9;

    /// <summary>Share of the target's variance that counts as noise in a window with no more rows than inputs.</summary>
    private const double NoiseOfShortWindow = 1.0 / 3;

    /// <summary>The 24 prices of a day; the window shrinks to the history there is, null when that is under 21 days.</summary>
    public static double[]? Forecast(DailyPanel panel, int day, int windowDays)
    {
        if (CalibrationWindow.Of(panel, day, windowDays) is not { } window)
        {
            return null;
        }

        var inputs = new CentredInputs(window);
        var path = new LassoPath(inputs.Gram);
        var coefficients = new double[inputs.Today.Length];
        var prices = new double[window.Targets.Length];
        for (var h = 0; h < prices.Length; h++)
        {
            var (mean, target) = CentredInputs.Centred(window.Targets[h]);
            var square = TensorPrimitives.Dot<double>(target, target);
            Choose(path, inputs, target, square, coefficients);
            prices[h] = window.Price(h, mean + TensorPrimitives.Dot<double>(inputs.Today, coefficients));
        }

        return prices;
    }

    /// <summary>The coefficients of the knot with the smallest criterion.</summary>
    private static void Choose(LassoPath path, CentredInputs inputs, double[] target, double square, double[] chosen)
    {
        Array.Clear(chosen);
        if (square <= 0)
        {
            return;
        }

        var rows = target.Length;
        var products = inputs.ProductsWith(target);
        var least = rows > chosen.Length ? square - inputs.Explained(products) : 0;
        var scale = rows / square / (rows > chosen.Length ? 1 : NoiseOfShortWindow);
        var best = double.PositiveInfinity;
        path.Walk(
            products,
            square,
            Math.Min(rows - 1, chosen.Length),
            knot =>
            {
                var criterion = (knot.Residual * scale) + (2 * knot.Inputs);
                if (criterion < best)
                {
                    best = criterion;
                    knot.Coefficients.CopyTo(chosen);
                }

                // No later knot with as many inputs can be better: least squares itself leaves this much.
                return (least * scale) + (2 * knot.Inputs) <= best;
            }
        );
    }

    /// <summary>The inputs of a window, centred and of one length, with what every hour needs of them.</summary>
    private sealed class CentredInputs
    {
        private readonly double[][] _columns;
        private readonly Lazy<double[][]> _factor;

        public CentredInputs(CalibrationWindow window)
        {
            _columns = window.Columns();
            Today = [.. window.Today];
            for (var c = 0; c < _columns.Length; c++)
            {
                var (mean, column) = Centred(_columns[c]);
                var length = TensorPrimitives.Norm<double>(column);

                // A day of the week keeps the small spread of a 0-or-1 input and so pays more; an input that never moved says nothing.
                var factor =
                    length <= 1e-9 ? 0
                    : c >= _columns.Length - LearInputs.DaysOfWeek ? 1 / Math.Sqrt(column.Length)
                    : 1 / length;
                TensorPrimitives.Multiply(column, factor, column);
                _columns[c] = column;
                Today[c] = (Today[c] - mean) * factor;
            }

            Gram = Linear.Gram.Of(_columns);
            _factor = new(() => Cholesky.Factor(Gram, Jitter));
        }

        /// <summary>Inner products of the inputs.</summary>
        public double[][] Gram { get; }

        /// <summary>The inputs of the day to forecast, moved and scaled like the others.</summary>
        public double[] Today { get; }

        /// <summary>The mean and the values without it.</summary>
        public static (double Mean, double[] Values) Centred(double[] values)
        {
            var mean = TensorPrimitives.Sum<double>(values) / values.Length;
            var moved = new double[values.Length];
            TensorPrimitives.Subtract(values, mean, moved);
            return (mean, moved);
        }

        /// <summary>Inner products of the inputs with a target.</summary>
        public double[] ProductsWith(double[] target) => [.. _columns.Select(c => TensorPrimitives.Dot<double>(c, target))];

        /// <summary>What least squares on all inputs explains of a target's sum of squares.</summary>
        public double Explained(double[] products)
        {
            var half = Cholesky.Forward(_factor.Value, products);
            return TensorPrimitives.Dot<double>(half, half);
        }
    }
}
