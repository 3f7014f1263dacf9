using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix given by its lower triangle.</summary>
internal static class Cholesky
{
    /// <summary>The lower triangular L with L L' = A + shift I; row i has i + 1 entries. A is not changed.</summary>
    public static double[][] Factor(double[][] lower, double shift)
    {
        var factor = new double[lower.Length][];
        for (var i = 0; i < factor.Length; i++)
        {
            factor[i] = lower[i].AsSpan(0, i + 1).ToArray();
            factor[i][i] += shift;
            for (var j = 0; j <= i; j++)
            {
                var value = factor[i][j] - TensorPrimitives.Dot<double>(factor[i].AsSpan(0, j), factor[j].AsSpan(0, j));
                factor[i][j] = i == j ? Math.Sqrt(value) : value / factor[j][j];
            }
        }

        return factor;
    }

    /// <summary>Solves L x = b.</summary>
    public static double[] Forward(double[][] factor, double[] b)
    {
        var x = new double[b.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = (b[i] - TensorPrimitives.Dot<double>(factor[i].AsSpan(0, i), x.AsSpan(0, i))) / factor[i][i];
        }

        return x;
    }

    /// <summary>Solves (A + shift I) x = b; A is not changed.</summary>
    public static double[] Solve(double[][] lower, double shift, double[] b) => SolveWith(Factor(lower, shift), b);

    /// <summary>Solves L L' x = b.</summary>
    public static double[] SolveWith(double[][] factor, double[] b)
    {
        var x = Forward(factor, b);
        for (var i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= factor[i][i];
            for (var k = 0; k < i; k++)
            {
                x[k] -= factor[i][k] * x[i];
            }
        }

        return x;
    }
}
