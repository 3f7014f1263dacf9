using CsCheck;
using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Tests.Core.Forecasting.Neural;

public class AutodiffTests
{
    public static TheoryData<string> Operations => [.. s_cases.Keys];

    private static readonly Dictionary<string, (int[][] Shapes, Func<Graph, Tensor[], Tensor> Build)> s_cases = new(StringComparer.Ordinal)
    {
        ["product"] = (
            [
                [3, 4, 5],
                [5, 7],
            ],
            (g, t) => g.Product(t[0], t[1])
        ),
        ["products"] = (
            [
                [2, 2, 3, 4],
                [2, 2, 4, 5],
            ],
            (g, t) => g.Products(t[0], t[1], transposed: false)
        ),
        ["products transposed"] = (
            [
                [2, 2, 3, 4],
                [2, 2, 5, 4],
            ],
            (g, t) => g.Products(t[0], t[1], transposed: true)
        ),
        ["sum"] = (
            [
                [3, 4, 5],
                [4, 5],
            ],
            (g, t) => g.Sum(t[0], t[1])
        ),
        ["times"] = (
            [
                [3, 5],
                [3, 5],
            ],
            (g, t) => g.Times(t[0], t[1])
        ),
        ["scale"] = (
            [
                [3, 5],
            ],
            (g, t) => g.Scale(t[0], -1.5f)
        ),
        ["relu"] = (
            [
                [4, 5],
            ],
            (g, t) => g.Apply(Function.Relu, t[0])
        ),
        ["elu"] = (
            [
                [4, 5],
            ],
            (g, t) => g.Apply(Function.Elu, t[0])
        ),
        ["tanh"] = (
            [
                [4, 5],
            ],
            (g, t) => g.Apply(Function.Tanh, t[0])
        ),
        ["sigmoid"] = (
            [
                [4, 5],
            ],
            (g, t) => g.Apply(Function.Sigmoid, t[0])
        ),
        ["softplus"] = (
            [
                [4, 5],
            ],
            (g, t) => g.Apply(Function.Softplus, t[0])
        ),
        ["softmax"] = (
            [
                [3, 6],
            ],
            (g, t) => g.Softmax(t[0])
        ),
        ["normalise"] = (
            [
                [3, 6],
                [6],
                [6],
            ],
            (g, t) => g.Normalise(t[0], t[1], t[2])
        ),
        ["convolution"] = (
            [
                [2, 2, 5, 6],
                [3, 2, 3, 3],
                [3],
            ],
            (g, t) => g.Convolve(t[0], t[1], t[2], 1, 1)
        ),
        ["convolution of a line"] = (
            [
                [2, 3, 1, 8],
                [4, 3, 1, 3],
                [4],
            ],
            (g, t) => g.Convolve(t[0], t[1], t[2], 0, 2)
        ),
        ["largest"] = (
            [
                [2, 2, 4, 6],
            ],
            (g, t) => g.Pool(t[0], 2, 3, largest: true)
        ),
        ["mean"] = (
            [
                [2, 2, 4, 7],
            ],
            (g, t) => g.Pool(t[0], 2, 3, largest: false)
        ),
        ["slice"] = (
            [
                [3, 5, 4],
            ],
            (g, t) => g.Slice(t[0], 1, 2, 2)
        ),
        ["concat"] = (
            [
                [3, 2, 4],
                [3, 5, 4],
            ],
            (g, t) => g.Concat(1, t[0], t[1])
        ),
        ["reshape"] = (
            [
                [3, 8],
            ],
            (g, t) => g.Reshape(t[0], 3, 2, 4)
        ),
        ["transpose"] = (
            [
                [3, 2, 4, 5],
            ],
            (g, t) => g.Transpose(t[0], 0, 2, 3, 1)
        ),
        ["lstm"] = (
            [
                [2, 4, 3],
                [3, 20],
                [5, 20],
                [20],
            ],
            (g, t) => g.Lstm(t[0], t[1], t[2], t[3]).Output
        ),
        ["lstm that goes on"] = (
            [
                [2, 4, 3],
                [3, 20],
                [5, 20],
                [20],
                [2, 3, 2],
                [2, 20],
                [5, 20],
                [20],
            ],
            (g, t) => g.Lstm(t[4], t[5], t[6], t[7], g.Lstm(t[0], t[1], t[2], t[3])).Output
        ),
        ["absolute loss"] = (
            [
                [3, 5],
            ],
            (g, t) => g.Add(new AbsoluteLoss(t[0], new Tensor(3, 5)))
        ),
        ["pinball loss"] = (
            [
                [3, 2, 3],
            ],
            (g, t) => g.Add(new PinballLoss(t[0], new Tensor(3, 2), [0.1f, 0.5f, 0.9f]))
        ),
        ["logistic loss"] = (
            [
                [3, 5],
            ],
            (g, t) => g.Add(new LogisticLoss(t[0], Ones(3, 5)))
        ),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_slopes_are_what_small_changes_do_to_a_weighed_sum_of_the_outputs(string name)
    {
        const float Step = 4e-3f;
        var (shapes, build) = s_cases[name];
        var random = new SeededRandom(17);
        var leaves = shapes.Select(s => Apart(random, s)).ToArray();
        var graph = new Graph();
        var output = build(graph, leaves);
        var outcome = graph.Times(output, Apart(random, output.Shape));
        graph.Forward();
        graph.Backward(outcome);
        foreach (var leaf in leaves)
        {
            var slopes = (float[])leaf.Slopes.Clone();
            for (var i = 0; i < slopes.Length; i++)
            {
                var value = leaf.Values[i];
                leaf.Values[i] = value + Step;
                var above = Outcome();
                leaf.Values[i] = value - Step;
                var below = Outcome();
                leaf.Values[i] = value;
                var measured = (above - below) / (2 * Step);
                Assert.True(Math.Abs(measured - slopes[i]) < 2e-3 * Math.Max(1, Math.Abs(measured)), $"{name} {i}: {measured} {slopes[i]}");
            }
        }

        double Outcome()
        {
            graph.Forward();
            return outcome.Values.Sum(v => (double)v);
        }
    }

    [Fact]
    public void A_product_is_what_the_definition_says_wherever_the_matrices_lie() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 40], Gen.Int[1, 30], Gen.Bool, Gen.Bool)
            .Sample(
                (rows, columns, depth, turned, add) =>
                {
                    var random = new SeededRandom((ulong)((rows * 7919) + (columns * 31) + depth));
                    var (a, b, c) = (
                        Noise(random, 3 + (rows * depth)),
                        Noise(random, 2 + (depth * (columns + 1))),
                        Noise(random, rows * (columns + 3))
                    );
                    var before = (float[])c.Clone();
                    var left = turned ? new Block(a, 3, 1, rows) : new Block(a, 3, depth);
                    TensorKernel.Multiply(left, new(b, 2, columns + 1), new(c, 0, columns + 3), rows, columns, depth, add);
                    for (var r = 0; r < rows; r++)
                    {
                        for (var k = 0; k < columns + 3; k++)
                        {
                            var at = (r * (columns + 3)) + k;
                            var expected = k >= columns || add ? (double)before[at] : 0;
                            for (var d = 0; d < depth && k < columns; d++)
                            {
                                expected += (double)a[3 + (r * left.Row) + (d * left.Step)] * b[2 + (d * (columns + 1)) + k];
                            }

                            Assert.Equal(expected, c[at], 1e-4);
                        }
                    }
                }
            );

    [Fact]
    public void Dropout_leaves_out_its_share_while_training_and_nothing_else_and_slopes_follow_it()
    {
        var graph = new Graph();
        var x = Ones(100, 100);
        var output = graph.Dropout(x, 0.25f);
        graph.Forward();
        Assert.Equal(x.Values, output.Values);
        graph.Forward(new SeededRandom(4));
        Assert.Equal(0.25, output.Values.Count(v => v == 0) / 10_000.0, 0.02);
        graph.Backward(output);
        Assert.Equal(output.Values, x.Slopes);
    }

    [Fact]
    public void A_step_allocates_nothing_once_it_has_run()
    {
        var random = new SeededRandom(2);
        var graph = new Graph();
        var weights = new Weight("w", 6, 20);
        var lstm = graph.Lstm(Apart(random, [4, 5, 6]), weights, new Weight("u", 5, 20), new Weight("b", 20));
        var image = graph.Reshape(lstm.Output, 4, 1, 5, 5);
        var seen = graph.Pool(graph.Convolve(image, Apart(random, [2, 1, 3, 3]), new Weight("c", 2), 1, 1), 5, 5, largest: true);
        var normal = graph.Normalise(graph.Reshape(seen, 4, 2), Ones(2), new Weight("o", 2));
        var loss = graph.Add(new AbsoluteLoss(graph.Softmax(graph.Dropout(normal, 0.2f)), new Tensor(4, 2)));
        var optimiser = new WeightOptimiser([weights], 0.01f);
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            graph.Forward(random);
            graph.Backward(loss);
            optimiser.Step(0.01f);
        }
    }

    private static float[] Noise(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Uniform(1))];

    private static Tensor Ones(params int[] shape)
    {
        var tensor = new Tensor(shape);
        Array.Fill(tensor.Values, 1);
        return tensor;
    }

    /// <summary>Numbers between -1 and 1, none near zero or near another, in random order.</summary>
    private static Tensor Apart(SeededRandom random, int[] shape)
    {
        var tensor = new Tensor(shape);
        int[] order = [.. Enumerable.Range(0, tensor.Values.Length)];
        random.Shuffle(order);
        for (var i = 0; i < order.Length; i++)
        {
            tensor.Values[i] = ((2f * order[i]) + 1.3f - order.Length) / order.Length;
        }

        return tensor;
    }
}
