using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>Working memory to send a batch of rows through a network and its error back. For one thread; made once per training.</summary>
internal sealed class NetworkPass
{
    private readonly DenseNetwork _network;
    private readonly Matrix _inputMask;
    private readonly Matrix[] _active;
    private readonly Matrix[] _dropped;
    private readonly Matrix[] _masks;
    private readonly Matrix[] _errors;
    private readonly Matrix[] _transposed;
    private readonly float[] _scratch;

    /// <summary>Memory for a number of rows.</summary>
    public NetworkPass(DenseNetwork network, int rows)
    {
        _network = network;
        Matrix[] hidden = [.. network.Layers.SkipLast(1).Select(l => l.Weights)];
        Inputs = new(rows, network.Inputs);
        Outputs = new(rows, network.Outputs);
        _inputMask = new(rows, network.Inputs);
        _active = [.. hidden.Select(w => new Matrix(rows, w.Columns))];
        _dropped = [.. hidden.Select(w => new Matrix(rows, w.Columns))];
        _masks = [.. hidden.Select(w => new Matrix(rows, w.Columns))];
        _errors = [.. hidden.Select(w => new Matrix(rows, w.Columns))];
        _transposed = [.. network.Layers.Skip(1).Select(l => new Matrix(l.Weights.Columns, l.Weights.Rows))];
        WeightSlopes = [.. network.Layers.Select(l => new Matrix(l.Weights.Rows, l.Weights.Columns))];
        OffsetSlopes = [.. network.Layers.Select(l => new float[l.Offsets.Length])];
        _scratch = new float[_active.Max(a => a.Values.Length)];
    }

    /// <summary>One row per sample; with dropout they are changed.</summary>
    public Matrix Inputs { get; }

    /// <summary>What comes out of a pass forward; <see cref="Backward"/> takes the slope of the loss in their place.</summary>
    public Matrix Outputs { get; }

    /// <summary>Slope of the loss by each weight, after <see cref="Backward"/>.</summary>
    public IReadOnlyList<Matrix> WeightSlopes { get; }

    /// <summary>Slope of the loss by each offset.</summary>
    public IReadOnlyList<float[]> OffsetSlopes { get; }

    /// <summary>Sends the inputs through the whole network.</summary>
    public void Forward() => Forward(null, 0, 0);

    /// <summary>Sends the inputs through a network of which random parts are left out.</summary>
    public void Forward(SeededRandom? random, float inputDropout, float dropout)
    {
        if (random is not null && inputDropout > 0)
        {
            random.FillMask(_inputMask.Values, inputDropout);
            TensorPrimitives.Multiply<float>(Inputs.Values, _inputMask.Values, Inputs.Values);
        }

        var from = Inputs;
        for (var i = 0; i < _network.Layers.Count; i++)
        {
            var isLast = i == _network.Layers.Count - 1;
            var to = isLast ? Outputs : _active[i];
            MatrixKernel.Multiply(from, _network.Layers[i].Weights, to);
            for (var r = 0; r < to.Rows; r++)
            {
                TensorPrimitives.Add<float>(to.WholeRow(r), _network.Layers[i].Offsets, to.WholeRow(r));
            }

            if (isLast)
            {
                break;
            }

            Activations.Apply(_network.Activation, to.Values, _scratch.AsSpan(0, to.Values.Length));
            from = _dropped[i];
            if (random is not null)
            {
                random.FillMask(_masks[i].Values, dropout);
                TensorPrimitives.Multiply<float>(to.Values, _masks[i].Values, from.Values);
            }
            else
            {
                to.Values.CopyTo(from.Values, 0);
            }
        }
    }

    /// <summary>From the slope of the loss by each output, which the caller left in <see cref="Outputs"/>, the slopes by weights and offsets.</summary>
    public void Backward()
    {
        var error = Outputs;
        for (var i = _network.Layers.Count - 1; i >= 0; i--)
        {
            MatrixKernel.MultiplyTransposed(i == 0 ? Inputs : _dropped[i - 1], error, WeightSlopes[i]);
            Array.Clear(OffsetSlopes[i]);
            for (var r = 0; r < error.Rows; r++)
            {
                TensorPrimitives.Add<float>(OffsetSlopes[i], error.WholeRow(r), OffsetSlopes[i]);
            }

            if (i == 0)
            {
                break;
            }

            var below = _errors[i - 1];
            _network.Layers[i].Weights.TransposeInto(_transposed[i - 1]);
            MatrixKernel.Multiply(error, _transposed[i - 1], below);
            TensorPrimitives.Multiply<float>(below.Values, _masks[i - 1].Values, below.Values);
            Activations.Slope(_network.Activation, _active[i - 1].Values, below.Values, _scratch.AsSpan(0, below.Values.Length));
            error = below;
        }
    }
}
