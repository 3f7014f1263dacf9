using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;
using OptiBid.Core.Forecasting.Models.Serving.Onnx;

namespace OptiBid.Core.Forecasting.Models.Serving;

/// <summary>A network that answers made inputs, for measuring how long an answer takes.</summary>
public interface INetworkInference : IDisposable
{
    /// <summary>Which network.</summary>
    string Name { get; }

    /// <summary>What computes.</summary>
    string Engine { get; }

    /// <summary>Answers of one run.</summary>
    int Batch { get; }

    /// <summary>Milliseconds that 99 of 100 runs with one answer may take at most.</summary>
    double LimitMilliseconds { get; }

    /// <summary>One run, on one thread.</summary>
    void Run();
}

/// <summary>The networks over sequences as they are served, warm, with two exogenous series. The time does not depend on the weights, which are random.</summary>
public static class NetworkInference
{
    /// <summary>LSTM, Transformer and CNN; dispose of each.</summary>
    public static IReadOnlyList<INetworkInference> Start(int batch)
    {
        var random = new SeededRandom(SequenceModels.Seed);
        var prices = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 24).Select(_ => 30.0 + random.Uniform(9)).ToArray()).ToArray();
        var scale = DayVolatility.Of(new(new(2020, 1, 1), prices, []), 0, 60);
        return
        [
            new Row("lstm", new LstmDesign(2, random), batch, 1.8, random),
            new Row("transformer", new TransformerDesign(2, random), batch, 2.4, random),
            new Row("cnn-volatility", new VolatilityDesign(2, scale, random), batch, 1.5, random),
        ];
    }

    private sealed class Row : INetworkInference
    {
        private readonly INetworkBatch _buffers;

        public Row(string name, INetworkDesign design, int batch, double limit, SeededRandom random)
        {
            var server = NetworkServer.Start(design);
            (Name, Engine, Batch, LimitMilliseconds) = (name, server.Engine, batch, limit);
            _buffers = server.Prepare(batch);
            foreach (var input in _buffers.Inputs)
            {
                foreach (ref var value in input.AsSpan())
                {
                    value = random.Uniform(1);
                }
            }

            _buffers.Run();
        }

        public string Name { get; }

        public string Engine { get; }

        public int Batch { get; }

        public double LimitMilliseconds { get; }

        public void Run() => _buffers.Run();

        public void Dispose() => _buffers.Dispose();
    }
}
