using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// The LASSO path by least angle regression with drops (Efron, Hastie, Johnstone, Tibshirani 2004, section 3.1), on inner products alone: the
/// Gram matrix of centred inputs serves every target. Inputs are taken to be in general position, as measured ones are: two that tie exactly join
/// one after the other, more at once may not. Not safe for several threads at once; its buffers are used again by the next target.
/// </summary>
internal sealed class LassoPath
{
    private const double Tiny = 1e-12;
    private readonly double[][] _gram;
    private readonly int _width;
    private readonly double[][] _factor;
    private readonly int[] _active;
    private readonly bool[] _isActive;
    private readonly bool[] _isBarred;
    private readonly double[] _signs;
    private readonly double[] _step;
    private readonly double[] _correlations;
    private readonly double[] _slope;
    private readonly double[] _coefficients;
    private int _count;

    /// <summary>Paths over inputs with this Gram matrix (p rows of p).</summary>
    public LassoPath(double[][] gram)
    {
        (_gram, _width) = (gram, gram.Length);
        _factor = [.. Enumerable.Range(0, _width).Select(_ => new double[_width])];
        (_active, _isActive, _isBarred) = (new int[_width], new bool[_width], new bool[_width]);
        (_signs, _step, _correlations) = (new double[_width], new double[_width], new double[_width]);
        (_slope, _coefficients) = (new double[_width], new double[_width]);
    }

    /// <summary>
    /// Walks from the empty model towards least squares and tells every knot: the penalty (of ½|y − Xb|² + λ|b|₁), the sum of squared residuals,
    /// the number of inputs and the coefficients, which the callee must not keep.
    /// </summary>
    /// <param name="products">Inner products of inputs and target, p.</param>
    /// <param name="square">Inner product of the target with itself.</param>
    /// <param name="mostInputs">Inputs at most, normally min(n − 1, p).</param>
    /// <param name="knot">Told every knot; false ends the walk.</param>
    public void Walk(ReadOnlySpan<double> products, double square, int mostInputs, Func<Knot, bool> knot)
    {
        _count = 0;
        Array.Clear(_coefficients);
        Array.Clear(_isActive);
        Array.Clear(_isBarred);
        products.CopyTo(_correlations);
        var end = Math.Max(TensorPrimitives.MaxMagnitude<double>(_correlations), Tiny) * 1e-9;
        var (dropped, last) = (-1, double.PositiveInfinity);
        for (var steps = 0; steps < 8 * _width; steps++)
        {
            var penalty = Penalty();
            if (!(penalty <= last * (1 + 1e-6)))
            {
                // Inputs that nearly span each other: what follows is rounding.
                return;
            }

            last = penalty;
            if (!knot(new(penalty, Residual(products, square, penalty), _count, _coefficients)) || penalty <= end || _count >= mostInputs)
            {
                return;
            }

            // What was just dropped stays out for this step: its correlation equals the largest.
            if (dropped < 0)
            {
                Join(penalty);
            }

            if (_count == 0)
            {
                return;
            }

            dropped = Advance(penalty, dropped);
        }
    }

    /// <summary>The coefficients at one penalty: between two knots they move in proportion. Without so small a penalty on the path its end.</summary>
    public void SolveAt(double penalty, ReadOnlySpan<double> products, double square, int mostInputs, double[] solution)
    {
        var before = double.PositiveInfinity;
        Array.Clear(solution);
        Walk(
            products,
            square,
            mostInputs,
            knot =>
            {
                if (knot.Penalty >= penalty || before <= penalty)
                {
                    before = knot.Penalty;
                    knot.Coefficients.CopyTo(solution);
                    return knot.Penalty > penalty;
                }

                var share = (before - penalty) / (before - knot.Penalty);
                for (var j = 0; j < solution.Length; j++)
                {
                    solution[j] += share * (knot.Coefficients[j] - solution[j]);
                }

                return false;
            }
        );
    }

    private double Penalty()
    {
        var largest = 0.0;
        for (var j = 0; j < _width; j++)
        {
            if (!_isBarred[j])
            {
                largest = Math.Max(largest, Math.Abs(_correlations[j]));
            }
        }

        return largest;
    }

    /// <summary>|y − Xb|² from y'y, b'X'y and the correlations of the residual, which are ±λ on the active inputs.</summary>
    private double Residual(ReadOnlySpan<double> products, double square, double penalty)
    {
        var residual = square;
        for (var i = 0; i < _count; i++)
        {
            var b = _coefficients[_active[i]];
            residual -= (b * products[_active[i]]) + (penalty * Math.Abs(b));
        }

        return Math.Max(residual, 0);
    }

