using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>
/// One-class support vector machine (Schölkopf et al. 2001) with a Gaussian kernel: at most the share nu of the training rows lies outside. Solved by
/// sequential minimal optimisation with second-order working sets (Fan, Chen, Lin 2005). Not changed once it is fitted; asked without allocation.
/// </summary>
internal sealed class OneClassSvm
{
    private const int MostSteps = 10_000_000;
    private readonly double[][] _vectors;
    private readonly double[] _weights;
    private readonly double _gamma;

    private OneClassSvm(double[][] vectors, double[] weights, double[] multipliers, double rho, double gamma) =>
        (_vectors, _weights, Multipliers, Rho, _gamma) = (vectors, weights, multipliers, rho, gamma);

    /// <summary>Multiplier of each training row, 0 to 1; they sum to nu times the number of rows.</summary>
    public double[] Multipliers { get; }

    /// <summary>What the kernel sum of a row on the border is.</summary>
    public double Rho { get; }

    /// <summary>Number of support vectors.</summary>
    public int Vectors => _vectors.Length;

    /// <summary>Above 0 inside, below outside, never less than <c>-Rho</c>.</summary>
    public double Decide(ReadOnlySpan<double> row) => Sum(row) - Rho;

    /// <summary>
    /// How far outside: the logarithm of <see cref="Rho"/> over the kernel sum, 0 on the border. Unlike <see cref="Decide"/> it goes on growing, about with the
    /// square of the distance to the nearest support vector.
    /// </summary>
    public double Strangeness(ReadOnlySpan<double> row) => Math.Log(Rho / Math.Max(Sum(row), 1e-300));

    private double Sum(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        for (var v = 0; v < _vectors.Length; v++)
        {
            var distance = TensorPrimitives.Distance(row, _vectors[v]);
            sum += _weights[v] * Math.Exp(-_gamma * distance * distance);
        }

        return sum;
    }

    /// <summary>Fits to rows of one width.</summary>
    /// <param name="rows">The rows; all finite.</param>
    /// <param name="nu">Share, above 0 and at most 1.</param>
    /// <param name="gamma">Of the kernel exp(-gamma |x - y|^2).</param>
    /// <param name="tolerance">How far from optimal a gradient may be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static OneClassSvm Fit(double[][] rows, double nu, double gamma, double tolerance, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(nu is > 0 and <= 1, true);
        var kernel = Kernel(rows, gamma);
        var multipliers = new double[rows.Length];
        var total = nu * rows.Length;
        for (var i = 0; i < multipliers.Length && total > 0; i++)
        {
            multipliers[i] = Math.Min(1, total);
            total -= multipliers[i];
        }

        var gradient = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            TensorPrimitives.MultiplyAdd<double>(kernel[i], multipliers[i], gradient, gradient);
        }

        for (var step = 0; step < MostSteps; step++)
        {
            if (step % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (Pair(kernel, multipliers, gradient, tolerance) is not (var up, var down))
            {
                break;
            }

            var curvature = Math.Max(kernel[up][up] + kernel[down][down] - (2 * kernel[up][down]), 1e-12);
            var move = Math.Min((gradient[down] - gradient[up]) / curvature, Math.Min(1 - multipliers[up], multipliers[down]));

            // What reaches an end is set on it, so that it counts as being there.
            multipliers[up] = move == 1 - multipliers[up] ? 1 : multipliers[up] + move;
            multipliers[down] = move == multipliers[down] ? 0 : multipliers[down] - move;
            TensorPrimitives.MultiplyAdd<double>(kernel[up], move, gradient, gradient);
            TensorPrimitives.MultiplyAdd<double>(kernel[down], -move, gradient, gradient);
        }

        var used = Enumerable.Range(0, rows.Length).Where(i => multipliers[i] > 0).ToArray();
        return new(
            [.. used.Select(i => rows[i])],
            [.. used.Select(i => multipliers[i])],
            multipliers,
            Border(multipliers, gradient),
            gamma
        );
    }

    /// <summary>The row that should gain most and the partner with which most is won; null when none breaks the conditions by more than the tolerance.</summary>
    private static (int Up, int Down)? Pair(double[][] kernel, double[] multipliers, double[] gradient, double tolerance)
    {
        var (up, least, most) = (-1, double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < gradient.Length; i++)
        {
            if (multipliers[i] < 1 && gradient[i] < least)
            {
                (up, least) = (i, gradient[i]);
            }

            if (multipliers[i] > 0 && gradient[i] > most)
            {
                most = gradient[i];
            }
        }

        if (up < 0 || most - least < tolerance)
        {
            return null;
        }

        var (down, best) = (-1, 0.0);
        for (var j = 0; j < gradient.Length; j++)
        {
            var gap = gradient[j] - least;
            if (multipliers[j] > 0 && gap > 0)
            {
                var won = gap * gap / Math.Max(kernel[up][up] + kernel[j][j] - (2 * kernel[up][j]), 1e-12);
                if (won > best)
                {
                    (down, best) = (j, won);
                }
            }
        }

        return down < 0 ? null : (up, down);
    }

    private static double Border(double[] multipliers, double[] gradient)
    {
        var (sum, free, low, high) = (0.0, 0, double.NegativeInfinity, double.PositiveInfinity);
        for (var i = 0; i < gradient.Length; i++)
        {
            if (multipliers[i] is > 0 and < 1)
            {
                sum += gradient[i];
                free++;
            }
            else if (multipliers[i] >= 1)
            {
                low = Math.Max(low, gradient[i]);
            }
            else
            {
                high = Math.Min(high, gradient[i]);
            }
        }

        return free > 0 ? sum / free
            : double.IsFinite(low) && double.IsFinite(high) ? (low + high) / 2
            : double.IsFinite(low) ? low
            : high;
    }

    private static double[][] Kernel(double[][] rows, double gamma)
    {
        var kernel = new double[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            kernel[i] = new double[rows.Length];
            for (var j = 0; j <= i; j++)
            {
                var distance = TensorPrimitives.Distance<double>(rows[i], rows[j]);
                kernel[i][j] = kernel[j][i] = Math.Exp(-gamma * distance * distance);
            }
        }

        return kernel;
    }
}
