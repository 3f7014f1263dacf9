using System.Globalization;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Builds trees from the text of a model that LightGBM trained in this process. What is not understood is an <see cref="InvalidDataException"/>.</summary>
internal static class LightGbmReader
{
    private const int Categorical = 1;
    private const int DefaultLeft = 2;

    /// <summary>Reads a model of one answer.</summary>
    public static TreeEnsemble Read(string text, int width)
    {
        var (nodes, roots) = (new List<TreeNode>(), new List<int>());
        foreach (var block in text.Split("Tree=").Skip(1))
        {
            var lines = block
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Skip(1)
                .TakeWhile(l => l != "end of trees")
                .Select(l => l.Split('=', 2))
                .Where(l => l.Length == 2)
                .ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);
            roots.Add(nodes.Count);
            Append(lines, width, nodes);
        }

        return new([.. nodes], [.. roots], width);
    }

    private static void Append(Dictionary<string, string> tree, int width, List<TreeNode> nodes)
    {
        var leaves = Numbers(tree, "leaf_value");
        if (leaves.Length == 1)
        {
            nodes.Add(TreeNode.Leaf((float)leaves[0]));
            return;
        }

        var (begin, splits) = (nodes.Count, leaves.Length - 1);
        var feature = Numbers(tree, "split_feature");
        var threshold = Numbers(tree, "threshold");
        var kind = Numbers(tree, "decision_type");
        var left = Numbers(tree, "left_child");
        var right = Numbers(tree, "right_child");
        if (new[] { feature, threshold, kind, left, right }.Any(l => l.Length != splits))
        {
            throw new InvalidDataException("the lists of a tree differ in length");
        }

        for (var n = 0; n < splits; n++)
        {
            var flags = (int)kind[n];
            if ((flags & Categorical) != 0 || feature[n] < 0 || feature[n] >= width)
            {
                throw new InvalidDataException($"split {flags} of column {feature[n]} is not understood");
            }

            // Its missing type is none where no row had a missing value: then it counts as zero.
            var missingLeft = (flags >> 2) == 0 ? 0 <= threshold[n] : (flags & DefaultLeft) != 0;
            nodes.Add(new((int)feature[n], Above(threshold[n]), At(left[n]), At(right[n]), missingLeft));
        }

        nodes.AddRange(leaves.Select(v => TreeNode.Leaf((float)v)));

        // A negative child is a leaf.
        int At(double child) =>
            child >= 0 && child < splits ? begin + (int)child
            : child < 0 && child >= -leaves.Length ? begin + splits + ~(int)child
            : throw new InvalidDataException($"child {child} is not there");
    }

    /// <summary>The least single-precision number above a threshold: below it is at most the threshold.</summary>
    private static float Above(double threshold)
    {
        var nearest = (float)threshold;
        return nearest > threshold ? nearest : MathF.BitIncrement(nearest);
    }

    private static double[] Numbers(Dictionary<string, string> tree, string name) =>
        tree.TryGetValue(name, out var text)
            ? [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"a tree has no {name}");
}
