using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>exp(x) as shares of one over the last axis.</summary>
internal sealed class SoftmaxOperation(Tensor x) : Operation(new Tensor(x.Shape), x)
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        for (var at = 0; at < x.Values.Length; at += x.Last)
        {
            var row = Output.Values.AsSpan(at, x.Last);
            TensorPrimitives.Subtract(x.Values.AsSpan(at, x.Last), TensorPrimitives.Max<float>(x.Values.AsSpan(at, x.Last)), row);
            TensorPrimitives.Exp<float>(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        for (var at = 0; at < x.Values.Length; at += x.Last)
        {
            var y = Output.Values.AsSpan(at, x.Last);
            var slopes = Output.Slopes.AsSpan(at, x.Last);
            var into = x.Slopes.AsSpan(at, x.Last);
            var mean = TensorPrimitives.Dot<float>(y, slopes);
            for (var i = 0; i < y.Length; i++)
            {
                into[i] += y[i] * (slopes[i] - mean);
            }
        }
    }
}

/// <summary>Layer normalisation (Ba et al. 2016).</summary>
internal sealed class NormaliseOperation(Tensor x, Tensor gain, Tensor offset) : Operation(new Tensor(x.Shape), x, gain, offset)
{
    /// <summary>Added to the variance.</summary>
    public const float Smallest = 1e-5f;

    private readonly float[] _normal = new float[x.Values.Length];
    private readonly float[] _scale = new float[x.Rows];

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        for (var r = 0; r < x.Rows; r++)
        {
            var row = x.Values.AsSpan(r * x.Last, x.Last);
            var normal = _normal.AsSpan(r * x.Last, x.Last);
            TensorPrimitives.Subtract(row, TensorPrimitives.Sum<float>(row) / x.Last, normal);
            _scale[r] = 1 / MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(normal) / x.Last) + Smallest);
            TensorPrimitives.Multiply(normal, _scale[r], normal);
            TensorPrimitives.MultiplyAdd(normal, gain.Values, offset.Values, Output.Values.AsSpan(r * x.Last, x.Last));
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        for (var r = 0; r < x.Rows; r++)
        {
            var slopes = Output.Slopes.AsSpan(r * x.Last, x.Last);
            var normal = _normal.AsSpan(r * x.Last, x.Last);
            TensorPrimitives.Add(offset.Slopes, slopes, offset.Slopes);
            TensorPrimitives.MultiplyAdd(slopes, normal, gain.Slopes, gain.Slopes);
            var (mean, along) = (0f, 0f);
            for (var i = 0; i < slopes.Length; i++)
            {
                var slope = slopes[i] * gain.Values[i];
                mean += slope;
                along += slope * normal[i];
            }

            (mean, along) = (mean / x.Last, along / x.Last);
            var into = x.Slopes.AsSpan(r * x.Last, x.Last);
            for (var i = 0; i < slopes.Length; i++)
            {
                into[i] += _scale[r] * ((slopes[i] * gain.Values[i]) - mean - (normal[i] * along));
            }
        }
    }
}
