namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>One step of a graph. It owns its output and all it needs on the way, so that a pass allocates nothing.</summary>
internal abstract class Operation(Tensor output, params Tensor[] inputs)
{
    /// <summary>What it gives.</summary>
    public Tensor Output { get; } = output;

    /// <summary>What it reads.</summary>
    public Tensor[] Inputs { get; } = inputs;

    /// <summary>Computes the output; <paramref name="random"/> is there while training and null otherwise.</summary>
    public abstract void Forward(SeededRandom? random);

    /// <summary>Adds to the slopes of the inputs what the slopes of the output give.</summary>
    public abstract void Backward();
}
