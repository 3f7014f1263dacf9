namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>
/// Operations in the order in which they run, for one size of batch: the tape of reverse-mode differentiation, recorded once and played for each
/// step. Not safe for several threads; graphs of the same weights may run side by side as long as nobody trains.
/// </summary>
internal sealed class Graph
{
    private readonly List<Operation> _operations = [];
    private readonly List<Tensor> _leaves = [];

    /// <summary>The operations.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The weights that are read, each once.</summary>
    public IReadOnlyList<Weight> Weights => [.. _leaves.OfType<Weight>()];

    /// <summary>Adds an operation; its inputs come from operations before it, from outside or are weights.</summary>
    public Tensor Add(Operation operation)
    {
        foreach (var input in operation.Inputs)
        {
            if (!_leaves.Contains(input) && _operations.TrueForAll(o => o.Output != input))
            {
                _leaves.Add(input);
            }
        }

        _operations.Add(operation);
        return operation.Output;
    }

    /// <summary>Computes every output from what lies in the inputs.</summary>
    public void Forward(SeededRandom? random = null)
    {
        foreach (var operation in _operations)
        {
            operation.Forward(random);
        }
    }

    /// <summary>Slopes of the sum of <paramref name="outcome"/>.</summary>
    public void Backward(Tensor outcome)
    {
        foreach (var leaf in _leaves)
        {
            Array.Clear(leaf.Slopes);
        }

        foreach (var operation in _operations)
        {
            Array.Clear(operation.Output.Slopes);
        }

        Array.Fill(outcome.Slopes, 1f);
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            _operations[i].Backward();
        }
    }

    /// <summary>x times a matrix of weights, over the last axis.</summary>
    public Tensor Product(Tensor x, Tensor weights) => Add(new ProductOperation(x, weights));

    /// <summary>Products of two stacks of matrices; the right ones transposed on request.</summary>
    public Tensor Products(Tensor left, Tensor right, bool transposed) => Add(new ProductsOperation(left, right, transposed));

    /// <summary>x + y; y may lack leading axes and is then repeated.</summary>
    public Tensor Sum(Tensor x, Tensor y) => Add(new SumOperation(x, y));

    /// <summary>x * y, element by element.</summary>
    public Tensor Times(Tensor x, Tensor y) => Add(new TimesOperation(x, y));

    /// <summary>x times a number.</summary>
    public Tensor Scale(Tensor x, float factor) => Add(new ScaleOperation(x, factor));

    /// <summary>A function of each element.</summary>
    public Tensor Apply(Function function, Tensor x) => Add(new FunctionOperation(function, x));

    /// <summary>Shares of one over the last axis.</summary>
    public Tensor Softmax(Tensor x) => Add(new SoftmaxOperation(x));

    /// <summary>Mean 0 and variance 1 over the last axis, then a gain and an offset for each place.</summary>
    public Tensor Normalise(Tensor x, Tensor gain, Tensor offset) => Add(new NormaliseOperation(x, gain, offset));

    /// <summary>Leaves out a share of the elements while training.</summary>
    public Tensor Dropout(Tensor x, float share) => share > 0 ? Add(new DropoutOperation(x, share)) : x;

    /// <summary>Convolution of [batch, channels, height, width] with [kernels, channels, h, w], zeros around it.</summary>
    public Tensor Convolve(Tensor x, Tensor kernels, Tensor offsets, int padHeight, int padWidth) =>
        Add(new ConvolutionOperation(x, kernels, offsets, padHeight, padWidth));

    /// <summary>Largest or mean of each patch of [batch, channels, height, width].</summary>
    public Tensor Pool(Tensor x, int height, int width, bool largest) => Add(new PoolOperation(x, height, width, largest));

    /// <summary>A range of one axis.</summary>
    public Tensor Slice(Tensor x, int axis, int start, int length) => Add(new SliceOperation(x, axis, start, length));

    /// <summary>One after the other along an axis.</summary>
    public Tensor Concat(int axis, params Tensor[] parts) => Add(new ConcatOperation(axis, parts));

    /// <summary>The same numbers in another shape; the first axis stays the batch.</summary>
    public Tensor Reshape(Tensor x, params int[] shape) => Add(new ReshapeOperation(x, shape));

    /// <summary>Axes in another order.</summary>
    public Tensor Transpose(Tensor x, params int[] order) => Add(new TransposeOperation(x, order));

    /// <summary>Hidden states of a long short-term memory; it goes on where <paramref name="before"/> ended.</summary>
    public LstmOperation Lstm(Tensor x, Tensor inputs, Tensor states, Tensor offsets, LstmOperation? before = null)
    {
        var operation = new LstmOperation(x, inputs, states, offsets, before);
        Add(operation);
        return operation;
    }

    /// <summary>x times weights, and offsets.</summary>
    public Tensor Dense(Tensor x, Tensor weights, Tensor offsets) => Sum(Product(x, weights), offsets);
}
