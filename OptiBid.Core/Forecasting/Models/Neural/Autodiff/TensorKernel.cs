using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>Where a matrix lies inside an array: the next row is <see cref="Row"/> further, the next column <see cref="Step"/>.</summary>
/// <param name="Values">The array.</param>
/// <param name="Start">Its first element.</param>
/// <param name="Row">From one row to the next.</param>
/// <param name="Step">From one column to the next.</param>
internal readonly record struct Block(float[] Values, int Start, int Row, int Step = 1);

/// <summary>
/// Products of matrices that lie anywhere in an array, on one thread. As in <see cref="MatrixKernel"/> each element is summed in the order of its
/// terms with fused multiply-add, so the bits do not depend on how rows and columns are cut into tiles.
/// </summary>
internal static class TensorKernel
{
    private const int Lanes = 8;
    private const int Tile = 2 * Lanes;

    /// <summary>
    /// result (rows x columns) = left (rows x depth) * right (depth x columns), added to what is there on request. Columns of right and result lie
    /// side by side.
    /// </summary>
    public static void Multiply(Block left, Block right, Block result, int rows, int columns, int depth, bool add)
    {
        if (rows == 0 || columns == 0)
        {
            return;
        }

        Check(left, rows, depth);
        Check(right, depth, columns);
        Check(result, rows, columns);
        if (right.Step != 1 || result.Step != 1)
        {
            throw new ArgumentException("columns of the right side and of the result lie side by side");
        }

        ref var a = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(left.Values), left.Start);
        ref var b = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(right.Values), right.Start);
        ref var c = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(result.Values), result.Start);
        var size = new Sizes(left.Row, left.Step, right.Row, result.Row, depth, add);
        var n = 0;
        for (; n + Tile <= columns; n += Tile)
        {
            var m = 0;
            for (; m + 6 <= rows; m += 6)
            {
                Six(ref Unsafe.Add(ref a, m * left.Row), ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, (m * result.Row) + n), size);
            }

            for (; m < rows; m++)
            {
                One(ref Unsafe.Add(ref a, m * left.Row), ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, (m * result.Row) + n), size);
            }
        }

        for (; n + Lanes <= columns; n += Lanes)
        {
            for (var m = 0; m < rows; m++)
            {
                Half(ref Unsafe.Add(ref a, m * left.Row), ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, (m * result.Row) + n), size);
            }
        }

        for (; n < columns; n++)
        {
            for (var m = 0; m < rows; m++)
            {
                Single(ref Unsafe.Add(ref a, m * left.Row), ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, (m * result.Row) + n), size);
            }
        }
    }

    /// <summary>Writes the transpose of a matrix whose columns lie side by side.</summary>
    public static void Transpose(Block source, Block target, int rows, int columns)
    {
        Check(source, rows, columns);
        Check(target, columns, rows);
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                target.Values[target.Start + (c * target.Row) + r] = source.Values[source.Start + (r * source.Row) + (c * source.Step)];
            }
        }
    }

    private static void Check(Block block, int rows, int columns)
    {
        var last = block.Start + ((rows - 1) * block.Row) + ((columns - 1) * block.Step);
        if (block.Start < 0 || block.Row < 0 || block.Step < 0 || last >= block.Values.Length)
        {
            throw new ArgumentException("the matrix does not lie inside its array");
        }
    }

    private static void Six(ref float a, ref float b, ref float c, Sizes size)
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
        var row = size.LeftRow;
        for (var k = 0; k < size.Depth; k++)
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
            a = ref Unsafe.Add(ref a, size.LeftStep);
            b = ref Unsafe.Add(ref b, size.RightRow);
        }

        Store(p0, q0, ref c, size.Add);
        Store(p1, q1, ref Unsafe.Add(ref c, size.ResultRow), size.Add);
        Store(p2, q2, ref Unsafe.Add(ref c, 2 * size.ResultRow), size.Add);
        Store(p3, q3, ref Unsafe.Add(ref c, 3 * size.ResultRow), size.Add);
        Store(p4, q4, ref Unsafe.Add(ref c, 4 * size.ResultRow), size.Add);
        Store(p5, q5, ref Unsafe.Add(ref c, 5 * size.ResultRow), size.Add);
    }

    private static void One(ref float a, ref float b, ref float c, Sizes size)
    {
        Vector256<float> p = default,
            q = default;
        for (var k = 0; k < size.Depth; k++)
        {
            var x = Vector256.Create(a);
            p = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref b), p);
            q = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref b, Lanes), q);
            a = ref Unsafe.Add(ref a, size.LeftStep);
            b = ref Unsafe.Add(ref b, size.RightRow);
        }

        Store(p, q, ref c, size.Add);
    }

    private static void Half(ref float a, ref float b, ref float c, Sizes size)
    {
        Vector256<float> p = default;
        for (var k = 0; k < size.Depth; k++)
        {
            p = Vector256.FusedMultiplyAdd(Vector256.Create(a), Vector256.LoadUnsafe(ref b), p);
            a = ref Unsafe.Add(ref a, size.LeftStep);
            b = ref Unsafe.Add(ref b, size.RightRow);
        }

        (size.Add ? p + Vector256.LoadUnsafe(ref c) : p).StoreUnsafe(ref c);
    }

    private static void Single(ref float a, ref float b, ref float c, Sizes size)
    {
        var sum = 0f;
        for (var k = 0; k < size.Depth; k++)
        {
            sum = MathF.FusedMultiplyAdd(a, b, sum);
            a = ref Unsafe.Add(ref a, size.LeftStep);
            b = ref Unsafe.Add(ref b, size.RightRow);
        }

        c = size.Add ? sum + c : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> p, Vector256<float> q, ref float c, bool add)
    {
        if (add)
        {
            p += Vector256.LoadUnsafe(ref c);
            q += Vector256.LoadUnsafe(ref c, Lanes);
        }

        p.StoreUnsafe(ref c);
        q.StoreUnsafe(ref c, Lanes);
    }

    private readonly record struct Sizes(nint LeftRow, nint LeftStep, nint RightRow, nint ResultRow, int Depth, bool Add);
}
