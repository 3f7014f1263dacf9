using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// Long short-term memory that reads the last 168 hours and goes on over the 24 hours of the day with what is known of each: exogenous forecasts,
/// earlier prices of the hour, calendar. Prices are relative to the mean of the last seven days. Answers seven quantiles for each hour.
/// </summary>
internal sealed class LstmDesign : INetworkDesign
{
    private const int Hidden = 48;
    private const int Wide = 48;
    private const float Dropout = 0.15f;
    private static readonly int[] s_priceLags = [1, 2, 3, 7];
    private static readonly int[] s_exogenousLags = [0, 1, 7];
    private readonly int _exogenous;
    private readonly WeightStore _weights;
    private readonly Weight[] _reader;
    private readonly Weight[] _writer;
    private readonly Weight[] _dense;

    public LstmDesign(int exogenous, SeededRandom random)
    {
        _exogenous = exogenous;
        _weights = new(random);
        _reader = Cell("reader", HourWidth);
        _writer = Cell("writer", TargetWidth);
        _dense =
        [
            _weights.Matrix("dense.weights", Hidden + TargetWidth, Wide, 2),
            _weights.Filled("dense.offsets", 0, Wide),
            _weights.Matrix("median.weights", Wide, 1, 0.1f),
            _weights.Filled("median.offsets", 0, 1),
            _weights.Matrix("gaps.weights", Wide, QuantileHead.Gaps, 0.1f),
            _weights.Filled("gaps.offsets", QuantileHead.FirstGap, QuantileHead.Gaps),
        ];
    }

    /// <inheritdoc/>
    public int HistoryDays => 14;

    /// <inheritdoc/>
    public int DaysAhead => 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames { get; } = ["hours", "day"];

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; } = ["quantiles"];

    /// <inheritdoc/>
    public IReadOnlyList<Weight> Weights => _weights.All;

    private int HourWidth => 3 + _exogenous;

    private int TargetWidth => s_priceLags.Length + (s_exogenousLags.Length * _exogenous) + 10;

    /// <inheritdoc/>
    public BuiltNetwork Build(int batch, bool withLoss)
    {
        var graph = new Graph();
        var (hours, day) = (new Tensor(batch, 168, HourWidth), new Tensor(batch, 24, TargetWidth));
        var reader = graph.Lstm(hours, _reader[0], _reader[1], _reader[2]);
        var writer = graph.Lstm(day, _writer[0], _writer[1], _writer[2], reader);
        var told = graph.Concat(2, graph.Dropout(writer.Output, Dropout), day);
        var dense = graph.Dropout(graph.Apply(Function.Elu, graph.Dense(told, _dense[0], _dense[1])), Dropout);
        var quantiles = QuantileHead.Rising(graph, graph.Dense(dense, _dense[2], _dense[3]), graph.Dense(dense, _dense[4], _dense[5]));
        if (!withLoss)
        {
            return new(graph, [hours, day], [quantiles], [], null);
        }

        var target = new Tensor(batch, 24);
        return new(graph, [hours, day], [quantiles], [target], QuantileHead.Loss(graph, quantiles, target));
    }

    /// <inheritdoc/>
    public float[][] Inputs(ScaledWindow window, int day)
    {
        var level = window.Level(day);
        var hours = new float[168 * HourWidth];
        var told = new float[24 * TargetWidth];
        for (var h = 0; h < 168; h++)
        {
            var (at, d, hour) = (h * HourWidth, day - 7 + (h / 24), h % 24);
            hours[at++] = window.Row(0, d)[hour] - level;
            for (var k = 1; k <= _exogenous; k++)
            {
                hours[at++] = window.Row(k, d)[hour];
            }

            (hours[at], hours[at + 1]) = MathF.SinCos(2 * MathF.PI * hour / 24);
        }

        for (var h = 0; h < 24; h++)
        {
            var at = h * TargetWidth;
            foreach (var lag in s_priceLags)
            {
                told[at++] = window.Row(0, day - lag)[h] - level;
            }

            for (var k = 1; k <= _exogenous; k++)
            {
                foreach (var lag in s_exogenousLags)
                {
                    told[at++] = window.Row(k, day - lag)[h];
                }
            }

            (told[at], told[at + 1]) = MathF.SinCos(2 * MathF.PI * h / 24);
            told[at + 2] = level;
            told[at + 3 + window.Weekday(day)] = 1;
        }

        return [hours, told];
    }

    /// <inheritdoc/>
    public float[][] Targets(ScaledWindow window, int day)
    {
        var level = window.Level(day);
        return
        [
            [.. window.Row(0, day).Select(p => p - level)],
        ];
    }

    private Weight[] Cell(string name, int inputs)
    {
        var cell = new[]
        {
            _weights.Matrix(name + ".inputs", inputs, 4 * Hidden),
            _weights.Matrix(name + ".states", Hidden, 4 * Hidden),
            _weights.Filled(name + ".offsets", 0, 4 * Hidden),
        };

        // What is remembered is kept at the start (Jozefowicz et al. 2015).
        cell[2].Values.AsSpan(2 * Hidden, Hidden).Fill(1);
        return cell;
    }
}
