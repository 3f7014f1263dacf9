namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>A node: below its value a row goes left, otherwise right; a leaf has no feature and its value is the answer.</summary>
/// <param name="Feature">Column, or -1 for a leaf.</param>
/// <param name="Value">Threshold, or what the leaf answers.</param>
/// <param name="Left">Index of the left child in the ensemble.</param>
/// <param name="Right">Index of the right child.</param>
/// <param name="MissingLeft">Where a missing value goes.</param>
internal readonly record struct TreeNode(int Feature, float Value, int Left, int Right, bool MissingLeft)
{
    /// <summary>A leaf.</summary>
    public static TreeNode Leaf(float value) => new(-1, value, -1, -1, false);
}

/// <summary>Trees in one array, walked without allocation. Not changed once it is built; safe for many threads.</summary>
internal sealed class TreeEnsemble(TreeNode[] nodes, int[] roots, int width)
{
    /// <summary>Columns of a row.</summary>
    public int Width => width;

    /// <summary>Number of trees.</summary>
    public int Trees => roots.Length;

    /// <summary>All nodes.</summary>
    public ReadOnlySpan<TreeNode> Nodes => nodes;

    /// <summary>Sum of the answers of all trees, in their order, in single precision.</summary>
    public float Sum(ReadOnlySpan<float> row, float start)
    {
        foreach (var root in roots)
        {
            start += Answer(root, row);
        }

        return start;
    }

    /// <summary>Answer of one tree.</summary>
    public float Of(int tree, ReadOnlySpan<float> row) => Answer(roots[tree], row);

    private float Answer(int at, ReadOnlySpan<float> row)
    {
        ref readonly var node = ref nodes[at];
        while (node.Feature >= 0)
        {
            var x = row[node.Feature];
            node = ref nodes[
                float.IsNaN(x) ? (node.MissingLeft ? node.Left : node.Right)
                : x < node.Value ? node.Left
                : node.Right
            ];
        }

        return node.Value;
    }
}
