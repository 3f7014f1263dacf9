using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// Convolutions over an image of 28 days by 24 hours, one layer for the price and each exogenous forecast, joined with the measures of the day
/// before, the week and the four weeks (those of the heterogeneous autoregression) and the exogenous forecasts of the day. Answers the two
/// measures of <see cref="DayVolatility"/> on a logarithmic scale.
/// </summary>
internal sealed class VolatilityDesign : INetworkDesign
{
    /// <summary>Days of the image.</summary>
    public const int Past = 28;

    private const int Measures = 2;
    private const int Terms = 3 * Measures;
    private const int First = 16;
    private const int Second = 24;
    private const int Wide = 32;
    private const float Dropout = 0.2f;
    private readonly int _exogenous;
    private readonly DayVolatility _scale;
    private readonly WeightStore _weights;
    private readonly Weight[] _kernels;
    private readonly Weight[] _dense;

    public VolatilityDesign(int exogenous, DayVolatility scale, SeededRandom random)
    {
        (_exogenous, _scale, _weights) = (exogenous, scale, new(random));
        var layers = 1 + exogenous;
        _kernels =
        [
            _weights.Random("first.kernels", layers * 9, 2, First, layers, 3, 3),
            _weights.Filled("first.offsets", 0, First),
            _weights.Random("second.kernels", First * 9, 2, Second, First, 3, 3),
            _weights.Filled("second.offsets", 0, Second),
        ];
        var joined = (Second * 7) + DayWidth;
        _dense =
        [
            _weights.Matrix("dense.weights", joined, Wide, 2),
            _weights.Filled("dense.offsets", 0, Wide),
            _weights.Matrix("answer.weights", Wide, Measures, 0.1f),
            _weights.Filled("answer.offsets", 0, Measures),
            _weights.Filled("straight.weights", 0, Terms, Measures),
        ];

        // The straight path starts as the mean of the three spans.
        for (var term = 0; term < Terms; term++)
        {
            _dense[4].Values[(term * Measures) + (term % Measures)] = 1f / 3;
        }
    }

    /// <inheritdoc/>
    public int HistoryDays => Past + 7;

    /// <inheritdoc/>
    public int DaysAhead => 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames { get; } = ["image", "day"];

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; } = ["volatility"];

    /// <inheritdoc/>
    public IReadOnlyList<Weight> Weights => _weights.All;

    private int DayWidth => Terms + (24 * _exogenous) + 7;

    /// <inheritdoc/>
    public BuiltNetwork Build(int batch, bool withLoss)
    {
        var graph = new Graph();
        var (image, day) = (new Tensor(batch, 1 + _exogenous, Past, 24), new Tensor(batch, DayWidth));
        var first = graph.Apply(Function.Relu, graph.Convolve(image, _kernels[0], _kernels[1], 1, 1));
        var second = graph.Apply(Function.Relu, graph.Convolve(graph.Pool(first, 2, 2, largest: true), _kernels[2], _kernels[3], 1, 1));
        var seen = graph.Reshape(graph.Pool(second, 2, 12, largest: false), batch, Second * 7);
        var joined = graph.Dropout(graph.Concat(1, seen, day), Dropout);
        var dense = graph.Dropout(graph.Apply(Function.Elu, graph.Dense(joined, _dense[0], _dense[1])), Dropout);
        var straight = graph.Product(graph.Slice(day, 1, 0, Terms), _dense[4]);
        var answer = graph.Sum(graph.Dense(dense, _dense[2], _dense[3]), straight);
        if (!withLoss)
        {
            return new(graph, [image, day], [answer], [], null);
        }

        var target = new Tensor(batch, Measures);
        return new(graph, [image, day], [answer], [target], graph.Add(new AbsoluteLoss(answer, target)));
    }

    /// <inheritdoc/>
    public float[][] Inputs(ScaledWindow window, int day)
    {
        var level = window.Level(day);
        var image = new float[(1 + _exogenous) * Past * 24];
        for (var s = 0; s <= _exogenous; s++)
        {
            for (var d = 0; d < Past; d++)
            {
                var row = window.Row(s, day - Past + d);
                for (var h = 0; h < 24; h++)
                {
                    image[(((s * Past) + d) * 24) + h] = row[h] - (s == 0 ? level : 0);
                }
            }
        }

        var told = new float[DayWidth];
        _scale.Terms(window, day).CopyTo(told, 0);
        for (var k = 1; k <= _exogenous; k++)
        {
            window.Row(k, day).CopyTo(told, Terms + (24 * (k - 1)));
        }

        told[DayWidth - 7 + window.Weekday(day)] = 1;
        return [image, told];
    }

    /// <inheritdoc/>
    public float[][] Targets(ScaledWindow window, int day) => [_scale.Scaled(window.Prices(day))];
}
