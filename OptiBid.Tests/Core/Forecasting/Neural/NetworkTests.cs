using CsCheck;
using OptiBid.Core.Forecasting.Models.Neural;

namespace OptiBid.Tests.Core.Forecasting.Neural;

public class NetworkTests
{
    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Elu)]
    [InlineData(Activation.Tanh)]
    public void The_slopes_are_what_small_changes_of_the_weights_do_to_the_loss(object activation)
    {
        var random = new SeededRandom(5);
        var network = DenseNetwork.Random(7, [9, 6], 3, (Activation)activation, random);
        var pass = new NetworkPass(network, 5);
        var inputs = Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 7).Select(_ => random.Uniform(1)).ToArray()).ToArray();
        var weights = Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 3).Select(_ => random.Uniform(1)).ToArray()).ToArray();

        Loss();
        for (var r = 0; r < 5; r++)
        {
            weights[r].CopyTo(pass.Outputs.Row(r));
        }

        pass.Backward();
        for (var layer = 0; layer < network.Layers.Count; layer++)
        {
            var (matrix, offsets) = network.Layers[layer];
            foreach (var (r, c) in new[] { (0, 0), (2, 1), (5, 2) })
            {
                Assert.Equal(Measured(matrix.Values, (r * matrix.Stride) + c), pass.WeightSlopes[layer].Row(r)[c], 4e-3);
            }

            Assert.Equal(Measured(offsets, 1), pass.OffsetSlopes[layer][1], 4e-3);
        }

        // The loss is a weighed sum of the outputs, whose slope by an output is its weight.
        double Loss()
        {
            for (var r = 0; r < 5; r++)
            {
                inputs[r].CopyTo(pass.Inputs.Row(r));
            }

            pass.Forward(random, 0, 0);
            return Enumerable.Range(0, 5).Sum(r => weights[r].Select((w, c) => (double)w * pass.Outputs.Row(r)[c]).Sum());
        }

        double Measured(float[] values, int at)
        {
            const float Step = 1e-3f;
            var value = values[at];
            values[at] = value + Step;
            var above = Loss();
            values[at] = value - Step;
            var below = Loss();
            values[at] = value;
            return (above - below) / (2 * Step);
        }
    }

    [Fact]
    public void Adam_walks_to_the_weights_that_fit_a_straight_line()
    {
        var random = new SeededRandom(1);
        var network = DenseNetwork.Random(1, [8], 1, Activation.Relu, random);
        var pass = new NetworkPass(network, 16);
        var adam = new AdamOptimiser(network, 0, 0);
        for (var step = 0; step < 2000; step++)
        {
            var targets = new float[16];
            for (var r = 0; r < 16; r++)
            {
                var x = random.Uniform(1);
                pass.Inputs.Row(r)[0] = x;
                targets[r] = (3 * x) - 1;
            }

            pass.Forward(random, 0, 0);
            for (var r = 0; r < 16; r++)
            {
                pass.Outputs.Row(r)[0] -= targets[r];
            }

            pass.Backward();
            adam.Step(pass, 0.01f * (1 - (step / 2000f)));
        }

        foreach (var x in new[] { -0.9f, -0.2f, 0.4f, 0.8f })
        {
            Assert.Equal((3 * x) - 1, network.Answer([x])[0], 0.02);
        }
    }

    [Fact]
    public void A_penalty_on_inputs_silences_those_that_say_nothing()
    {
        var random = new SeededRandom(3);
        var network = DenseNetwork.Random(4, [16], 1, Activation.Relu, random);
        var pass = new NetworkPass(network, 32);
        var adam = new AdamOptimiser(network, 0.01f, 0.5f);
        for (var step = 0; step < 1500; step++)
        {
            var targets = new float[32];
            for (var r = 0; r < 32; r++)
            {
                foreach (ref var x in pass.Inputs.Row(r))
                {
                    x = random.Uniform(1);
                }

                targets[r] = 2 * pass.Inputs.Row(r)[0];
            }

            pass.Forward(random, 0, 0);
            for (var r = 0; r < 32; r++)
            {
                pass.Outputs.Row(r)[0] = (pass.Outputs.Row(r)[0] - targets[r]) / 32;
            }

            pass.Backward();
            adam.Step(pass, 0.005f);
        }

        var (told, noise) = (Size(0), Size(1) + Size(2) + Size(3));
        Assert.True(noise < told / 10, $"{told} {noise}");

        float Size(int input)
        {
            var sum = 0f;
            foreach (var w in network.Layers[0].Weights.Row(input))
            {
                sum += Math.Abs(w);
            }

            return sum;
        }
    }

    [Fact]
    public void A_mask_leaves_out_its_share_and_keeps_the_mean()
    {
        var mask = new float[100_003];
        new SeededRandom(9).FillMask(mask, 0.25f);
        Assert.Equal(0.25, mask.Count(m => m == 0) / (double)mask.Length, 0.01);
        Assert.Equal(1, mask.Average(), 0.01);
        Assert.Equal(2, mask.Distinct().Count());
        new SeededRandom(9).FillMask(mask, 0);
        Assert.All(mask, m => Assert.Equal(1, m));
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_the_same_seed_the_same_order() =>
        Gen.Select(Gen.Int[0, 60], Gen.ULong)
            .Sample(
                (count, seed) =>
                {
                    int[] first = [.. Enumerable.Range(0, count)];
                    int[] second = [.. first];
                    new SeededRandom(seed).Shuffle(first);
                    new SeededRandom(seed).Shuffle(second);
                    return first.SequenceEqual(second) && first.Order().SequenceEqual(Enumerable.Range(0, count));
                }
            );
}
