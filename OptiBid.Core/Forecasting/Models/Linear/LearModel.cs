using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Models.Explained;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// LEAR, the LASSO-estimated autoregression of Lago et al. 2021, section 4.2, on one calibration window. For each hour the penalty is that of the
/// knot with the smallest criterion n·RSS/σ² + c·k on the path of least angle regression over inputs of unit length, with σ² the variance of
/// the target, so that windows with fewer rows than inputs have one too (Zou, Hastie, Tibshirani 2007: k inputs are k degrees of freedom). The
/// forecast is the LASSO at that penalty on the inputs as they are scaled, where it weighs less; so did the published forecasts.
/// </summary>
internal static class LearModel
{
    /// <summary>Keeps the inner products of collinear inputs (the days of the week) positive definite; a share of an input's own.</summary>
    private const double Jitter = 1e-9;

    /// <summary>The 24 prices of a day; the window shrinks to the history there is, null when that is under 21 days.</summary>
    public static double[]? Forecast(DailyPanel panel, int day, int windowDays, LearRecipe recipe) =>
        Hours(
            panel,
            day,
            windowDays,
            recipe,
            static (window, h, mean, today, coefficients) => window.Price(h, mean + TensorPrimitives.Dot<double>(today, coefficients))
        )?.Of;

    /// <summary>What makes the forecast of a day; null as <see cref="Forecast"/>.</summary>
    public static DriverTable? Explain(DailyPanel panel, int day, int windowDays, LearRecipe recipe) =>
        Hours(panel, day, windowDays, recipe, static (_, _, mean, today, coefficients) => (mean, today, (double[])[.. coefficients]))
            is { } hours
            ? DriverTable.Of(hours.Window, panel.Exogenous.Count, hours.Of)
            : null;

    private static (CalibrationWindow Window, T[] Of)? Hours<T>(
        DailyPanel panel,
        int day,
        int windowDays,
        LearRecipe recipe,
        Func<CalibrationWindow, int, double, double[], double[], T> of
    )
    {
        if (CalibrationWindow.Of(panel, day, windowDays, recipe.PriceScale, recipe.ExogenousScale) is not { } window)
        {
            return null;
        }

        var (columns, today) = Centred(window);
        var gram = Gram.Of(columns);
        var hour = new Hour(gram, window.Rows.Length, recipe);
        var made = new T[window.Targets.Length];
        for (var h = 0; h < made.Length; h++)
        {
            var (mean, target) = Centred(window.Targets[h]);
            var products = columns.Select(c => TensorPrimitives.Dot<double>(c, target)).ToArray();
            var coefficients = hour.Fit(products, TensorPrimitives.Dot<double>(target, target));
            made[h] = of(window, h, mean, today, coefficients);
        }

        return (window, made);
    }

    private static (double[][] Columns, double[] Today) Centred(CalibrationWindow window)
    {
        var columns = window.Columns();
        double[] today = [.. window.Today];
        for (var c = 0; c < columns.Length; c++)
        {
            (var mean, columns[c]) = Centred(columns[c]);
            today[c] -= mean;
        }

        return (columns, today);
    }

    private static (double Mean, double[] Values) Centred(double[] values)
    {
        var mean = TensorPrimitives.Sum<double>(values) / values.Length;
        var moved = new double[values.Length];
        TensorPrimitives.Subtract(values, mean, moved);
        return (mean, moved);
    }

    /// <summary>The models of the hours of one window, one after the other.</summary>
    private sealed class Hour
    {
        private readonly int _rows;
        private readonly int _mostInputs;
        private readonly double _perInput;
        private readonly double[] _lengths;
        private readonly LassoPath _scaled;
        private readonly LassoPath _unit;
        private readonly double[][]? _factor;
        private readonly double[] _coefficients;

        public Hour(double[][] gram, int rows, LearRecipe recipe)
        {
            (_rows, _mostInputs) = (rows, Math.Min(rows - 1, gram.Length));
            _perInput = rows > gram.Length ? recipe.CostPerInput : recipe.CostPerInputOfFewRows;
            _lengths = [.. gram.Select((row, i) => Math.Sqrt(row[i]))];
            var unit = gram.Select((row, i) => row.Select((v, j) => Over(v, _lengths[i] * _lengths[j])).ToArray()).ToArray();
            (_scaled, _unit) = (new(gram), new(unit));
            _factor = rows > gram.Length ? Cholesky.Factor(unit, Jitter) : null;
            _coefficients = new double[gram.Length];
        }

        /// <summary>The coefficients of an hour, valid until the next is fitted, from inner products with its target.</summary>
        public double[] Fit(double[] products, double square)
        {
            Array.Clear(_coefficients);
            if (square > 0)
            {
                _scaled.SolveAt(Penalty(products, square), products, square, _mostInputs, _coefficients);
            }

            return _coefficients;
        }

        private double Penalty(double[] products, double square)
        {
            var unit = products.Select((p, j) => Over(p, _lengths[j])).ToArray();
            var perSquare = _rows / square;
            var least = _factor is null ? 0 : perSquare * (square - Explained(_factor, unit));
            var (best, penalty) = (double.PositiveInfinity, 0.0);
            _unit.Walk(
                unit,
                square,
                _mostInputs,
                knot =>
                {
                    var criterion = (knot.Residual * perSquare) + (_perInput * knot.Inputs);
                    if (criterion < best)
                    {
                        (best, penalty) = (criterion, knot.Penalty);
                    }

                    // No later knot with as many inputs can be better: least squares itself leaves this much.
                    return least + (_perInput * knot.Inputs) <= best;
                }
            );
            return penalty;
        }

        /// <summary>What least squares on all inputs explains of a target's sum of squares.</summary>
        private static double Explained(double[][] factor, double[] products)
        {
            var half = Cholesky.Forward(factor, products);
            return TensorPrimitives.Dot<double>(half, half);
        }

        /// <summary>An input that never moved in the window says nothing.</summary>
        private static double Over(double value, double length) => length > 1e-9 ? value / length : 0;
    }
}
