using System.Globalization;
using System.Text.Json;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Builds trees from the "learner" of XGBoost's JSON. What is not understood is an <see cref="InvalidDataException"/> that names it.</summary>
internal static class XgboostReader
{
    private static readonly string[] s_objectives =
    [
        XgboostModel.Squared,
        XgboostModel.Absolute,
        XgboostModel.Logistic,
        XgboostModel.Softmax,
    ];

    /// <summary>Reads a learner.</summary>
    public static XgboostModel Read(JsonElement learner)
    {
        var booster = learner.GetProperty("gradient_booster");
        Need(booster.GetProperty("name").GetString() is "gbtree", $"booster '{booster.GetProperty("name").GetString()}'; expected gbtree");
        var objective = learner.GetProperty("objective").GetProperty("name").GetString()!;
        Need(s_objectives.Contains(objective), $"objective '{objective}'; expected {string.Join(", ", s_objectives)}");
        var parameters = learner.GetProperty("learner_model_param");
        var width = Whole(parameters, "num_feature");
        var classes = Math.Max(1, Whole(parameters, "num_class"));
        Need(width is > 0 and <= 100_000, $"{width} columns");
        Need(objective == XgboostModel.Softmax ? classes is > 1 and <= 1000 : classes == 1, $"{classes} classes for {objective}");
        var model = booster.GetProperty("model");
        var trees = model.GetProperty("trees").EnumerateArray().ToList();
        var classOf = model.GetProperty("tree_info").EnumerateArray().Select(t => t.GetInt32()).ToList();
        Need(trees.Count == classOf.Count, $"{trees.Count} trees and {classOf.Count} entries of tree_info");
        Need(classOf.TrueForAll(c => c >= 0 && c < classes), "a tree of a class that is not there");
        var outputs = new TreeEnsemble[classes];
        for (var k = 0; k < classes; k++)
        {
            var (nodes, roots) = (new List<TreeNode>(), new List<int>());
            for (var t = 0; t < trees.Count; t++)
            {
                if (classOf[t] == k)
                {
                    roots.Add(nodes.Count);
                    Append(trees[t], t, width, nodes);
                }
            }

            outputs[k] = new([.. nodes], [.. roots], width);
        }

        return new(outputs, objective, Start(Text(parameters, "base_score"), objective));
    }

    private static void Append(JsonElement tree, int number, int width, List<TreeNode> nodes)
    {
        var left = Integers(tree, "left_children");
        var right = Integers(tree, "right_children");
        var feature = Integers(tree, "split_indices");
        var value = tree.GetProperty("split_conditions").EnumerateArray().Select(Single).ToArray();
        var missingLeft = tree.GetProperty("default_left").EnumerateArray().Select(IsTrue).ToArray();
        var count = left.Length;
        Need(
            count > 0 && right.Length == count && feature.Length == count && value.Length == count && missingLeft.Length == count,
            $"tree {number}: its lists differ in length"
        );
        Need(
            !tree.TryGetProperty("split_type", out var kinds) || kinds.EnumerateArray().All(k => k.GetInt32() == 0),
            $"tree {number}: splits by category"
        );
        var begin = nodes.Count;
        var reached = new bool[count];
        reached[0] = true;
        var waiting = new Stack<int>([0]);
        nodes.AddRange(Enumerable.Repeat(TreeNode.Leaf(0), count));
        while (waiting.TryPop(out var n))
        {
            if (left[n] == -1)
            {
                nodes[begin + n] = TreeNode.Leaf(value[n]);
                continue;
            }

            Need(feature[n] >= 0 && feature[n] < width, $"tree {number}: column {feature[n]} of {width}");
            foreach (var child in new[] { left[n], right[n] })
            {
                Need(child > 0 && child < count && !reached[child], $"tree {number}: node {child} is not there or in two places");
                reached[child] = true;
                waiting.Push(child);
            }

            nodes[begin + n] = new(feature[n], value[n], begin + left[n], begin + right[n], missingLeft[n]);
        }
    }

    /// <summary>The start on the scale of the sum; newer versions write it as a list of one.</summary>
    private static float Start(string text, string objective)
    {
        Need(
            float.TryParse(text.Trim('[', ']'), NumberStyles.Float, CultureInfo.InvariantCulture, out var start) && float.IsFinite(start),
            $"base_score '{text}'"
        );
        if (objective != XgboostModel.Logistic)
        {
            return start;
        }

        Need(start is > 0 and < 1, $"base_score {text} is not a probability");
        return -MathF.Log((1 / start) - 1);
    }

    private static int[] Integers(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    private static float Single(JsonElement value) =>
        value.GetSingle() is var x && float.IsFinite(x) ? x : throw new FormatException("a value that is not finite");

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() != 0 : value.GetBoolean();

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidDataException($"{name} is null");

    private static int Whole(JsonElement element, string name) =>
        int.Parse(Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Need(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
