namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>[..., k] times [k, n].</summary>
internal sealed class ProductOperation(Tensor x, Tensor weights)
    : Operation(new Tensor([.. x.Shape[..^1], Fitting(x, weights)]), x, weights)
{
    private readonly float[] _transposed = new float[weights.Values.Length];

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var (m, k, n) = (x.Rows, x.Last, weights.Last);
        TensorKernel.Multiply(new(x.Values, 0, k), new(weights.Values, 0, n), new(Output.Values, 0, n), m, n, k, add: false);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var (m, k, n) = (x.Rows, x.Last, weights.Last);
        var slopes = new Block(Output.Slopes, 0, n);
        TensorKernel.Transpose(new(weights.Values, 0, n), new(_transposed, 0, k), k, n);
        TensorKernel.Multiply(slopes, new(_transposed, 0, k), new(x.Slopes, 0, k), m, k, n, add: true);
        TensorKernel.Multiply(new(x.Values, 0, 1, k), slopes, new(weights.Slopes, 0, n), k, n, m, add: true);
    }

    private static int Fitting(Tensor x, Tensor weights) =>
        weights.Shape.Length == 2 && weights.Shape[0] == x.Last
            ? weights.Last
            : throw new ArgumentException("the weights do not fit the last axis");
}

/// <summary>[..., m, k] times [..., k, n], or times the transpose of [..., n, k].</summary>
internal sealed class ProductsOperation(Tensor left, Tensor right, bool transposed)
    : Operation(new Tensor([.. left.Shape[..^1], transposed ? right.Shape[^2] : right.Last]), left, right)
{
    private readonly float[] _scratch = new float[right.Last * right.Shape[^2]];
    private readonly int _stack = left.Values.Length / (left.Last * left.Shape[^2]);

    /// <summary>Whether the right matrices are transposed.</summary>
    public bool Transposed => transposed;

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var (m, k, n) = (left.Shape[^2], left.Last, Output.Last);
        for (var s = 0; s < _stack; s++)
        {
            var b = new Block(right.Values, s * k * n, n);
            if (transposed)
            {
                b = new(_scratch, 0, n);
                TensorKernel.Transpose(new(right.Values, s * k * n, k), b, n, k);
            }

            TensorKernel.Multiply(new(left.Values, s * m * k, k), b, new(Output.Values, s * m * n, n), m, n, k, add: false);
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var (m, k, n) = (left.Shape[^2], left.Last, Output.Last);
        for (var s = 0; s < _stack; s++)
        {
            var slopes = new Block(Output.Slopes, s * m * n, n);
            var toLeft = new Block(left.Slopes, s * m * k, k);
            if (transposed)
            {
                TensorKernel.Multiply(slopes, new(right.Values, s * k * n, k), toLeft, m, k, n, add: true);
                TensorKernel.Multiply(
                    new(Output.Slopes, s * m * n, 1, n),
                    new(left.Values, s * m * k, k),
                    new(right.Slopes, s * k * n, k),
                    n,
                    k,
                    m,
                    add: true
                );
                continue;
            }

            TensorKernel.Transpose(new(right.Values, s * k * n, n), new(_scratch, 0, k), k, n);
            TensorKernel.Multiply(slopes, new(_scratch, 0, k), toLeft, m, k, n, add: true);
            TensorKernel.Multiply(new(left.Values, s * m * k, 1, k), slopes, new(right.Slopes, s * k * n, n), k, n, m, add: true);
        }
    }
}