    /// <summary>
    /// An input whose correlation is the largest joins; those that tie with it join one by one, after steps of no length. One that the active
    /// inputs already span is barred.
    /// </summary>
    private void Join(double penalty)
    {
        for (var j = 0; j < _width; j++)
        {
            if (_isActive[j] || _isBarred[j] || Math.Abs(_correlations[j]) < penalty * (1 - 1e-10))
            {
                continue;
            }

            var row = _factor[_count];
            for (var i = 0; i < _count; i++)
            {
                var known = TensorPrimitives.Dot<double>(row.AsSpan(0, i), _factor[i].AsSpan(0, i));
                row[i] = (_gram[j][_active[i]] - known) / _factor[i][i];
            }

            var rest = _gram[j][j] - TensorPrimitives.Dot<double>(row.AsSpan(0, _count), row.AsSpan(0, _count));
            if (rest <= 1e-9 * Math.Max(_gram[j][j], Tiny))
            {
                _isBarred[j] = true;
                continue;
            }

            row[_count] = Math.Sqrt(rest);
            (_active[_count], _isActive[j], _signs[_count]) = (j, true, Math.Sign(_correlations[j]));
            _count++;
            return;
        }
    }

    /// <summary>Goes along the equiangular direction to the next knot. Returns the input that left, or −1.</summary>
    private int Advance(double penalty, int dropped)
    {
        Direction();
        Array.Clear(_slope);
        for (var i = 0; i < _count; i++)
        {
            TensorPrimitives.MultiplyAdd(_gram[_active[i]], _step[i], _slope, _slope);
        }

        var length = penalty;
        for (var j = 0; j < _width; j++)
        {
            if (_isActive[j] || _isBarred[j])
            {
                continue;
            }

            // What just left is at the penalty and moves away from it; it may come back with the other sign.
            if (j != dropped || _correlations[j] < 0)
            {
                length = Math.Min(length, Until(penalty - _correlations[j], 1 - _slope[j]));
            }

            if (j != dropped || _correlations[j] > 0)
            {
                length = Math.Min(length, Until(penalty + _correlations[j], 1 + _slope[j]));
            }
        }

        var leaves = -1;
        for (var i = 0; i < _count; i++)
        {
            // What would move against its sign leaves; with inputs that tie, one that just joined may leave at once.
            var b = _signs[i] * _coefficients[_active[i]];
            var crossing = Until(b, -_signs[i] * _step[i]);
            if (crossing < length)
            {
                (length, leaves) = (crossing, i);
            }
        }

        for (var i = 0; i < _count; i++)
        {
            _coefficients[_active[i]] += length * _step[i];
        }

        TensorPrimitives.MultiplyAdd(_slope, -length, _correlations, _correlations);
        if (leaves < 0)
        {
            return -1;
        }

        var gone = _active[leaves];
        _coefficients[gone] = 0;
        Leave(leaves);
        return gone;
    }

    /// <summary>How far it is until a gap that shrinks at this rate is closed; a gap that tied inputs have closed already is none.</summary>
    private static double Until(double gap, double rate) => rate > Tiny ? Math.Max(gap, 0) / rate : double.PositiveInfinity;

    /// <summary>Solves G_AA d = signs with the factor.</summary>
    private void Direction()
    {
        for (var i = 0; i < _count; i++)
        {
            _step[i] = (_signs[i] - TensorPrimitives.Dot<double>(_factor[i].AsSpan(0, i), _step.AsSpan(0, i))) / _factor[i][i];
        }

        for (var i = _count - 1; i >= 0; i--)
        {
            _step[i] /= _factor[i][i];
            TensorPrimitives.MultiplyAdd(_factor[i].AsSpan(0, i), -_step[i], _step.AsSpan(0, i), _step.AsSpan(0, i));
        }
    }

    /// <summary>Takes a row out of the factor; rotations make it triangular again (Golub and Van Loan, section 6.5.4).</summary>
    private void Leave(int at)
    {
        _isActive[_active[at]] = false;
        var free = _factor[at];
        for (var i = at; i < _count - 1; i++)
        {
            (_active[i], _signs[i], _factor[i]) = (_active[i + 1], _signs[i + 1], _factor[i + 1]);
        }

        _factor[--_count] = free;
        for (var c = at; c < _count; c++)
        {
            var (a, b) = (_factor[c][c], _factor[c][c + 1]);
            var norm = Math.Sqrt((a * a) + (b * b));
            var (cos, sin) = (a / norm, b / norm);
            for (var r = c; r < _count; r++)
            {
                var row = _factor[r];
                (row[c], row[c + 1]) = ((cos * row[c]) + (sin * row[c + 1]), (cos * row[c + 1]) - (sin * row[c]));
            }
        }
    }

    /// <summary>One knot of the path.</summary>
    /// <param name="Penalty">λ.</param>
    /// <param name="Residual">Sum of squared residuals.</param>
    /// <param name="Inputs">Inputs in the model.</param>
    /// <param name="Coefficients">One per input; valid during the call.</param>
    internal readonly record struct Knot(double Penalty, double Residual, int Inputs, double[] Coefficients);
}
