using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// Encoder (Vaswani et al. 2017, normalised before each part) over 31 past days and the day itself, one token of 24 hours each, with a straight
/// path from the newest days to the medians (as the highway of Lai et al. 2018). Answers seven quantiles for each hour of the day and for the
/// mean price of the day and the six after it, for which only what is known of the day itself is used, and how much attention the day pays to each day.
/// </summary>
internal sealed class TransformerDesign : INetworkDesign
{
    /// <summary>Days that the mean price is forecast for.</summary>
    public const int Horizon = 7;

    /// <summary>Past days that are read.</summary>
    public const int Past = 31;

    private const int Tokens = Past + 1;
    private const int Wide = 64;
    private const int Heads = 4;
    private const int Layers = 2;
    private const int Inner = 96;
    private const int Levels = QuantileHead.Gaps + 1;
    private const float Dropout = 0.15f;
    private readonly int _exogenous;
    private readonly WeightStore _weights;
    private readonly Dictionary<string, Weight> _named;

    public TransformerDesign(int exogenous, SeededRandom random)
    {
        _exogenous = exogenous;
        _weights = new(random);
        Dense("token", TokenWidth, Wide);
        _weights.Random("places", Wide, 1, Tokens, Wide);
        for (var layer = 0; layer < Layers; layer++)
        {
            Norm($"{layer}.first");
            foreach (var part in new[] { "asks", "keys", "told", "joined" })
            {
                Dense($"{layer}.{part}", Wide, Wide);
            }

            Norm($"{layer}.second");
            Dense($"{layer}.inner", Wide, Inner, 2);
            Dense($"{layer}.outer", Inner, Wide, 0.5f);
        }

        Norm("last");
        Dense("hours", Wide, 24, 0.1f);
        _weights.Matrix("straight.weights", 4 * TokenWidth, 24, 0.05f);
        Dense("hourGaps", Wide, 24 * QuantileHead.Gaps, 0.1f, QuantileHead.FirstGap);
        Dense("days", Wide, Horizon, 0.1f);
        Dense("dayGaps", Wide, Horizon * QuantileHead.Gaps, 0.1f, QuantileHead.FirstGap);
        _named = _weights.All.ToDictionary(w => w.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public int HistoryDays => Past + 7;

    /// <inheritdoc/>
    public int DaysAhead => Horizon - 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames { get; } = ["days"];

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; } = ["hours", "means", "attention"];

    /// <inheritdoc/>
    public IReadOnlyList<Weight> Weights => _weights.All;

    private int TokenWidth => (24 * (1 + _exogenous)) + 8;

    /// <inheritdoc/>
    public BuiltNetwork Build(int batch, bool withLoss)
    {
        var graph = new Graph();
        var days = new Tensor(batch, Tokens, TokenWidth);
        var x = graph.Sum(Dense(graph, days, "token"), _named["places"]);
        Tensor attention = x;
        for (var layer = 0; layer < Layers; layer++)
        {
            (x, attention) = Layer(graph, x, batch, layer);
        }

        var last = graph.Reshape(graph.Slice(Norm(graph, x, "last"), 1, Past, 1), batch, Wide);
        var newest = graph.Concat(1, graph.Slice(days, 1, Past - 7, 1), graph.Slice(days, 1, Past - 2, 3));
        var straight = graph.Product(graph.Dropout(graph.Reshape(newest, batch, 4 * TokenWidth), Dropout), _named["straight.weights"]);
        var hours = Quantiles(graph, graph.Sum(Dense(graph, last, "hours"), straight), Dense(graph, last, "hourGaps"), batch, 24);
        var means = Quantiles(graph, Dense(graph, last, "days"), Dense(graph, last, "dayGaps"), batch, Horizon);

        // Of the last layer, from the day to every token, the mean of the heads.
        var heads = graph.Transpose(graph.Slice(attention, 2, Past, 1), 0, 2, 3, 1);
        var looks = graph.Reshape(graph.Pool(heads, 1, Heads, largest: false), batch, Tokens);
        if (!withLoss)
        {
            return new(graph, [days], [hours, means, looks], [], null);
        }

        var (hourly, daily) = (new Tensor(batch, 24), new Tensor(batch, Horizon));
        var loss = graph.Sum(QuantileHead.Loss(graph, hours, hourly), graph.Scale(QuantileHead.Loss(graph, means, daily), 0.5f));
        return new(graph, [days], [hours, means, looks], [hourly, daily], loss);
    }

    /// <inheritdoc/>
    public float[][] Inputs(ScaledWindow window, int day)
    {
        var level = window.Level(day);
        var tokens = new float[Tokens * TokenWidth];
        for (var t = 0; t < Tokens; t++)
        {
            var d = day - Past + t;
            var row = tokens.AsSpan(t * TokenWidth, TokenWidth);
            for (var h = 0; h < 24; h++)
            {
                row[h] = d < day ? window.Row(0, d)[h] - level : 0;
            }

            for (var k = 1; k <= _exogenous; k++)
            {
                window.Row(k, d).CopyTo(row[(24 * k)..]);
            }

            row[^8] = level;
            row[TokenWidth - 7 + window.Weekday(d)] = 1;
        }

        return [tokens];
    }

    /// <inheritdoc/>
    public float[][] Targets(ScaledWindow window, int day)
    {
        var (level, dailyLevel) = (window.Level(day), window.DailyLevel(day));
        return
        [
            [.. window.Row(0, day).Select(p => p - level)],
            [.. Enumerable.Range(day, Horizon).Select(d => window.Daily(d) - dailyLevel)],
        ];
    }

    private (Tensor X, Tensor Attention) Layer(Graph graph, Tensor x, int batch, int layer)
    {
        var normal = Norm(graph, x, $"{layer}.first");
        var (asks, keys, told) = (Split("asks"), Split("keys"), Split("told"));
        var attention = graph.Softmax(graph.Scale(graph.Products(asks, keys, transposed: true), 1 / MathF.Sqrt(Wide / Heads)));
        var heard = graph.Transpose(graph.Products(graph.Dropout(attention, Dropout), told, transposed: false), 0, 2, 1, 3);
        var joined = Dense(graph, graph.Reshape(heard, batch, Tokens, Wide), $"{layer}.joined");
        x = graph.Sum(x, graph.Dropout(joined, Dropout));
        var inner = graph.Apply(Function.Relu, Dense(graph, Norm(graph, x, $"{layer}.second"), $"{layer}.inner"));
        return (graph.Sum(x, graph.Dropout(Dense(graph, inner, $"{layer}.outer"), Dropout)), attention);

        Tensor Split(string part) =>
            graph.Transpose(graph.Reshape(Dense(graph, normal, $"{layer}.{part}"), batch, Tokens, Heads, Wide / Heads), 0, 2, 1, 3);
    }

    private static Tensor Quantiles(Graph graph, Tensor medians, Tensor gaps, int batch, int count) =>
        QuantileHead.Rising(graph, graph.Reshape(medians, batch, count, 1), graph.Reshape(gaps, batch, count, Levels - 1));

    private Tensor Dense(Graph graph, Tensor x, string name) => graph.Dense(x, _named[name + ".weights"], _named[name + ".offsets"]);

    private Tensor Norm(Graph graph, Tensor x, string name) => graph.Normalise(x, _named[name + ".gain"], _named[name + ".offset"]);

    private void Dense(string name, int inputs, int outputs, float size = 1, float offset = 0)
    {
        _weights.Matrix(name + ".weights", inputs, outputs, size);
        _weights.Filled(name + ".offsets", offset, outputs);
    }

    private void Norm(string name)
    {
        _weights.Filled(name + ".gain", 1, Wide);
        _weights.Filled(name + ".offset", 0, Wide);
    }
}
