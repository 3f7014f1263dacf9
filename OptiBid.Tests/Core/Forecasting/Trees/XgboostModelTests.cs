using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Trees;

public class XgboostModelTests
{
    /// <summary>Two trees: x0 below 1.5 gives 2, otherwise by x1 (missing goes left) 3 or -1; and 0.25 for every row.</summary>
    private const string Small = """
        {"version": [1, 7, 4], "learner": {
          "learner_model_param": {"base_score": "5E-1", "num_class": "0", "num_feature": "2"},
          "objective": {"name": "reg:squarederror"},
          "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0, 0], "trees": [
            {"left_children": [1, -1, 3, -1, -1], "right_children": [2, -1, 4, -1, -1], "split_indices": [0, 0, 1, 0, 0],
             "split_conditions": [1.5, 2, 10, 3, -1], "default_left": [0, 0, 1, 0, 0], "split_type": [0, 0, 0, 0, 0]},
            {"left_children": [-1], "right_children": [-1], "split_indices": [0], "split_conditions": [0.25], "default_left": [false]}]}}}}
        """;

    private const string Trainer = """
        import json, sys
        import numpy as np, xgboost as xgb
        folder, objective, classes = sys.argv[1], sys.argv[2], int(sys.argv[3])
        rng = np.random.RandomState(4)
        X = rng.normal(size=(600, 7)).astype(np.float32)
        X[rng.uniform(size=X.shape) < 0.15] = np.nan
        s = np.nan_to_num(X[:, 0]) + np.sin(3 * np.nan_to_num(X[:, 1])) + 0.3 * rng.normal(size=600)
        y = s if objective.startswith('reg') else np.digitize(s, np.quantile(s, np.arange(1, classes) / classes))
        p = dict(objective=objective, max_depth=5, eta=0.3, nthread=1, seed=3)
        if objective.startswith('multi'): p['num_class'] = classes
        b = xgb.train(p, xgb.DMatrix(X, y), 25)
        b.save_model(folder + '/model.json')
        X.tofile(folder + '/x.bin')
        b.predict(xgb.DMatrix(X)).astype(np.float32).tofile(folder + '/p.bin')
        print(b.num_boosted_rounds())
        """;

