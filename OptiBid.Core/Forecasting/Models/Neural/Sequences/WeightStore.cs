using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>Makes the weights of a network from one seed, in the order in which they are asked for.</summary>
internal sealed class WeightStore(SeededRandom random)
{
    private readonly List<Weight> _all = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Weight> All => _all;

    /// <summary>Uniform random numbers of variance size / inputs.</summary>
    public Weight Random(string name, int inputs, float size, params int[] shape)
    {
        var weight = Filled(name, 0, shape);
        var limit = MathF.Sqrt(3 * size / inputs);
        foreach (ref var value in weight.Values.AsSpan())
        {
            value = random.Uniform(limit);
        }

        return weight;
    }

    /// <summary>A matrix for <see cref="Graph.Product"/>.</summary>
    public Weight Matrix(string name, int inputs, int outputs, float size = 1) => Random(name, inputs, size, inputs, outputs);

    /// <summary>The same number everywhere.</summary>
    public Weight Filled(string name, float value, params int[] shape)
    {
        var weight = new Weight(name, shape);
        Array.Fill(weight.Values, value);
        _all.Add(weight);
        return weight;
    }
}
