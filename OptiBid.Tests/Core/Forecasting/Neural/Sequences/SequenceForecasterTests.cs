using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;
using OptiBid.Core.Forecasting.Models.Reports;

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
    public void A_report_says_every_figure_of_every_model_losing_ones_too()
    {
        var row = new NetworkReportRow("lstm", new Dictionary<string, Measured> { ["MAE"] = new(1.25, 1, 1.5) });
        var table = new NetworkReportTable("Hourly", ["MAE", "DM over ridge"], [row, row with { Model = "ridge" }]);
        var market = new NetworkReportMarket("PJM", new(2017, 1, 1), new(2017, 1, 7), "ab", 1, 2.5, "ONNX Runtime", [table]);
        var text = NetworkReportText.Markdown(new("lstm", "A network.", 7, 28, [market]));
        Assert.Contains("| lstm | 1.250 (1.000 to 1.500) |  |", text, StringComparison.Ordinal);
        Assert.Contains("| ridge | 1.250", text, StringComparison.Ordinal);
        Assert.Contains("2017-01-01 to 2017-01-07; 1 trainings of 2.5 s", text, StringComparison.Ordinal);
    }

    private static SequenceForecaster Model(string name, TrainingPlan plan) =>
        new(
            new(name, "neural", "", TrainedNetwork.MinimumHistory(ServingTests.Design(name, 0), plan)),
            (exogenous, random) => name == "lstm" ? new LstmDesign(exogenous, random) : new TransformerDesign(exogenous, random),
            plan,
            5
        );
}
