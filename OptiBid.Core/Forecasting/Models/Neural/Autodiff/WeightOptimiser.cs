using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>Adam with decay apart from the slopes, as <see cref="AdamOptimiser"/>, for weights of any shape; slopes longer than 1 together are shortened to 1.</summary>
internal sealed class WeightOptimiser(IReadOnlyList<Weight> weights, float decay)
{
    private const float Momentum = 0.9f;
    private const float SquareMomentum = 0.999f;
    private const float Smallest = 1e-8f;
    private readonly float[][] _means = [.. weights.Select(w => new float[w.Values.Length])];
    private readonly float[][] _squares = [.. weights.Select(w => new float[w.Values.Length])];
    private double _momentumLeft = 1;
    private double _squareLeft = 1;

    /// <summary>One step against the slopes.</summary>
    public void Step(float learningRate)
    {
        _momentumLeft *= Momentum;
        _squareLeft *= SquareMomentum;
        var rate = (float)(learningRate / (1 - _momentumLeft));
        var scale = (float)(1 / (1 - _squareLeft));
        var length = 0.0;
        for (var i = 0; i < weights.Count; i++)
        {
            length += TensorPrimitives.SumOfSquares<float>(weights[i].Slopes);
        }

        var cut = (float)Math.Min(1, 1 / Math.Sqrt(length + 1e-12));
        for (var i = 0; i < weights.Count; i++)
        {
            // Offsets and gains have one axis and do not decay.
            var kept = weights[i].Shape.Length > 1 ? 1 - (learningRate * decay) : 1;
            Update(weights[i].Values, weights[i].Slopes, _means[i], _squares[i], rate, scale, kept, cut);
        }
    }

    private static void Update(
        float[] values,
        float[] slopes,
        float[] means,
        float[] squares,
        float rate,
        float scale,
        float kept,
        float cut
    )
    {
        for (var i = 0; i < values.Length; i++)
        {
            var slope = slopes[i] * cut;
            means[i] = (means[i] * Momentum) + (slope * (1 - Momentum));
            squares[i] = (squares[i] * SquareMomentum) + (slope * slope * (1 - SquareMomentum));
            values[i] = (values[i] * kept) - (means[i] * rate / (MathF.Sqrt(squares[i] * scale) + Smallest));
        }
    }
}
