using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// The LASSO at one penalty by cyclic coordinate descent with covariance updates (Friedman, Hastie, Tibshirani 2010, section 2.2): inner
/// products alone, and a good start costs few sweeps.
/// </summary>
internal static class LassoDescent
{
    private const int MostSweeps = 2500;

    /// <summary>Minimises ½|y − Xb|² + λ|b|₁ from the coefficients given, which become the solution.</summary>
    /// <param name="gram">X'X, p rows of p.</param>
    /// <param name="products">X'y, p.</param>
    /// <param name="square">y'y.</param>
    /// <param name="penalty">λ.</param>
    /// <param name="coefficients">Start and solution, p.</param>
    /// <param name="tolerance">Ends when no step moves the fit by more than this share of y'y.</param>
    public static void Solve(
        double[][] gram,
        ReadOnlySpan<double> products,
        double square,
        double penalty,
        double[] coefficients,
        double tolerance = 1e-7
    )
    {
        var width = coefficients.Length;
        var gradient = products.ToArray();
        for (var j = 0; j < width; j++)
        {
            if (coefficients[j] != 0)
            {
                TensorPrimitives.MultiplyAdd(gram[j], -coefficients[j], gradient, gradient);
            }
        }

        var limit = tolerance * square;
        var onlyActive = false;
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var moved = 0.0;
            for (var j = 0; j < width; j++)
            {
                var own = gram[j][j];
                var held = coefficients[j];
                if (own <= 0 || (onlyActive && held == 0))
                {
                    continue;
                }

                var free = gradient[j] + (own * held);
                var next = Math.Abs(free) <= penalty ? 0 : (free - Math.CopySign(penalty, free)) / own;
                if (next == held)
                {
                    continue;
                }

                var step = next - held;
                coefficients[j] = next;
                TensorPrimitives.MultiplyAdd(gram[j], -step, gradient, gradient);
                moved = Math.Max(moved, own * step * step);
            }

            // Sweeps over the active inputs until they rest, then one over all that must change nothing.
            if (moved <= limit)
            {
                if (!onlyActive)
                {
                    return;
                }

                onlyActive = false;
            }
            else
            {
                onlyActive = true;
            }
        }
    }
}
