using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix given by its lower triangle.</summary>
internal static class Cholesky
{
    private const int Together = 4;

    /// <summary>The lower triangular L with L L' = A + shift I; row i has i + 1 entries. A is not changed.</summary>
    public static double[][] Factor(double[][] lower, double shift)
    {
        var factor = new double[lower.Length][];
        for (var i = 0; i < factor.Length; i++)
        {
            factor[i] = lower[i].AsSpan(0, i + 1).ToArray();
            factor[i][i] += shift;
        }

        // Four rows at a time: each finished row is then read from memory a quarter as often.
        var sums = new double[Together];
        for (var i = 0; i < factor.Length; i += Together)
        {
            var rows = factor.AsSpan(i, Math.Min(Together, factor.Length - i));
            var j = 0;
            for (; j < i && rows.Length == Together; j++)
            {
                DotFour(factor[j].AsSpan(0, j), rows, sums);
                for (var r = 0; r < rows.Length; r++)
                {
                    rows[r][j] = (rows[r][j] - sums[r]) / factor[j][j];
                }
            }

            for (var r = 0; r < rows.Length; r++)
            {
                for (var k = j; k <= i + r; k++)
                {
                    var value = rows[r][k] - TensorPrimitives.Dot<double>(rows[r].AsSpan(0, k), factor[k].AsSpan(0, k));
                    rows[r][k] = k == i + r ? Math.Sqrt(value) : value / factor[k][k];
                }
            }
        }

        return factor;
    }

    private static void DotFour(ReadOnlySpan<double> finished, ReadOnlySpan<double[]> rows, double[] sums)
    {
        ref var a = ref MemoryMarshal.GetReference(finished);
        ref var r0 = ref MemoryMarshal.GetArrayDataReference(rows[0]);
        ref var r1 = ref MemoryMarshal.GetArrayDataReference(rows[1]);
        ref var r2 = ref MemoryMarshal.GetArrayDataReference(rows[2]);
        ref var r3 = ref MemoryMarshal.GetArrayDataReference(rows[3]);
        var (s0, s1, s2, s3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var k = 0;
        for (; k + Vector256<double>.Count <= finished.Length; k += Vector256<double>.Count)
        {
            var f = Vector256.LoadUnsafe(ref a, (nuint)k);
            s0 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref r0, (nuint)k), s0);
            s1 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref r1, (nuint)k), s1);
            s2 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref r2, (nuint)k), s2);
            s3 = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref r3, (nuint)k), s3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector256.Sum(s0), Vector256.Sum(s1), Vector256.Sum(s2), Vector256.Sum(s3));
        for (; k < finished.Length; k++)
        {
            for (var r = 0; r < Together; r++)
            {
                sums[r] += finished[k] * rows[r][k];
            }
        }
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
