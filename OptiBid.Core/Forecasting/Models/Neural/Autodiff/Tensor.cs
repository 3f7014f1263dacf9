namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>Single-precision numbers, the last axis fastest, without gaps, and for each its slope of the loss.</summary>
internal class Tensor
{
    public Tensor(params int[] shape)
    {
        Shape = shape;
        var size = 1;
        foreach (var length in shape)
        {
            size = checked(size * length);
        }

        Values = new float[size];
        Slopes = new float[size];
    }

    /// <summary>Length of each axis.</summary>
    public int[] Shape { get; }

    /// <summary>The numbers.</summary>
    public float[] Values { get; }

    /// <summary>What one more of each number adds to the loss; valid after a backward pass.</summary>
    public float[] Slopes { get; }

    /// <summary>Length of the last axis.</summary>
    public int Last => Shape[^1];

    /// <summary>Rows of the last axis.</summary>
    public int Rows => Values.Length / Last;
}

/// <summary>Numbers that training changes. Graphs for different batches share them.</summary>
internal sealed class Weight(string name, params int[] shape) : Tensor(shape)
{
    /// <summary>Name in files.</summary>
    public string Name => name;
}
