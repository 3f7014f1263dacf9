namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>How a forest grows.</summary>
internal sealed record ForestSettings
{
    /// <summary>Number of trees.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Levels below the root.</summary>
    public int MostDepth { get; init; } = 12;

    /// <summary>Least number of rows of a leaf.</summary>
    public int LeastRows { get; init; } = 20;

    /// <summary>Start of the random numbers.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>A forest that was fitted, and its answers for rows that a tree did not see.</summary>
/// <param name="Forest">The forest.</param>
/// <param name="OutOfBag">For each training row the mean of the trees that did not see it; NaN where all did.</param>
internal sealed record FittedForest(RandomForest Forest, float[] OutOfBag);

/// <summary>Mean of trees, each grown on a bootstrap sample of groups of rows with the root of the number of columns at each node (Breiman 2001).</summary>
internal sealed class RandomForest(TreeEnsemble trees)
{
    /// <summary>The trees.</summary>
    public TreeEnsemble Trees => trees;

    /// <summary>Mean answer of the trees; of targets 0 and 1 a probability, not calibrated.</summary>
    public float Score(ReadOnlySpan<float> row) => trees.Sum(row, 0) / trees.Trees;

    /// <summary>Fits to rows; rows of one group (the hours of a day) are drawn and left out together.</summary>
    /// <param name="values">Row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="targets">Targets by row.</param>
    /// <param name="groupOf">Group of each row, from 0 without gaps.</param>
    /// <param name="settings">How it grows.</param>
    /// <param name="cancellationToken">Ends it between trees.</param>
    public static FittedForest Fit(
        ReadOnlySpan<float> values,
        int width,
        float[] targets,
        int[] groupOf,
        ForestSettings settings,
        CancellationToken cancellationToken
    )
    {
        var groups = groupOf.Max() + 1;
        var binned = BinnedRows.Of(values, width, targets.Length);
        var grower = new TreeGrower(binned, new(settings.MostDepth, settings.LeastRows, 0, (int)Math.Ceiling(Math.Sqrt(width))));
        var random = new Random(settings.Seed);
        var (gradient, weight) = (new float[targets.Length], new float[targets.Length]);
        var (sum, seenBy) = (new float[targets.Length], new int[targets.Length]);
        var (nodes, roots) = (new List<TreeNode>(), new List<int>());
        var drawn = new int[groups];
        for (var t = 0; t < settings.Trees; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(drawn);
            for (var i = 0; i < groups; i++)
            {
                drawn[random.Next(groups)]++;
            }

            for (var r = 0; r < targets.Length; r++)
            {
                weight[r] = drawn[groupOf[r]];
                gradient[r] = -weight[r] * targets[r];
            }

            roots.Add(nodes.Count);
            grower.Grow(gradient, weight, random, nodes);
            var tree = new TreeEnsemble([.. nodes[roots[^1]..].Select(n => Shift(n, -roots[^1]))], [0], width);
            for (var r = 0; r < targets.Length; r++)
            {
                if (drawn[groupOf[r]] == 0)
                {
                    sum[r] += tree.Of(0, values.Slice(r * width, width));
                    seenBy[r]++;
                }
            }
        }

        var outOfBag = sum.Select((s, r) => seenBy[r] > 0 ? s / seenBy[r] : float.NaN).ToArray();
        return new(new(new([.. nodes], [.. roots], width)), outOfBag);
    }

    private static TreeNode Shift(TreeNode node, int by) =>
        node.Feature < 0 ? node : node with { Left = node.Left + by, Right = node.Right + by };
}
