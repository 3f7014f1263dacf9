using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>
/// Products of small matrices on one thread. Each element is summed in the order of its terms with fused multiply-add, so the bits do not
/// depend on the machine's vector width or on which rows share a tile.
/// </summary>
internal static class MatrixKernel
{
    /// <summary>Columns of a tile: two vectors of eight.</summary>
    public const int Tile = 16;

    private const int Lanes = 8;

    /// <summary>result = left * right.</summary>
    public static void Multiply(Matrix left, Matrix right, Matrix result)
    {
        Check(left.Columns == right.Rows && left.Rows == result.Rows && right.Stride == result.Stride);
        Run(left.Values, left.Stride, 1, left.Columns, right, result);
    }

    /// <summary>result = transpose(left) * right.</summary>
    public static void MultiplyTransposed(Matrix left, Matrix right, Matrix result)
    {
        Check(left.Rows == right.Rows && left.Columns == result.Rows && right.Stride == result.Stride);
        Run(left.Values, 1, left.Stride, left.Rows, right, result);
    }

    private static void Check(bool fits)
    {
        if (!fits)
        {
            throw new ArgumentException("the matrices do not fit each other");
        }
    }

    private static void Run(float[] left, nint row, nint step, int depth, Matrix right, Matrix result)
    {
        ref var a = ref MemoryMarshal.GetArrayDataReference(left);
        ref var b = ref MemoryMarshal.GetArrayDataReference(right.Values);
        ref var c = ref MemoryMarshal.GetArrayDataReference(result.Values);
        nint stride = result.Stride;
        for (nint n = 0; n < stride; n += Tile)
        {
            nint m = 0;
            for (; m + 6 <= result.Rows; m += 6)
            {
                Six(
                    ref Unsafe.Add(ref a, m * row),
                    row,
                    step,
                    depth,
                    ref Unsafe.Add(ref b, n),
                    ref Unsafe.Add(ref c, (m * stride) + n),
                    stride
                );
            }

            for (; m < result.Rows; m++)
            {
                One(ref Unsafe.Add(ref a, m * row), step, depth, ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, (m * stride) + n), stride);
            }
        }
    }

    private static void Six(ref float a, nint row, nint step, int depth, ref float b, ref float c, nint stride)
    {
        Vector256<float> p0 = default,
            p1 = default,
            p2 = default,
            p3 = default,
            p4 = default,
            p5 = default;
        Vector256<float> q0 = default,
            q1 = default,
            q2 = default,
            q3 = default,
            q4 = default,
            q5 = default;
        for (var k = 0; k < depth; k++)
        {
            var u = Vector256.LoadUnsafe(ref b);
            var v = Vector256.LoadUnsafe(ref b, Lanes);
            var x = Vector256.Create(a);
            p0 = Vector256.FusedMultiplyAdd(x, u, p0);
            q0 = Vector256.FusedMultiplyAdd(x, v, q0);
            x = Vector256.Create(Unsafe.Add(ref a, row));
            p1 = Vector256.FusedMultiplyAdd(x, u, p1);
            q1 = Vector256.FusedMultiplyAdd(x, v, q1);
            x = Vector256.Create(Unsafe.Add(ref a, 2 * row));
            p2 = Vector256.FusedMultiplyAdd(x, u, p2);
            q2 = Vector256.FusedMultiplyAdd(x, v, q2);
            x = Vector256.Create(Unsafe.Add(ref a, 3 * row));
            p3 = Vector256.FusedMultiplyAdd(x, u, p3);
            q3 = Vector256.FusedMultiplyAdd(x, v, q3);
            x = Vector256.Create(Unsafe.Add(ref a, 4 * row));
            p4 = Vector256.FusedMultiplyAdd(x, u, p4);
            q4 = Vector256.FusedMultiplyAdd(x, v, q4);
            x = Vector256.Create(Unsafe.Add(ref a, 5 * row));
            p5 = Vector256.FusedMultiplyAdd(x, u, p5);
            q5 = Vector256.FusedMultiplyAdd(x, v, q5);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Store(p0, q0, ref c);
        Store(p1, q1, ref Unsafe.Add(ref c, stride));
        Store(p2, q2, ref Unsafe.Add(ref c, 2 * stride));
        Store(p3, q3, ref Unsafe.Add(ref c, 3 * stride));
        Store(p4, q4, ref Unsafe.Add(ref c, 4 * stride));
        Store(p5, q5, ref Unsafe.Add(ref c, 5 * stride));
    }

    private static void One(ref float a, nint step, int depth, ref float b, ref float c, nint stride)
    {
        Vector256<float> p = default,
            q = default;
        for (var k = 0; k < depth; k++)
        {
            var x = Vector256.Create(a);
            p = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref b), p);
            q = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref b, Lanes), q);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Store(p, q, ref c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> p, Vector256<float> q, ref float c)
    {
        p.StoreUnsafe(ref c);
        q.StoreUnsafe(ref c, Lanes);
    }
}
