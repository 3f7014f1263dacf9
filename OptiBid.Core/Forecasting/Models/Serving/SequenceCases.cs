using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;
using OptiBid.Core.Forecasting.Models.Serving.Onnx;

namespace OptiBid.Core.Forecasting.Models.Serving;

/// <summary>The LSTM price forecaster: an answer is a day of 24 hours with seven quantiles each.</summary>
internal sealed class LstmCase : IInferenceCase
{
    /// <inheritdoc/>
    public string Name => "lstm";

    /// <inheritdoc/>
    public double LimitMilliseconds => 1.8;

    /// <inheritdoc/>
    public string Size => "168 and 24 steps of 48 cells, two exogenous series";

    /// <inheritdoc/>
    public IWarmModel Prepare(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return new WarmNetwork(new LstmDesign(2, random), random);
    }
}

/// <summary>The Transformer market analyser: an answer is a day, the six daily means after it, and the attention.</summary>
internal sealed class TransformerCase : IInferenceCase
{
    /// <inheritdoc/>
    public string Name => "transformer";

    /// <inheritdoc/>
    public double LimitMilliseconds => 2.4;

    /// <inheritdoc/>
    public string Size => "32 tokens of 64 numbers, two layers of four heads, two exogenous series";

    /// <inheritdoc/>
    public IWarmModel Prepare(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return new WarmNetwork(new TransformerDesign(2, random), random);
    }
}

/// <summary>The CNN volatility predictor: an answer is both measures of a day.</summary>
internal sealed class VolatilityCase : IInferenceCase
{
    /// <inheritdoc/>
    public string Name => "cnn";

    /// <inheritdoc/>
    public double LimitMilliseconds => 1.5;

    /// <inheritdoc/>
    public string Size => "28 x 24 places, 16 and 24 kernels of 3 x 3, two exogenous series";

    /// <inheritdoc/>
    public IWarmModel Prepare(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var prices = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 24).Select(_ => 30.0 + random.Uniform(9)).ToArray()).ToArray();
        var scale = DayVolatility.Of(new(new(2020, 1, 1), prices, []), 0, prices.Length);
        return new WarmNetwork(new VolatilityDesign(2, scale, random), random);
    }
}

/// <summary>A network as it is served, with random weights, on which its time does not depend, and random inputs in turn.</summary>
internal sealed class WarmNetwork : IWarmModel
{
    private const int Prepared = 64;
    private readonly INetworkBatch _buffers;
    private readonly float[][][] _inputs;

    public WarmNetwork(INetworkDesign design, SeededRandom random)
    {
        _buffers = NetworkServer.Start(design).Prepare(1);
        _inputs =
        [
            .. Enumerable
                .Range(0, Prepared)
                .Select(_ => _buffers.Inputs.Select(i => Enumerable.Range(0, i.Length).Select(_ => random.Uniform(1)).ToArray()).ToArray()),
        ];
    }

    /// <inheritdoc/>
    public double Score(int call)
    {
        var inputs = _inputs[call % Prepared];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i].CopyTo(_buffers.Inputs[i], 0);
        }

        _buffers.Run();
        return _buffers.Outputs[0][0];
    }
}
