using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Uncertainty;

/// <summary>
/// Linear quantile regression by the Frisch-Newton interior point method (Portnoy and Koenker 1997, section 5): the dual of the pinball loss is a
/// linear programme in weights between 0 and 1, whose multipliers are the coefficients. Predictor and corrector share one factor of p x p.
/// </summary>
internal static class QuantileRegression
{
    private const int MostSteps = 60;
    private const double ShareOfWay = 0.9995;

    /// <summary>The coefficients b that minimise the pinball loss of y - Xb at a level.</summary>
    /// <param name="columns">p columns of n; one of them constant where an intercept is wanted.</param>
    /// <param name="target">n values.</param>
    /// <param name="level">Between 0 and 1, both excluded.</param>
    public static double[] Fit(double[][] columns, double[] target, double level) => new Solver(columns, target, level).Solve();

    /// <summary>The pinball loss of a quantile forecast (Koenker and Bassett 1978).</summary>
    public static double Loss(double actual, double quantile, double level) =>
        actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);

    private sealed class Solver
    {
        private readonly double[][] _columns;
        private readonly double[] _target;
        private readonly int _rows;
        private readonly double[] _low;
        private readonly double[] _high;
        private readonly double[] _lowPrice;
        private readonly double[] _highPrice;
        private readonly double[] _weight;
        private readonly double[] _step;
        private readonly double[] _lowStep;
        private readonly double[] _highStep;
        private readonly double[] _centre;
        private double[] _coefficients;

        public Solver(double[][] columns, double[] target, double level)
        {
            (_columns, _target, _rows) = (columns, target, target.Length);
            (_low, _high) = (new double[_rows], new double[_rows]);
            (_lowPrice, _highPrice, _weight) = (new double[_rows], new double[_rows], new double[_rows]);
            (_step, _lowStep, _highStep, _centre) = (new double[_rows], new double[_rows], new double[_rows], new double[_rows]);
            Array.Fill(_low, 1 - level);
            Array.Fill(_high, level);

            // Least squares first; residuals split into what prices the bound 0 and the bound 1.
            Array.Fill(_weight, 1.0);
            _coefficients = Normal(_target);
            var residual = Residual();
            var floor = Math.Max(1e-9, 1e-3 * TensorPrimitives.SumOfMagnitudes<double>(residual) / _rows);
            for (var i = 0; i < _rows; i++)
            {
                _lowPrice[i] = Math.Max(-residual[i], 0) + floor;
                _highPrice[i] = Math.Max(residual[i], 0) + floor;
            }
        }

        public double[] Solve()
        {
            var scale = Math.Max(1, TensorPrimitives.SumOfMagnitudes<double>(_target));
            for (var step = 0; step < MostSteps; step++)
            {
                var gap = Dot(_lowPrice, _low) + Dot(_highPrice, _high);
                if (gap <= 1e-9 * scale)
                {
                    break;
                }

                if (!Advance(gap))
                {
                    break;
                }
            }

            return _coefficients;
        }

        /// <summary>One predictor and corrector step; false when rounding ends the progress.</summary>
        private bool Advance(double gap)
        {
            for (var i = 0; i < _rows; i++)
            {
                _weight[i] = 1 / ((_lowPrice[i] / _low[i]) + (_highPrice[i] / _high[i]));
            }

            var factor = Cholesky.Factor(WeightedGram(), 0);
            Array.Clear(_centre);
            var direction = Direction(factor);
            if (!direction.All(double.IsFinite))
            {
                return false;
            }

            var (primal, dual) = Lengths();
            if (Math.Min(primal, dual) < 1)
            {
                // Mehrotra's corrector: aim at the centre in proportion to what the plain step leaves.
                var left = 0.0;
                for (var i = 0; i < _rows; i++)
                {
                    left += (_lowPrice[i] + (dual * _lowStep[i])) * (_low[i] + (primal * _step[i]));
                    left += (_highPrice[i] + (dual * _highStep[i])) * (_high[i] - (primal * _step[i]));
                }

                var barrier = gap * Math.Pow(left / gap, 3) / (2 * _rows);
                for (var i = 0; i < _rows; i++)
                {
                    _centre[i] = ((barrier - (_step[i] * _lowStep[i])) / _low[i]) - ((barrier + (_step[i] * _highStep[i])) / _high[i]);
                }

                var (plainLow, plainHigh, plain) = ((double[])_lowStep.Clone(), (double[])_highStep.Clone(), (double[])_step.Clone());
                direction = Direction(factor);
                if (!direction.All(double.IsFinite))
                {
                    return false;
                }

                for (var i = 0; i < _rows; i++)
                {
                    _lowStep[i] += (barrier - (plain[i] * plainLow[i])) / _low[i];
                    _highStep[i] += (barrier + (plain[i] * plainHigh[i])) / _high[i];
                }

                (primal, dual) = Lengths();
            }

            TensorPrimitives.MultiplyAdd(_step, primal, _low, _low);
            TensorPrimitives.MultiplyAdd(_step, -primal, _high, _high);
            TensorPrimitives.MultiplyAdd(_lowStep, dual, _lowPrice, _lowPrice);
            TensorPrimitives.MultiplyAdd(_highStep, dual, _highPrice, _highPrice);
            TensorPrimitives.MultiplyAdd(direction, dual, _coefficients, _coefficients);
            return true;
        }

        /// <summary>The Newton direction of the coefficients; fills the steps of weights and prices (without the centring of prices).</summary>
        private double[] Direction(double[][] factor)
        {
            // Weights meet X'a = (1 - level) X'1 and prices lowPrice - highPrice = Xb - y from the start, and every step keeps both.
            var pull = new double[_rows];
            for (var i = 0; i < _rows; i++)
            {
                pull[i] = _lowPrice[i] - _highPrice[i] - _centre[i];
            }

            var weighted = new double[_rows];
            TensorPrimitives.Multiply(_weight, pull, weighted);
            var right = new double[_columns.Length];
            for (var c = 0; c < right.Length; c++)
            {
                right[c] = -Dot(_columns[c], weighted);
            }

            var direction = Cholesky.SolveWith(factor, right);
            var moved = Times(direction);
            for (var i = 0; i < _rows; i++)
            {
                _step[i] = -_weight[i] * (moved[i] + pull[i]);
                _lowStep[i] = -_lowPrice[i] - (_lowPrice[i] / _low[i] * _step[i]);
                _highStep[i] = -_highPrice[i] + (_highPrice[i] / _high[i] * _step[i]);
            }

            return direction;
        }

        /// <summary>How far the steps may go before a weight or a price reaches its bound.</summary>
        private (double Primal, double Dual) Lengths()
        {
            var (primal, dual) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var i = 0; i < _rows; i++)
            {
                primal = Math.Min(
                    primal,
                    _step[i] < 0 ? -_low[i] / _step[i]
                        : _step[i] > 0 ? _high[i] / _step[i]
                        : primal
                );
                dual = Math.Min(dual, _lowStep[i] < 0 ? -_lowPrice[i] / _lowStep[i] : dual);
                dual = Math.Min(dual, _highStep[i] < 0 ? -_highPrice[i] / _highStep[i] : dual);
            }

            return (Math.Min(1, ShareOfWay * primal), Math.Min(1, ShareOfWay * dual));
        }

        private double[] Normal(double[] values)
        {
            var right = _columns.Select(c => Dot(c, values)).ToArray();
            return Cholesky.SolveWith(Cholesky.Factor(WeightedGram(), 0), right);
        }

        private double[][] WeightedGram()
        {
            var gram = new double[_columns.Length][];
            var weighted = new double[_rows];
            for (var a = 0; a < gram.Length; a++)
            {
                gram[a] = new double[gram.Length];
                TensorPrimitives.Multiply(_columns[a], _weight, weighted);
                for (var b = 0; b <= a; b++)
                {
                    gram[a][b] = Dot(weighted, _columns[b]);
                }

                // Columns that span each other, such as two windows of one length, keep a factor.
                gram[a][a] *= 1 + 1e-9;
            }

            return gram;
        }

        private double[] Residual()
        {
            var residual = Times(_coefficients);
            TensorPrimitives.Subtract(_target, residual, residual);
            return residual;
        }

        private double[] Times(double[] coefficients)
        {
            var sum = new double[_rows];
            for (var c = 0; c < _columns.Length; c++)
            {
                TensorPrimitives.MultiplyAdd(_columns[c], coefficients[c], sum, sum);
            }

            return sum;
        }

        private static double Dot(double[] a, double[] b) => TensorPrimitives.Dot<double>(a, b);
    }
}
