using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate) over [batch, time, features]: gives the hidden state of each step.
/// It starts from zero, or where an earlier one ended. Gates lie in the order input, output, forget, cell, as ONNX keeps them.
/// </summary>
internal sealed class LstmOperation : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _inputs;
    private readonly Tensor _states;
    private readonly Tensor _offsets;
    private readonly float[] _gates;
    private readonly float[] _slopes;
    private readonly float[] _cells;
    private readonly float[] _bent;
    private readonly float[] _transposedInputs;
    private readonly float[] _transposedStates;
    private readonly float[] _hiddenSlopes;
    private readonly float[] _cellSlopes;
    private readonly float[] _lastHiddenSlopes;
    private readonly float[] _lastCellSlopes;

    public LstmOperation(Tensor x, Tensor inputs, Tensor states, Tensor offsets, LstmOperation? before)
        : base(
            new Tensor(x.Shape[0], x.Shape[1], states.Shape[0]),
            before is null ? [x, inputs, states, offsets] : [x, inputs, states, offsets, before.Output]
        )
    {
        if (inputs.Shape[0] != x.Last || inputs.Last != 4 * Hidden || states.Last != 4 * Hidden || (before?.Hidden ?? Hidden) != Hidden)
        {
            throw new ArgumentException("the weights do not fit the features or the state");
        }

        (_x, _inputs, _states, _offsets, Before) = (x, inputs, states, offsets, before);
        var steps = x.Rows;
        _gates = new float[steps * 4 * Hidden];
        _slopes = new float[steps * 4 * Hidden];
        _cells = new float[steps * Hidden];
        _bent = new float[steps * Hidden];
        _transposedInputs = new float[inputs.Values.Length];
        _transposedStates = new float[states.Values.Length];
        _hiddenSlopes = new float[Batch * Hidden];
        _cellSlopes = new float[Batch * Hidden];
        _lastHiddenSlopes = new float[Batch * Hidden];
        _lastCellSlopes = new float[Batch * Hidden];
    }

    /// <summary>The one whose end is this one's start.</summary>
    public LstmOperation? Before { get; }

    /// <summary>Length of the state.</summary>
    public int Hidden => Output.Last;

    private int Batch => Output.Shape[0];

    private int Steps => Output.Shape[1];

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var (wide, features) = (4 * Hidden, _x.Last);
        for (var r = 0; r < Batch * Steps; r++)
        {
            _offsets.Values.CopyTo(_gates, r * wide);
        }

        TensorKernel.Multiply(
            new(_x.Values, 0, features),
            new(_inputs.Values, 0, wide),
            new(_gates, 0, wide),
            Batch * Steps,
            wide,
            features,
            add: true
        );
        for (var t = 0; t < Steps; t++)
        {
            if (t > 0 || Before is not null)
            {
                var state = t > 0 ? new Block(Output.Values, (t - 1) * Hidden, Steps * Hidden) : Before!.End(Before.Output.Values);
                TensorKernel.Multiply(
                    state,
                    new(_states.Values, 0, wide),
                    new(_gates, t * wide, Steps * wide),
                    Batch,
                    wide,
                    Hidden,
                    add: true
                );
            }

            for (var b = 0; b < Batch; b++)
            {
                Step(b, t);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var (wide, features) = (4 * Hidden, _x.Last);
        TensorKernel.Transpose(new(_inputs.Values, 0, wide), new(_transposedInputs, 0, features), features, wide);
        TensorKernel.Transpose(new(_states.Values, 0, wide), new(_transposedStates, 0, Hidden), Hidden, wide);
        _lastHiddenSlopes.CopyTo(_hiddenSlopes, 0);
        _lastCellSlopes.CopyTo(_cellSlopes, 0);
        Array.Clear(_lastHiddenSlopes);
        Array.Clear(_lastCellSlopes);
        for (var t = Steps - 1; t >= 0; t--)
        {
            for (var b = 0; b < Batch; b++)
            {
                StepBack(b, t);
            }

            TensorKernel.Multiply(
                new(_slopes, t * wide, Steps * wide),
                new(_transposedStates, 0, Hidden),
                new(_hiddenSlopes, 0, Hidden),
                Batch,
                Hidden,
                wide,
                add: false
            );
        }

        var slopes = new Block(_slopes, 0, wide);
        TensorKernel.Multiply(
            slopes,
            new(_transposedInputs, 0, features),
            new(_x.Slopes, 0, features),
            Batch * Steps,
            features,
            wide,
            add: true
        );
        TensorKernel.Multiply(
            new(_x.Values, 0, 1, features),
            slopes,
            new(_inputs.Slopes, 0, wide),
            features,
            wide,
            Batch * Steps,
            add: true
        );
        for (var r = 0; r < Batch * Steps; r++)
        {
            TensorPrimitives.Add(_offsets.Slopes, _slopes.AsSpan(r * wide, wide), _offsets.Slopes);
        }

        StateSlopes(wide);
        if (Before is { } before)
        {
            TensorPrimitives.Add<float>(before._lastHiddenSlopes, _hiddenSlopes, before._lastHiddenSlopes);
            TensorPrimitives.Add<float>(before._lastCellSlopes, _cellSlopes, before._lastCellSlopes);
        }
    }

    private void StateSlopes(int wide)
    {
        for (var b = 0; b < Batch && Steps > 1; b++)
        {
            TensorKernel.Multiply(
                new(Output.Values, b * Steps * Hidden, 1, Hidden),
                new(_slopes, ((b * Steps) + 1) * wide, wide),
                new(_states.Slopes, 0, wide),
                Hidden,
                wide,
                Steps - 1,
                add: true
            );
        }

        if (Before is { } before)
        {
            var end = before.End(before.Output.Values);
            TensorKernel.Multiply(
                new(end.Values, end.Start, 1, end.Row),
                new(_slopes, 0, Steps * wide),
                new(_states.Slopes, 0, wide),
                Hidden,
                wide,
                Batch,
                add: true
            );
        }
    }

    private void Step(int b, int t)
    {
        var at = (b * Steps) + t;
        var gates = _gates.AsSpan(at * 4 * Hidden, 4 * Hidden);
        TensorPrimitives.Sigmoid<float>(gates[..(3 * Hidden)], gates[..(3 * Hidden)]);
        TensorPrimitives.Tanh<float>(gates[(3 * Hidden)..], gates[(3 * Hidden)..]);
        var cells = _cells.AsSpan(at * Hidden, Hidden);
        TensorPrimitives.Multiply<float>(gates[..Hidden], gates[(3 * Hidden)..], cells);
        var earlier = Earlier(b, t);
        if (!earlier.IsEmpty)
        {
            TensorPrimitives.MultiplyAdd<float>(gates[(2 * Hidden)..(3 * Hidden)], earlier, cells, cells);
        }

        var bent = _bent.AsSpan(at * Hidden, Hidden);
        TensorPrimitives.Tanh<float>(cells, bent);
        TensorPrimitives.Multiply<float>(gates[Hidden..(2 * Hidden)], bent, Output.Values.AsSpan(at * Hidden, Hidden));
    }

    private void StepBack(int b, int t)
    {
        var at = (b * Steps) + t;
        var gates = _gates.AsSpan(at * 4 * Hidden, 4 * Hidden);
        var slopes = _slopes.AsSpan(at * 4 * Hidden, 4 * Hidden);
        var bent = _bent.AsSpan(at * Hidden, Hidden);
        var outer = Output.Slopes.AsSpan(at * Hidden, Hidden);
        var hidden = _hiddenSlopes.AsSpan(b * Hidden, Hidden);
        var cell = _cellSlopes.AsSpan(b * Hidden, Hidden);
        var earlier = Earlier(b, t);
        for (var j = 0; j < outer.Length; j++)
        {
            var (i, o, f, g) = (gates[j], gates[Hidden + j], gates[(2 * Hidden) + j], gates[(3 * Hidden) + j]);
            var down = outer[j] + hidden[j];
            var inner = cell[j] + (down * o * (1 - (bent[j] * bent[j])));
            slopes[j] = inner * g * i * (1 - i);
            slopes[Hidden + j] = down * bent[j] * o * (1 - o);
            slopes[(2 * Hidden) + j] = earlier.IsEmpty ? 0 : inner * earlier[j] * f * (1 - f);
            slopes[(3 * Hidden) + j] = inner * i * (1 - (g * g));
            cell[j] = inner * f;
        }
    }

    private ReadOnlySpan<float> Earlier(int b, int t)
    {
        if (t > 0)
        {
            return _cells.AsSpan(((b * Steps) + t - 1) * Hidden, Hidden);
        }

        return Before is { } before ? before._cells.AsSpan(((b * before.Steps) + before.Steps - 1) * Hidden, Hidden) : default;
    }

    private Block End(float[] values) => new(values, (Steps - 1) * Hidden, Steps * Hidden);
}