    [Theory]
    [InlineData("reg:squarederror", 2, 1)]
    [InlineData("binary:logistic", 2, 1)]
    [InlineData("multi:softprob", 4, 4)]
    public async Task Scores_are_those_of_xgboost_itself(string objective, int classes, int outputs)
    {
        var folder = Directory.CreateTempSubdirectory("optibid-xgboost-").FullName;
        try
        {
            await SystemPython.RunAsync("xgboost", Trainer, folder, objective, classes.ToString(CultureInfo.InvariantCulture));
            var model = XgboostModels.Read(Path.Combine(folder, "model.json"));
            Assert.Equal((7, outputs, objective, 25 * outputs), (model.Width, model.Outputs, model.Objective, model.Trees));
            var rows = Floats(folder, "x.bin");
            var expected = Floats(folder, "p.bin");
            var answer = new float[outputs];
            for (var r = 0; r < 600; r++)
            {
                model.Score(rows.AsSpan(r * 7, 7), answer);
                for (var k = 0; k < outputs; k++)
                {
                    Assert.Equal(expected[(r * outputs) + k], answer[k], 2e-6f * (1 + Math.Abs(answer[k])));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(1.4999999f, 0f, 2.75f)]
    [InlineData(1.5f, 9.999999f, 3.75f)]
    [InlineData(1.5f, 10f, -0.25f)]
    [InlineData(float.NaN, float.NaN, 3.75f)]
    [InlineData(0f, float.NaN, 2.75f)]
    public void Below_is_strict_and_a_missing_value_goes_where_the_node_says(float x0, float x1, float expected)
    {
        var answer = new float[1];
        Parse(Small).Score([x0, x1], answer);
        Assert.Equal(expected, answer[0]);
    }

    [Fact]
    public void Newer_files_write_the_start_as_a_list()
    {
        var answer = new float[1];
        Parse(Small.Replace("\"5E-1\"", "\"[1E0]\"", StringComparison.Ordinal)).Score([0, 0], answer);
        Assert.Equal(3.25f, answer[0]);
    }

    [Theory]
    [InlineData("gbtree\"", "dart\"", "booster 'dart'")]
    [InlineData("reg:squarederror", "rank:ndcg", "objective 'rank:ndcg'")]
    [InlineData("\"num_class\": \"0\"", "\"num_class\": \"3\"", "3 classes")]
    [InlineData("\"split_type\": [0, 0", "\"split_type\": [0, 1", "category")]
    [InlineData("\"left_children\": [1, -1, 3", "\"left_children\": [1, -1, 0", "node 0")]
    [InlineData("\"left_children\": [1, -1, 3", "\"left_children\": [1, -1, 9", "node 9")]
    [InlineData("\"right_children\": [2, -1, 4", "\"right_children\": [2, -1, 3", "node 3")]
    [InlineData("\"split_indices\": [0, 0, 1", "\"split_indices\": [0, 0, 2", "column 2 of 2")]
    [InlineData("[1.5, 2, 10, 3, -1]", "[1.5, 2, 10, 3]", "differ in length")]
    [InlineData("[1.5, 2, 10, 3, -1]", "[1.5, 2, 1e999, 3, -1]", "")]
    [InlineData("\"tree_info\": [0, 0]", "\"tree_info\": [0]", "tree_info")]
    [InlineData("\"tree_info\": [0, 0]", "\"tree_info\": [0, 1]", "class")]
    [InlineData("\"5E-1\"", "\"half\"", "base_score")]
    [InlineData("\"num_feature\": \"2\"", "\"num_feature\": \"-2\"", "")]
    [InlineData("\"trees\"", "\"shrubs\"", "")]
    [InlineData("\"learner\"", "\"teacher\"", "")]
    [InlineData("{\"version\"", "version", "")]
    public void A_file_that_is_not_understood_says_why(string what, string by, string reason)
    {
        var fault = Assert.Throws<BadInputException>(() => Parse(Small.Replace(what, by, StringComparison.Ordinal)));
        Assert.StartsWith("model.json: not a model of XGBoost", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_cut_off_file_is_bad_input_and_not_a_fault()
    {
        var bytes = Encoding.UTF8.GetBytes(JsonNode.Parse(Small)!.ToJsonString());
        for (var length = 0; length < bytes.Length; length += 7)
        {
            Assert.Throws<BadInputException>(() => XgboostModels.Parse(bytes.AsMemory(0, length), "model.json"));
        }
    }

    [Theory]
    [InlineData("a,b\n1,0\n2,\n", null)]
    [InlineData("a,b\n1,0\n2\n", ":3: 1 cells; expected 2")]
    [InlineData("a,b\n1,0\n2,x\n", ":3: 'b' is 'x'; expected a finite number")]
    [InlineData("a\n1\n", ":1: 1 cells; expected 2")]
    [InlineData("a,b\n", "no rows")]
    public void A_table_is_scored_or_its_bad_line_named(string text, string? fault)
    {
        var path = Path.GetTempFileName() + ".csv";
        try
        {
            File.WriteAllText(path, text);
            if (fault is null)
            {
                Assert.Equal([2.75f, 3.75f], XgboostRows.Score(Parse(Small), path).Select(a => a[0]));
                return;
            }

            Assert.Contains(
                fault,
                Assert.Throws<BadInputException>(() => XgboostRows.Score(Parse(Small), path)).Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        var model = Parse(Small);
        Assert.Throws<ArgumentException>(() => model.Score([1], new float[1]));
        Assert.Throws<ArgumentException>(() => model.Score([1, 2], new float[2]));
    }

    [Fact]
    public void What_the_native_library_trains_our_own_reader_scores()
    {
        if (XgboostLibrary.Instance is not { } library)
        {
            Assert.SkipUnless(SharedData.IsCi, "libxgboost is not installed");
            throw new InvalidOperationException("libxgboost is missing in CI: eng/install-components.sh");
        }

        var random = new Random(1);
        var values = Enumerable.Range(0, 1000).Select(i => i % 9 == 0 ? float.NaN : random.NextSingle()).ToArray();
        var targets = Enumerable.Range(0, 500).Select(r => values[2 * r] > 0.5f ? 3f : 1f).ToArray();
        var parameters = new Dictionary<string, string>
        {
            ["max_depth"] = "3",
            ["eta"] = "0.5",
            ["nthread"] = "1",
        };
        var json = library.Train(values, 2, targets, 20, parameters);
        Assert.Equal(json, library.Train(values, 2, targets, 20, parameters));
        var model = XgboostModels.Parse(json, "trained");
        var answer = new float[1];
        model.Score([0.9f, 0.1f], answer);
        Assert.Equal(3f, answer[0], 0.05f);
        model.Score([0.1f, 0.9f], answer);
        Assert.Equal(1f, answer[0], 0.2f);
        var fault = Assert.Throws<InvalidOperationException>(() =>
            library.Train(values, 2, targets, 1, new Dictionary<string, string> { ["objective"] = "no:such" })
        );
        Assert.Contains("no:such", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var model = Parse(Small);
        float[] row = [1, 2];
        var answer = new float[1];
        model.Score(row, answer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 1000; k++)
        {
            model.Score(row, answer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IXgboostModel Parse(string json) => XgboostModels.Parse(Encoding.UTF8.GetBytes(json), "model.json");

    private static float[] Floats(string folder, string name) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();
}
