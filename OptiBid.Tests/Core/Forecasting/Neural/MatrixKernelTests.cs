using CsCheck;
using OptiBid.Core.Forecasting.Models.Neural;

namespace OptiBid.Tests.Core.Forecasting.Neural;

public class MatrixKernelTests
{
    private static readonly Gen<(int Rows, int Depth, int Columns, ulong Seed)> s_sizes = Gen.Select(
        Gen.Int[1, 40],
        Gen.Int[1, 70],
        Gen.Int[1, 140],
        Gen.ULong
    );

    [Fact]
    public void A_product_is_the_sum_of_the_products_of_its_terms_and_the_filling_stays_zero() =>
        s_sizes.Sample(
            size =>
            {
                var random = new SeededRandom(size.Seed);
                var left = Filled(size.Rows, size.Depth, random);
                var right = Filled(size.Depth, size.Columns, random);
                var result = new Matrix(size.Rows, size.Columns);
                MatrixKernel.Multiply(left, right, result);
                AssertProduct((r, k) => left.Row(r)[k], left.Columns, right, result);
            },
            iter: 100,
            threads: 1
        );

    [Fact]
    public void A_product_with_a_transpose_is_that_with_rows_and_columns_changed_over() =>
        s_sizes.Sample(
            size =>
            {
                var random = new SeededRandom(size.Seed);
                var left = Filled(size.Depth, size.Rows, random);
                var right = Filled(size.Depth, size.Columns, random);
                var result = new Matrix(size.Rows, size.Columns);
                MatrixKernel.MultiplyTransposed(left, right, result);
                AssertProduct((r, k) => left.Row(k)[r], left.Rows, right, result);

                var turned = new Matrix(size.Rows, size.Depth);
                left.TransposeInto(turned);
                var same = new Matrix(size.Rows, size.Columns);
                MatrixKernel.Multiply(turned, right, same);
                Assert.Equal(same.Values, result.Values);
            },
            iter: 100,
            threads: 1
        );

    [Fact]
    public void A_row_has_the_same_bits_alone_and_among_others() =>
        s_sizes.Sample(
            size =>
            {
                var random = new SeededRandom(size.Seed);
                var left = Filled(size.Rows, size.Depth, random);
                var right = Filled(size.Depth, size.Columns, random);
                var all = new Matrix(size.Rows, size.Columns);
                MatrixKernel.Multiply(left, right, all);
                for (var r = 0; r < size.Rows; r++)
                {
                    var row = new Matrix(1, size.Depth);
                    left.Row(r).CopyTo(row.Row(0));
                    var alone = new Matrix(1, size.Columns);
                    MatrixKernel.Multiply(row, right, alone);
                    Assert.True(alone.Row(0).SequenceEqual(all.Row(r)));
                }
            },
            iter: 30,
            threads: 1
        );

    [Fact]
    public void Matrices_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(new(2, 3), new(4, 5), new(2, 5)));
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(new(2, 3), new(3, 5), new(3, 5)));
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(new(2, 3), new(3, 5), new(2, 17)));
        Assert.Throws<ArgumentException>(() => MatrixKernel.MultiplyTransposed(new(2, 3), new(3, 5), new(3, 5)));
    }

    private static Matrix Filled(int rows, int columns, SeededRandom random)
    {
        var matrix = new Matrix(rows, columns);
        for (var r = 0; r < rows; r++)
        {
            foreach (ref var value in matrix.Row(r))
            {
                value = random.Uniform(2);
            }
        }

        return matrix;
    }

    private static void AssertProduct(Func<int, int, float> left, int depth, Matrix right, Matrix result)
    {
        for (var r = 0; r < result.Rows; r++)
        {
            for (var c = 0; c < result.Stride; c++)
            {
                var expected = 0.0;
                for (var k = 0; k < depth && c < result.Columns; k++)
                {
                    expected += (double)left(r, k) * right.Row(k)[c];
                }

                Assert.Equal(expected, result.WholeRow(r)[c], 1e-4);
            }
        }
    }
}
