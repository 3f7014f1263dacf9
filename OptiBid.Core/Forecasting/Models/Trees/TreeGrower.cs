namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>How trees grow.</summary>
/// <param name="MostDepth">Levels below the root.</param>
/// <param name="LeastWeight">Least sum of second derivatives of a leaf; of rows where these are 1.</param>
/// <param name="L2">Penalty on the answer of a leaf.</param>
/// <param name="ColumnsPerNode">Columns drawn at each node, or 0 for all.</param>
internal sealed record TreeShape(int MostDepth, double LeastWeight, double L2, int ColumnsPerNode);

/// <summary>A leaf that was grown: its node and its rows in <see cref="TreeGrower.Order"/>.</summary>
internal readonly record struct GrownLeaf(int Node, int From, int Count);

/// <summary>
/// Grows one tree after another on histograms of first and second derivatives of a loss (Chen and Guestrin 2016, section 3; bins as LightGBM).
/// The same input gives the same bits. For one thread.
/// </summary>
internal sealed class TreeGrower
{
    private readonly BinnedRows _rows;
    private readonly TreeShape _shape;
    private readonly int[] _spare;
    private readonly float[] _gradients;
    private readonly float[] _hessians;
    private readonly int[] _drawn;
    private readonly Stack<Histogram> _free = new();

    public TreeGrower(BinnedRows rows, TreeShape shape)
    {
        (_rows, _shape) = (rows, shape);
        Order = new int[rows.Rows];
        (_spare, _gradients, _hessians) = (new int[rows.Rows], new float[rows.Rows], new float[rows.Rows]);
        _drawn = [.. Enumerable.Range(0, rows.Width)];
    }

    /// <summary>Rows of the tree that was grown last, leaf by leaf.</summary>
    public int[] Order { get; }

    /// <summary>Grows a tree on the rows whose second derivative is above 0 and appends its nodes; the first of them is its root.</summary>
    public List<GrownLeaf> Grow(ReadOnlySpan<float> gradient, ReadOnlySpan<float> hessian, Random random, List<TreeNode> nodes)
    {
        var count = 0;
        for (var r = 0; r < _rows.Rows; r++)
        {
            Order[count] = r;
            count += hessian[r] > 0 ? 1 : 0;
        }

        var leaves = new List<GrownLeaf>();
        var waiting = new Stack<Part>();
        nodes.Add(default);
        waiting.Push(new(nodes.Count - 1, 0, count, 0, null));
        while (waiting.TryPop(out var part))
        {
            var histogram = part.Histogram ?? Count(part, gradient, hessian, random);
            var (g, h) = histogram.Total;
            var split = part.Depth < _shape.MostDepth && h >= 2 * _shape.LeastWeight ? Best(histogram, g, h) : default;
            if (split.Gain <= 0)
            {
                nodes[part.Node] = TreeNode.Leaf((float)(-g / (h + _shape.L2)));
                leaves.Add(new(part.Node, part.From, part.Count));
                _free.Push(histogram);
                continue;
            }

            var left = Divide(part, split);
            var (l, r) = (nodes.Count, nodes.Count + 1);
            nodes.Add(default);
            nodes.Add(default);
            nodes[part.Node] = new(split.Column, _rows.Cuts(split.Column)[split.Bin], l, r, split.MissingLeft);
            var first = new Part(l, part.From, left, part.Depth + 1, null);
            var second = new Part(r, part.From + left, part.Count - left, part.Depth + 1, null);
            if (_shape.ColumnsPerNode == 0)
            {
                // The smaller child is counted, the other is what is left of the parent.
                var smaller = first.Count <= second.Count ? first : second;
                var counted = Count(smaller, gradient, hessian, random);
                histogram.Subtract(counted);
                (first, second) =
                    first.Count <= second.Count
                        ? (first with { Histogram = counted }, second with { Histogram = histogram })
                        : (first with { Histogram = histogram }, second with { Histogram = counted });
            }
            else
            {
                _free.Push(histogram);
            }

            waiting.Push(second);
            waiting.Push(first);
        }

        return leaves;
    }

    private Histogram Count(Part part, ReadOnlySpan<float> gradient, ReadOnlySpan<float> hessian, Random random)
    {
        var histogram = _free.TryPop(out var free) ? free : new Histogram(_rows.Width);
        var order = Order.AsSpan(part.From, part.Count);
        var (g, h) = (0.0, 0.0);
        for (var i = 0; i < order.Length; i++)
        {
            _gradients[i] = gradient[order[i]];
            _hessians[i] = hessian[order[i]];
            g += _gradients[i];
            h += _hessians[i];
        }

        histogram.Begin(g, h, Columns(random));
        foreach (var column in histogram.Columns)
        {
            histogram.Add(column, _rows.Column(column), order, _gradients, _hessians);
        }

        return histogram;
    }

    /// <summary>The columns of a node: all, or some drawn by the first steps of a shuffle, in rising order.</summary>
    private ReadOnlySpan<int> Columns(Random random)
    {
        var take = _shape.ColumnsPerNode;
        if (take == 0 || take >= _drawn.Length)
        {
            return _drawn;
        }

        for (var i = 0; i < take; i++)
        {
            var k = random.Next(i, _drawn.Length);
            (_drawn[i], _drawn[k]) = (_drawn[k], _drawn[i]);
        }

        _drawn.AsSpan(0, take).Sort();
        return _drawn.AsSpan(0, take);
    }

    private Split Best(Histogram histogram, double g, double h)
    {
        var best = default(Split);
        var parent = (g * g) / (h + _shape.L2);
        foreach (var column in histogram.Columns)
        {
            var cuts = _rows.Cuts(column).Length;
            var missing = histogram.At(column, BinnedRows.Missing);
            for (var side = 0; side < (missing.Hessian > 0 ? 2 : 1); side++)
            {
                var (gl, hl) = side == 1 ? (missing.Gradient, missing.Hessian) : (0, 0);
                for (var b = 0; b < cuts; b++)
                {
                    var bin = histogram.At(column, b);
                    gl += bin.Gradient;
                    hl += bin.Hessian;
                    var (gr, hr) = (g - gl, h - hl);
                    if (hl < _shape.LeastWeight || hr < _shape.LeastWeight)
                    {
                        continue;
                    }

                    var gain = (gl * gl / (hl + _shape.L2)) + (gr * gr / (hr + _shape.L2)) - parent;
                    if (gain > best.Gain + (1e-12 * Math.Abs(parent)))
                    {
                        // What was never missing goes with the heavier side.
                        best = new(gain, column, b, missing.Hessian > 0 ? side == 1 : hl >= hr);
                    }
                }
            }
        }

        return best;
    }

    private int Divide(Part part, Split split)
    {
        var bins = _rows.Column(split.Column);
        var order = Order.AsSpan(part.From, part.Count);
        var (left, right) = (0, 0);
        foreach (var row in order)
        {
            var bin = bins[row];
            if (bin == BinnedRows.Missing ? split.MissingLeft : bin <= split.Bin)
            {
                order[left++] = row;
            }
            else
            {
                _spare[right++] = row;
            }
        }

        _spare.AsSpan(0, right).CopyTo(order[left..]);
        return left;
    }

    private readonly record struct Split(double Gain, int Column, int Bin, bool MissingLeft);

    private readonly record struct Part(int Node, int From, int Count, int Depth, Histogram? Histogram);
}
