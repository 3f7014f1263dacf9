using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>Adam (Kingma and Ba 2015) with decay of the weights apart from the slopes (Loshchilov and Hutter 2019).</summary>
internal sealed class AdamOptimiser(DenseNetwork network, float decay, float inputPenalty)
{
    private const float Momentum = 0.9f;
    private const float SquareMomentum = 0.999f;
    private const float Smallest = 1e-8f;
    private readonly float[][] _weightMeans = [.. network.Layers.Select(l => new float[l.Weights.Values.Length])];
    private readonly float[][] _weightSquares = [.. network.Layers.Select(l => new float[l.Weights.Values.Length])];
    private readonly float[][] _offsetMeans = [.. network.Layers.Select(l => new float[l.Offsets.Length])];
    private readonly float[][] _offsetSquares = [.. network.Layers.Select(l => new float[l.Offsets.Length])];
    private double _momentumLeft = 1;
    private double _squareLeft = 1;

    /// <summary>One step against the slopes of <paramref name="pass"/>.</summary>
    public void Step(NetworkPass pass, float learningRate)
    {
        _momentumLeft *= Momentum;
        _squareLeft *= SquareMomentum;
        var rate = (float)(learningRate / (1 - _momentumLeft));
        var scale = (float)(1 / (1 - _squareLeft));
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var kept = 1 - (learningRate * decay);
            var cut = i == 0 ? learningRate * inputPenalty : 0;
            Update(layer.Weights.Values, pass.WeightSlopes[i].Values, _weightMeans[i], _weightSquares[i], rate, scale, kept, cut);
            Update(layer.Offsets, pass.OffsetSlopes[i], _offsetMeans[i], _offsetSquares[i], rate, scale, 1, 0);
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
        ref var w = ref MemoryMarshal.GetArrayDataReference(values);
        ref var g = ref MemoryMarshal.GetArrayDataReference(slopes);
        ref var m = ref MemoryMarshal.GetArrayDataReference(means);
        ref var s = ref MemoryMarshal.GetArrayDataReference(squares);
        var (scales, rates, keeps, cuts) = (Vector256.Create(scale), Vector256.Create(rate), Vector256.Create(kept), Vector256.Create(cut));

        // Arrays are filled up to whole tiles of sixteen.
        for (nuint i = 0; i < (nuint)values.Length; i += 8)
        {
            var slope = Vector256.LoadUnsafe(ref g, i);
            var mean = (Vector256.LoadUnsafe(ref m, i) * Momentum) + (slope * (1 - Momentum));
            var square = (Vector256.LoadUnsafe(ref s, i) * SquareMomentum) + (slope * slope * (1 - SquareMomentum));
            mean.StoreUnsafe(ref m, i);
            square.StoreUnsafe(ref s, i);
            var step = mean * rates / (Vector256.Sqrt(square * scales) + Vector256.Create(Smallest));
            var value = (Vector256.LoadUnsafe(ref w, i) * keeps) - step;
            if (cut > 0)
            {
                var size = Vector256.Max(Vector256.Abs(value) - cuts, Vector256<float>.Zero);
                value = Vector256.ConditionalSelect(Vector256.GreaterThan(value, Vector256<float>.Zero), size, -size);
            }

            value.StoreUnsafe(ref w, i);
        }
    }
}
