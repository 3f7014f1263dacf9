namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>What boosting makes small.</summary>
internal enum BoostingLoss
{
    /// <summary>Square of the error.</summary>
    Squared,

    /// <summary>Size of the error.</summary>
    Absolute,

    /// <summary>Pinball loss at a level.</summary>
    Quantile,

    /// <summary>Logistic loss of targets 0 and 1; the answer is a probability.</summary>
    Logistic,
}

/// <summary>How boosting goes on.</summary>
internal sealed record BoostingSettings
{
    /// <summary>The loss.</summary>
    public BoostingLoss Loss { get; init; } = BoostingLoss.Squared;

    /// <summary>Level of the quantile loss.</summary>
    public double Level { get; init; } = 0.5;

    /// <summary>Most trees.</summary>
    public int Rounds { get; init; } = 300;

    /// <summary>Share of each tree that is added.</summary>
    public double Shrinkage { get; init; } = 0.06;

    /// <summary>Levels below the root.</summary>
    public int MostDepth { get; init; } = 6;

    /// <summary>Least sum of second derivatives of a leaf.</summary>
    public double LeastWeight { get; init; } = 20;

    /// <summary>Penalty on the answer of a leaf.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Share of rows that a tree sees.</summary>
    public double RowShare { get; init; } = 0.7;

    /// <summary>Rounds without a better loss on the held-out rows after which it ends.</summary>
    public int Patience { get; init; } = 25;

    /// <summary>Start of the random numbers.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Boosted trees by second derivatives with shrinkage (Friedman 2001; Chen and Guestrin 2016). The number of trees is that with the least loss on the
/// last rows, held out; then all rows are fitted with as many. For absolute and quantile loss the leaves answer the quantile of what is left.
/// </summary>
internal static class GradientBoosting
{
    /// <summary>Fits to rows in time order.</summary>
    /// <param name="values">Row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="targets">Targets by row.</param>
    /// <param name="heldOut">Last rows by which the number of trees is chosen; 0 takes all rounds.</param>
    /// <param name="settings">How it goes on.</param>
    /// <param name="cancellationToken">Ends it between trees.</param>
    public static BoostedTrees Fit(
        ReadOnlySpan<float> values,
        int width,
        float[] targets,
        int heldOut,
        BoostingSettings settings,
        CancellationToken cancellationToken
    )
    {
        var rounds = settings.Rounds;
        if (heldOut > 0)
        {
            var kept = targets.Length - heldOut;
            rounds = Run(values, width, targets, kept, settings, cancellationToken).BestRounds;
        }

        return Run(values, width, targets, targets.Length, settings with { Rounds = rounds }, cancellationToken).Trees;
    }

    private static (BoostedTrees Trees, int BestRounds) Run(
        ReadOnlySpan<float> values,
        int width,
        float[] targets,
        int rows,
        BoostingSettings settings,
        CancellationToken cancellationToken
    )
    {
        var loss = new LossFunction(settings.Loss, settings.Level);
        var grower = new TreeGrower(BinnedRows.Of(values, width, rows), new(settings.MostDepth, settings.LeastWeight, settings.L2, 0));
        var random = new Random(settings.Seed);
        var start = loss.Start(targets.AsSpan(0, rows));
        var answer = new float[targets.Length];
        Array.Fill(answer, start);
        var (gradient, hessian) = (new float[rows], new float[rows]);
        var (nodes, roots) = (new List<TreeNode>(), new List<int>());
        var (best, bestRounds) = (loss.Mean(targets.AsSpan(rows), answer.AsSpan(rows)), 0);
        for (var round = 1; round <= settings.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var r = 0; r < rows; r++)
            {
                (gradient[r], hessian[r]) = random.NextDouble() < settings.RowShare ? loss.Derivatives(targets[r], answer[r]) : (0, 0);
            }

            roots.Add(nodes.Count);
            var leaves = grower.Grow(gradient, hessian, random, nodes);
            foreach (var leaf in leaves)
            {
                var value = loss.LeafAnswer(nodes[leaf.Node].Value, grower.Order.AsSpan(leaf.From, leaf.Count), targets, answer);
                nodes[leaf.Node] = TreeNode.Leaf((float)(settings.Shrinkage * value));
            }

            var tree = new TreeEnsemble([.. nodes[roots[^1]..].Select(n => Shift(n, -roots[^1]))], [0], width);
            for (var r = 0; r < targets.Length; r++)
            {
                answer[r] += tree.Of(0, values.Slice(r * width, width));
            }

            if (rows == targets.Length)
            {
                continue;
            }

            var now = loss.Mean(targets.AsSpan(rows), answer.AsSpan(rows));
            if (now < best)
            {
                (best, bestRounds) = (now, round);
            }
            else if (round - bestRounds >= settings.Patience)
            {
                break;
            }
        }

        return (new(new([.. nodes], [.. roots], width), start, settings.Loss), bestRounds);
    }

    private static TreeNode Shift(TreeNode node, int by) =>
        node.Feature < 0 ? node : node with { Left = node.Left + by, Right = node.Right + by };
}

/// <summary>Boosted trees that were fitted.</summary>
internal sealed class BoostedTrees(TreeEnsemble trees, float start, BoostingLoss loss)
{
    /// <summary>The trees.</summary>
    public TreeEnsemble Trees => trees;

    /// <summary>What is added to the sum of the trees.</summary>
    public float Start => start;

    /// <summary>The answer: a value, or with logistic loss a probability.</summary>
    public float Score(ReadOnlySpan<float> row)
    {
        var sum = trees.Sum(row, start);
        return loss == BoostingLoss.Logistic ? 1 / (1 + MathF.Exp(-sum)) : sum;
    }
}
