using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>x + y, y repeated over leading axes that it lacks.</summary>
internal sealed class SumOperation(Tensor x, Tensor y) : Operation(new Tensor(Fitting(x, y)), x, y)
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var length = y.Values.Length;
        for (var at = 0; at < x.Values.Length; at += length)
        {
            TensorPrimitives.Add(x.Values.AsSpan(at, length), y.Values, Output.Values.AsSpan(at, length));
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        TensorPrimitives.Add<float>(x.Slopes, Output.Slopes, x.Slopes);
        var length = y.Values.Length;
        for (var at = 0; at < x.Values.Length; at += length)
        {
            TensorPrimitives.Add(y.Slopes, Output.Slopes.AsSpan(at, length), y.Slopes);
        }
    }

    private static int[] Fitting(Tensor x, Tensor y) =>
        y.Shape.Length <= x.Shape.Length && y.Shape.AsSpan().SequenceEqual(x.Shape.AsSpan(x.Shape.Length - y.Shape.Length))
            ? x.Shape
            : throw new ArgumentException("the shape of the second is not the end of the shape of the first");
}

/// <summary>x * y.</summary>
internal sealed class TimesOperation(Tensor x, Tensor y)
    : Operation(
        new Tensor(x.Shape.AsSpan().SequenceEqual(y.Shape) ? x.Shape : throw new ArgumentException("the shapes are not the same")),
        x,
        y
    )
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random) => TensorPrimitives.Multiply<float>(x.Values, y.Values, Output.Values);

    /// <inheritdoc/>
    public override void Backward()
    {
        TensorPrimitives.MultiplyAdd<float>(Output.Slopes, y.Values, x.Slopes, x.Slopes);
        TensorPrimitives.MultiplyAdd<float>(Output.Slopes, x.Values, y.Slopes, y.Slopes);
    }
}

/// <summary>x times a number.</summary>
internal sealed class ScaleOperation(Tensor x, float factor) : Operation(new Tensor(x.Shape), x)
{
    /// <summary>The number.</summary>
    public float Factor => factor;

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random) => TensorPrimitives.Multiply(x.Values, factor, Output.Values);

    /// <inheritdoc/>
    public override void Backward() => TensorPrimitives.MultiplyAdd<float>(Output.Slopes, factor, x.Slopes, x.Slopes);
}

/// <summary>A function of one number.</summary>
internal enum Function
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x above zero, exp(x) - 1 below.</summary>
    Elu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,
}

/// <summary>A function of each element.</summary>
internal sealed class FunctionOperation(Function function, Tensor x) : Operation(new Tensor(x.Shape), x)
{
    /// <summary>Which.</summary>
    public Function Function => function;

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var (from, to) = (x.Values, Output.Values);
        switch (function)
        {
            case Function.Relu:
                TensorPrimitives.Max(from, 0f, to);
                break;
            case Function.Elu:
                TensorPrimitives.Min(from, 0f, to);
                TensorPrimitives.Exp<float>(to, to);
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = from[i] > 0 ? from[i] : to[i] - 1;
                }

                break;
            case Function.Tanh:
                TensorPrimitives.Tanh<float>(from, to);
                break;
            case Function.Sigmoid:
                TensorPrimitives.Sigmoid<float>(from, to);
                break;
            case Function.Softplus:
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = MathF.Max(from[i], 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(from[i])));
                }

                break;
            default:
                throw new InvalidOperationException("no such function");
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var (values, slopes, into) = (Output.Values, Output.Slopes, x.Slopes);
        for (var i = 0; i < values.Length; i++)
        {
            var y = values[i];
            into[i] +=
                slopes[i]
                * function switch
                {
                    Function.Relu => y > 0 ? 1 : 0,
                    Function.Elu => y > 0 ? 1 : y + 1,
                    Function.Tanh => 1 - (y * y),
                    Function.Sigmoid => y * (1 - y),
                    _ => 1 - MathF.Exp(-y),
                };
        }
    }
}

/// <summary>Leaves out a share of the elements while training; what is left is made larger, so that the mean stays.</summary>
internal sealed class DropoutOperation(Tensor x, float share) : Operation(new Tensor(x.Shape), x)
{
    private readonly float[] _mask = new float[x.Values.Length];

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        if (random is null)
        {
            Array.Fill(_mask, 1f);
            x.Values.CopyTo(Output.Values, 0);
            return;
        }

        random.FillMask(_mask, share);
        TensorPrimitives.Multiply<float>(x.Values, _mask, Output.Values);
    }

    /// <inheritdoc/>
    public override void Backward() => TensorPrimitives.MultiplyAdd<float>(Output.Slopes, _mask, x.Slopes, x.Slopes);
}
