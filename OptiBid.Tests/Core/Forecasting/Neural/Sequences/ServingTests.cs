using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;
using OptiBid.Core.Forecasting.Models.Serving;
using OptiBid.Core.Forecasting.Models.Serving.Onnx;

namespace OptiBid.Tests.Core.Forecasting.Neural.Sequences;

public class ServingTests
{
    [Theory]
    [InlineData("lstm", 0)]
    [InlineData("lstm", 2)]
    [InlineData("transformer", 0)]
    [InlineData("transformer", 2)]
    [InlineData("cnn", 0)]
    [InlineData("cnn", 2)]
    public void ONNX_Runtime_answers_what_our_own_passes_answer_one_day_at_a_time_and_in_batches(string name, int exogenous)
    {
        var design = Design(name, exogenous);
        var (onnx, own) = (OnnxServer.Load(design), new OwnServer(design));
        var random = new SeededRandom(33);
        foreach (var size in new[] { 1, 5 })
        {
            using var theirs = onnx.Prepare(size);
            using var ours = own.Prepare(size);
            for (var i = 0; i < ours.Inputs.Count; i++)
            {
                foreach (ref var value in ours.Inputs[i].AsSpan())
                {
                    value = random.Uniform(2);
                }

                ours.Inputs[i].CopyTo(theirs.Inputs[i], 0);
            }

            theirs.Run();
            ours.Run();
            for (var o = 0; o < ours.Outputs.Count; o++)
            {
                Assert.Equal(ours.Outputs[o].Length, theirs.Outputs[o].Length);
                Assert.InRange(ours.Outputs[o].Zip(theirs.Outputs[o], (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);
                Assert.True(ours.Outputs[o].Distinct().Count() > 1);
            }
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void Quantiles_never_cross_whatever_goes_in(string name)
    {
        var design = Design(name, 2);
        using var batch = new OwnServer(design).Prepare(8);
        var random = new SeededRandom(5);
        foreach (var input in batch.Inputs)
        {
            foreach (ref var value in input.AsSpan())
            {
                value = random.Uniform(6);
            }
        }

        batch.Run();
        foreach (var output in batch.Outputs.Where(o => o.Length % 7 == 0))
        {
            Assert.All(output.Chunk(7), q => Assert.Equal(q.Order(), q));
        }
    }

    [Fact]
    public void Attention_is_shared_out_among_the_days()
    {
        using var batch = new OwnServer(Design("transformer", 1)).Prepare(1);
        batch.Run();
        Assert.Equal(TransformerDesign.Past + 1, batch.Outputs[2].Length);
        Assert.Equal(1, batch.Outputs[2].Sum(), 1e-4);
        Assert.All(batch.Outputs[2], a => Assert.InRange(a, 0, 1));
    }

    [Theory]
    [InlineData("lstm", 1.8)]
    [InlineData("transformer", 2.4)]
    [InlineData("cnn", 1.5)]
    public async Task An_answer_of_the_inference_bench_allocates_nothing(string name, double limit)
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var model = services.GetServices<IInferenceCase>().Single(c => c.Name == name);
        Assert.Equal(limit, model.LimitMilliseconds);
        var warm = model.Prepare(1);
        var sum = Enumerable.Range(0, 10).Sum(warm.Score);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 10; k++)
        {
            sum += warm.Score(k);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));
        Assert.NotEqual(warm.Score(0), warm.Score(1));
    }

    [Fact]
    public void The_same_weights_are_the_same_file() =>
        Assert.Equal(OnnxExport.Write(Design("transformer", 1)), OnnxExport.Write(Design("transformer", 1)));

    internal static INetworkDesign Design(string name, int exogenous)
    {
        var random = new SeededRandom(8);
        return name switch
        {
            "lstm" => new LstmDesign(exogenous, random),
            "transformer" => new TransformerDesign(exogenous, random),
            _ => new VolatilityDesign(exogenous, DayVolatility.Of(PanelOf.Days(60), 0, 60), random),
        };
    }
}
