using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>A graph for one size of batch.</summary>
/// <param name="Graph">Its operations.</param>
/// <param name="Inputs">What is filled in before a pass; the batch is the first axis.</param>
/// <param name="Outputs">What it answers.</param>
/// <param name="Targets">What training compares with; empty without a loss.</param>
/// <param name="Loss">The loss, when it is for training.</param>
internal sealed record BuiltNetwork(
    Graph Graph,
    IReadOnlyList<Tensor> Inputs,
    IReadOnlyList<Tensor> Outputs,
    IReadOnlyList<Tensor> Targets,
    Tensor? Loss
);

/// <summary>A kind of network: its weights, how they are connected, and what it reads and learns of a day.</summary>
internal interface INetworkDesign
{
    /// <summary>Days before the target day that it reads.</summary>
    int HistoryDays { get; }

    /// <summary>Days after the target day whose prices it learns.</summary>
    int DaysAhead { get; }

    /// <summary>Names of the inputs in files.</summary>
    IReadOnlyList<string> InputNames { get; }

    /// <summary>Names of the outputs in files.</summary>
    IReadOnlyList<string> OutputNames { get; }

    /// <summary>The weights.</summary>
    IReadOnlyList<Weight> Weights { get; }

    /// <summary>The graph for a batch, with the loss or without.</summary>
    BuiltNetwork Build(int batch, bool withLoss);

    /// <summary>The inputs of a day, one array each.</summary>
    float[][] Inputs(ScaledWindow window, int day);

    /// <summary>The targets of a day, one array each.</summary>
    float[][] Targets(ScaledWindow window, int day);
}
