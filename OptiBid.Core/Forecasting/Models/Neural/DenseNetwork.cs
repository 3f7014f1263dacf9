namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>Weights (inputs x outputs) and offsets of one layer. The offsets are as long as a row with its filling, which stays zero.</summary>
internal sealed record DenseLayer(Matrix Weights, float[] Offsets);

/// <summary>A feed-forward network: hidden layers and linear outputs.</summary>
internal sealed class DenseNetwork
{
    private DenseNetwork(Activation activation, IReadOnlyList<DenseLayer> layers) => (Activation, Layers) = (activation, layers);

    /// <summary>What the hidden neurons do.</summary>
    public Activation Activation { get; }

    /// <summary>The layers, the outputs last.</summary>
    public IReadOnlyList<DenseLayer> Layers { get; }

    /// <summary>Number of inputs.</summary>
    public int Inputs => Layers[0].Weights.Rows;

    /// <summary>Number of outputs.</summary>
    public int Outputs => Layers[^1].Weights.Columns;

    /// <summary>Uniform random weights scaled to the number of inputs of each neuron (He et al. 2015); the outputs start at a tenth of that.</summary>
    public static DenseNetwork Random(int inputs, IReadOnlyList<int> hidden, int outputs, Activation activation, SeededRandom random)
    {
        int[] sizes = [inputs, .. hidden, outputs];
        var layers = new DenseLayer[sizes.Length - 1];
        for (var i = 0; i < layers.Length; i++)
        {
            var isLast = i == layers.Length - 1;
            var limit = MathF.Sqrt((isLast ? 0.06f : 6f) / sizes[i]);
            var weights = new Matrix(sizes[i], sizes[i + 1]);
            for (var r = 0; r < weights.Rows; r++)
            {
                foreach (ref var w in weights.Row(r))
                {
                    w = random.Uniform(limit);
                }
            }

            layers[i] = new(weights, new float[weights.Stride]);
        }

        return new(activation, layers);
    }

    /// <summary>A copy with weights of its own.</summary>
    public DenseNetwork Copy()
    {
        var copy = Layers.Select(l => new DenseLayer(new(l.Weights.Rows, l.Weights.Columns), new float[l.Offsets.Length])).ToArray();
        for (var i = 0; i < copy.Length; i++)
        {
            Layers[i].Weights.Values.CopyTo(copy[i].Weights.Values, 0);
            Layers[i].Offsets.CopyTo(copy[i].Offsets, 0);
        }

        return new(Activation, copy);
    }

    /// <summary>The outputs for one row of inputs.</summary>
    public float[] Answer(ReadOnlySpan<float> inputs)
    {
        var pass = new NetworkPass(this, 1);
        inputs.CopyTo(pass.Inputs.Row(0));
        pass.Forward();
        return pass.Outputs.Row(0).ToArray();
    }
}
