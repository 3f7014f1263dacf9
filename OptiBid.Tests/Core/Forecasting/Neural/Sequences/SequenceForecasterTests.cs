using OptiBid.Core.Forecasting.Analysis;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;
using OptiBid.Core.Forecasting.Reports;

namespace OptiBid.Tests.Core.Forecasting.Neural.Sequences;

public class SequenceForecasterTests
{
    private static readonly TrainingPlan s_short = new()
    {
        WindowDays = 240,
        Epochs = 3,
        LastEpochs = 1,
        HeldOutBatches = 1,
        FewestRows = 100,
    };

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void The_same_question_has_the_same_bits_whatever_was_asked_before_and_reads_nothing_behind_the_gate(string name)
    {
        var panel = PanelOf.Days(290);
        var used = Model(name, s_short);
        used.Forecast(panel, 288, TestContext.Current.CancellationToken);
        var honest = used.Quantiles(panel, 262, TestContext.Current.CancellationToken)!;
        Assert.All(honest, q => Assert.True(q.All(double.IsFinite) && q.Order().SequenceEqual(q)));

        var fresh = Model(name, s_short);
        var shorter = panel with { Prices = panel.Prices[..262], Exogenous = [.. panel.Exogenous.Select(e => e[..263])] };
        Assert.Equal(honest, fresh.Quantiles(shorter, 262, TestContext.Current.CancellationToken));
        Assert.Equal(honest, fresh.Quantiles(PjmPanel.Poisoned(panel, 262), 262, TestContext.Current.CancellationToken));
        Assert.Equal(honest.Select(q => q[3]), used.Forecast(panel, 262, TestContext.Current.CancellationToken)!);

        var moved = panel with { Prices = [.. panel.Prices.Select((p, d) => d == 261 ? [.. p.Select(v => v + 50)] : p)] };
        Assert.NotEqual(honest, fresh.Quantiles(moved, 262, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void What_the_load_says_is_learned(string name)
    {
        var panel = PanelOf.Days(330);
        var model = Model(name, s_short with { Epochs = 20, LearningRate = 3e-3f, WindowDays = 320 });
        var trained = model.Train(panel, 310, TestContext.Current.CancellationToken)!;
        var (own, naive) = (0.0, 0.0);
        for (var day = 310; day < 330; day++)
        {
            var median = trained.Prices(trained.Answer(panel, day)[0], panel, day).Select(q => q[3]).ToArray();
            own += ForecastErrors.Of(panel.Prices[day], median).Mae;
            naive += ForecastErrors.Of(panel.Prices[day], panel.Prices[day - 1]).Mae;
        }

        Assert.True(own < naive * 0.7, $"{name} {own / 20:F3}, naive {naive / 20:F3}");
    }

    [Fact]
    public void A_cancelled_training_is_not_remembered()
    {
        var panel = PanelOf.Days(200);
        var model = Model("lstm", s_short);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => model.Forecast(panel, 190, stop.Token));
        Assert.Equal(
            Model("lstm", s_short).Forecast(panel, 190, TestContext.Current.CancellationToken),
            model.Forecast(panel, 190, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void Below_its_minimum_history_a_network_says_nothing()
    {
        var panel = PanelOf.Days(200);
        var model = Model("lstm", s_short);
        Assert.Null(model.Forecast(panel, model.Info.MinimumHistoryDays - 1, TestContext.Current.CancellationToken));
        Assert.NotNull(model.Forecast(panel, model.Info.MinimumHistoryDays, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_measures_of_a_day_come_back_from_their_scale()
    {
        var panel = PanelOf.Days(60);
        var scale = DayVolatility.Of(panel, 0, 60);
        Assert.Equal([3.0, 6.0], DayVolatility.Measure([.. Enumerable.Repeat(7.0, 12), .. Enumerable.Repeat(13.0, 12)]));
        foreach (var prices in panel.Prices)
        {
            var scaled = scale.Scaled(prices);
            Assert.Equal(DayVolatility.Measure(prices)[0], scale.Unscaled(0, scaled[0]), 1e-4);
            Assert.Equal(DayVolatility.Measure(prices)[1], scale.Unscaled(1, scaled[1]), 1e-4);
        }

        Assert.Equal(0, scale.Unscaled(0, -50));
    }

    [Fact]
    public void A_market_is_analysed_for_the_day_and_the_week_from_it_and_the_attention_is_told()
    {
        var panel = PanelOf.Days(330);
        var model = Model("transformer", s_short);
        var analysis = new AnalyseMarket(new Catalog(model)).Execute(
            panel,
            panel.FirstDay.AddDays(325),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95], analysis.Value.Levels);
        Assert.Equal(24, analysis.Value.Hours.Count);
        Assert.Equal(7, analysis.Value.DailyMeans.Count);
        Assert.All(analysis.Value.Hours.Concat(analysis.Value.DailyMeans), q => Assert.Equal(q.Order(), q));
        Assert.Equal(model.Quantiles(panel, 325, TestContext.Current.CancellationToken), analysis.Value.Hours);
        Assert.Equal(panel.FirstDay.AddDays(325), analysis.Value.Attention[^1].Day);
        Assert.Equal(1, analysis.Value.Attention.Sum(a => a.Share), 1e-4);

        var early = new AnalyseMarket(new Catalog(model)).Execute(panel, panel.FirstDay.AddDays(20), TestContext.Current.CancellationToken);
        Assert.Equal("forecast.history", early.Failure!.Code);
        var holes = panel with { Prices = [.. panel.Prices.Select((p, d) => d == 320 ? [.. p.Select(_ => double.NaN)] : p)] };
        var broken = new AnalyseMarket(new Catalog(model)).Execute(
            holes,
            panel.FirstDay.AddDays(325),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("forecast.gap", broken.Failure!.Code);
    }

    [Fact]
    public void HAR_finds_the_size_that_it_is_made_of()
    {
        // The prices of a day swing by 0.6 times yesterday's swing and 0.4 times a fixed one, so the measure is known but for its scale.
        var size = 4.0;
        var prices = new double[200][];
        for (var d = 0; d < prices.Length; d++)
        {
            size = d % 40 == 0 ? 8 : Math.Exp((0.6 * Math.Log(size)) + (0.4 * Math.Log(3)));
            prices[d] = [.. Enumerable.Range(0, 24).Select(h => 50 + (size * Math.Sin(h * Math.PI / 12)))];
        }

        var panel = new DailyPanel(new(2020, 1, 1), prices, []);
        var scale = DayVolatility.Of(panel, 0, 190);
        var truth = DayVolatility.Measure(prices[199])[1];
        Assert.InRange(HeterogeneousAutoregression.Forecast(panel, 199, 1, scale), truth * 0.8, truth * 1.2);
    }

    [Fact]
    public void Scores_of_quantiles_are_those_of_the_definition()
    {
        double[][] quantiles =
        [
            [1, 2, 3, 4, 5, 6, 7],
            [1, 2, 3, 4, 5, 6, 7],
        ];
        Assert.Equal(50, QuantileScores.Inside([4, 8], quantiles, 0, 6));
        Assert.Equal(100, QuantileScores.Inside([3, 5], quantiles, 2, 4));
        double[] levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
        var expected = levels.Select((l, k) => Math.Max(l * (4 - (k + 1.0)), (l - 1) * (4 - (k + 1.0)))).Average();
        Assert.Equal(expected, QuantileScores.Pinball([4], quantiles[..1]), 1e-6);
    }

    private sealed class Catalog(IForecaster model) : IForecasterCatalog
    {
        public IReadOnlyList<IForecaster> All { get; } = [model];

        public IForecaster? Find(string name) => All.FirstOrDefault(m => m.Info.Name == name);
    }

    private static SequenceForecaster Model(string name, TrainingPlan plan) =>
        new(
            new(name, "neural", "", TrainedNetwork.MinimumHistory(ServingTests.Design(name, 0), plan)),
            (exogenous, random) => name == "lstm" ? new LstmDesign(exogenous, random) : new TransformerDesign(exogenous, random),
            plan,
            5
        );
}
