using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Models.Serving.Onnx;

/// <summary>Answers of a trained network. Safe for many threads at once.</summary>
internal interface INetworkServer
{
    /// <summary>What computes.</summary>
    string Engine { get; }

    /// <summary>The outputs for the inputs of one day.</summary>
    float[][] Answer(float[][] inputs);

    /// <summary>Buffers for a batch, which one thread uses at a time; dispose of them.</summary>
    INetworkBatch Prepare(int batch);
}

/// <summary>Inputs and outputs of a batch that stay where they are, so that a pass allocates nothing.</summary>
internal interface INetworkBatch : IDisposable
{
    /// <summary>What to fill in.</summary>
    IReadOnlyList<float[]> Inputs { get; }

    /// <summary>What a pass leaves.</summary>
    IReadOnlyList<float[]> Outputs { get; }

    /// <summary>One pass.</summary>
    void Run();
}

/// <summary>Serves by ONNX Runtime, or by our own passes where its native library does not load; says which.</summary>
internal static class NetworkServer
{
    /// <summary>Warm when it returns: one pass was made.</summary>
    public static INetworkServer Start(INetworkDesign design)
    {
        try
        {
            return OnnxServer.Load(design);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            return new OwnServer(design);
        }
    }

    /// <summary>One day through buffers of a pool.</summary>
    internal static float[][] Once(INetworkServer server, ConcurrentBag<INetworkBatch> pool, float[][] inputs)
    {
        var batch = pool.TryTake(out var free) ? free : server.Prepare(1);
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i].CopyTo(batch.Inputs[i], 0);
        }

        batch.Run();
        float[][] outputs = [.. batch.Outputs.Select(o => (float[])o.Clone())];
        pool.Add(batch);
        return outputs;
    }
}

/// <summary>Our own forward passes.</summary>
internal sealed class OwnServer(INetworkDesign design) : INetworkServer
{
    private readonly ConcurrentBag<INetworkBatch> _pool = [];

    /// <inheritdoc/>
    public string Engine => "own passes";

    /// <inheritdoc/>
    public float[][] Answer(float[][] inputs) => NetworkServer.Once(this, _pool, inputs);

    /// <inheritdoc/>
    public INetworkBatch Prepare(int batch) => new Batch(design.Build(batch, withLoss: false));

    private sealed class Batch(BuiltNetwork network) : INetworkBatch
    {
        public IReadOnlyList<float[]> Inputs { get; } = [.. network.Inputs.Select(t => t.Values)];

        public IReadOnlyList<float[]> Outputs { get; } = [.. network.Outputs.Select(t => t.Values)];

        public void Run() => network.Graph.Forward();

        public void Dispose() { }
    }
}

/// <summary>ONNX Runtime on one thread: the file of the network, loaded once.</summary>
internal sealed class OnnxServer : INetworkServer
{
    private readonly ConcurrentBag<INetworkBatch> _pool = [];
    private readonly INetworkDesign _design;
    private readonly InferenceSession _session;

    private OnnxServer(INetworkDesign design, InferenceSession session) => (_design, _session) = (design, session);

    /// <inheritdoc/>
    public string Engine => "ONNX Runtime";

    /// <summary>Writes the network, loads it, and makes one pass.</summary>
    public static OnnxServer Load(INetworkDesign design)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        var server = new OnnxServer(design, new InferenceSession(OnnxExport.Write(design), options));
        var batch = server.Prepare(1);
        batch.Run();
        server._pool.Add(batch);
        return server;
    }

    /// <inheritdoc/>
    public float[][] Answer(float[][] inputs) => NetworkServer.Once(this, _pool, inputs);

    /// <inheritdoc/>
    public INetworkBatch Prepare(int batch) => new Batch(_session, _design, batch);

    private sealed class Batch : INetworkBatch
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _options = new();
        private readonly OrtIoBinding _binding;
        private readonly OrtValue[] _values;

        public Batch(InferenceSession session, INetworkDesign design, int batch)
        {
            _session = session;
            _binding = session.CreateIoBinding();
            var network = design.Build(1, withLoss: false);
            var (inputs, outputs) = (new List<float[]>(), new List<float[]>());
            _values = [.. network.Inputs.Select(t => Value(t.Shape, inputs)), .. network.Outputs.Select(t => Value(t.Shape, outputs))];
            (Inputs, Outputs) = (inputs, outputs);
            for (var i = 0; i < inputs.Count; i++)
            {
                _binding.BindInput(design.InputNames[i], _values[i]);
            }

            for (var i = 0; i < outputs.Count; i++)
            {
                _binding.BindOutput(design.OutputNames[i], _values[inputs.Count + i]);
            }

            OrtValue Value(int[] shape, List<float[]> into)
            {
                long[] whole = [batch, .. shape.Skip(1).Select(l => (long)l)];
                into.Add(new float[whole.Aggregate(1L, (a, b) => a * b)]);
                return OrtValue.CreateTensorValueFromMemory(into[^1], whole);
            }
        }

        public IReadOnlyList<float[]> Inputs { get; }

        public IReadOnlyList<float[]> Outputs { get; }

        public void Run() => _session.RunWithBinding(_options, _binding);

        public void Dispose()
        {
            _binding.Dispose();
            foreach (var value in _values)
            {
                value.Dispose();
            }

            _options.Dispose();
        }
    }
}
