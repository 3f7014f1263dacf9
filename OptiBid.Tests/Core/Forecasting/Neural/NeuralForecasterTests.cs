using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Neural;

namespace OptiBid.Tests.Core.Forecasting.Neural;

public class NeuralForecasterTests
{
    private static readonly NetworkRecipe s_small = new()
    {
        WindowDays = 400,
        Hidden = [48, 32],
        Dropout = 0,
        Epochs = 40,
        LearningRate = 3e-3f,
    };

    [Fact]
    public void A_bend_that_no_straight_line_follows_is_learned()
    {
        var panel = Bent(460);
        var model = Model(s_small);

        var (own, straight) = (0.0, 0.0);
        for (var day = 440; day < 460; day++)
        {
            own += ForecastErrors.Of(panel.Prices[day], model.Forecast(panel, day, TestContext.Current.CancellationToken)!).Mae;
            straight += ForecastErrors.Of(panel.Prices[day], RidgeModel.Forecast(panel, day, 400, [0.1])![0]).Mae;
        }

        Assert.True(own < straight * 0.6, $"network {own / 20:F3}, ridge {straight / 20:F3}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(28)]
    public void The_same_question_has_the_same_bits_whatever_was_asked_before_and_however_long_the_panel(int fullTrainingDays)
    {
        var panel = Bent(320);
        var recipe = s_small with
        {
            FullTrainingDays = fullTrainingDays,
            RefreshEpochs = 2,
            Dropout = 0.2f,
            InputDropout = 0.05f,
            Epochs = 4,
        };
        var used = Model(recipe, recipe with { LocalLevel = true, Season = true, Activation = Activation.Elu, PriceLoss = true });
        used.Forecast(panel, 318, TestContext.Current.CancellationToken);
        var honest = used.Forecast(panel, 301, TestContext.Current.CancellationToken);

        var fresh = Model(recipe, recipe with { LocalLevel = true, Season = true, Activation = Activation.Elu, PriceLoss = true });
        var shorter = panel with { Prices = panel.Prices[..301], Exogenous = [.. panel.Exogenous.Select(e => e[..302])] };
        Assert.Equal(honest, fresh.Forecast(shorter, 301, TestContext.Current.CancellationToken));
        Assert.Equal(honest, used.Forecast(panel, 301, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Days_between_two_full_trainings_share_it_and_follow_the_newest_prices()
    {
        var panel = Bent(400);
        var model = Model(s_small with { FullTrainingDays = 28, RefreshEpochs = 1, Epochs = 3 });
        var day = 370;
        var before = model.Forecast(panel, day, TestContext.Current.CancellationToken);
        var moved = panel with { Prices = [.. panel.Prices.Select((p, d) => d == day - 1 ? [.. p.Select(v => v + 50)] : p)] };
        Assert.NotEqual(before, model.Forecast(moved, day, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Members_start_from_different_weights_and_their_mean_is_the_forecast()
    {
        var panel = Bent(300);
        var recipe = s_small with { Epochs = 3 };
        var model = Model(recipe, recipe, recipe);
        var members = model.ForecastMembers(panel, 290, TestContext.Current.CancellationToken)!;
        Assert.Equal(3, members.Select(m => m[0]).Distinct().Count());
        var mean = model.Forecast(panel, 290, TestContext.Current.CancellationToken)!;
        for (var h = 0; h < 24; h++)
        {
            Assert.Equal(members.Average(m => m[h]), mean[h], 9);
        }
    }

    [Theory]
    [InlineData(HeldOut.Random)]
    [InlineData(HeldOut.Last)]
    public void Training_that_is_stopped_early_is_as_good_on_a_function_it_can_learn(object heldOut)
    {
        var panel = Bent(460);
        var model = Model(s_small with { HeldOut = (HeldOut)heldOut, LearningRate = 1e-3f, Epochs = 80 });
        var naive = 0.0;
        var own = 0.0;
        for (var day = 452; day < 460; day++)
        {
            own += ForecastErrors.Of(panel.Prices[day], model.Forecast(panel, day, TestContext.Current.CancellationToken)!).Mae;
            naive += ForecastErrors.Of(panel.Prices[day], panel.Prices[day - 7]).Mae;
        }

        Assert.True(own < naive * 0.5, $"network {own / 8:F3}, naive {naive / 8:F3}");
    }

    [Fact]
    public void A_cancelled_training_is_not_remembered()
    {
        var panel = Bent(300);
        var recipe = s_small with { FullTrainingDays = 28, Epochs = 2 };
        var model = Model(recipe);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => model.Forecast(panel, 290, stop.Token));
        Assert.Equal(
            Model(recipe).Forecast(panel, 290, TestContext.Current.CancellationToken),
            model.Forecast(panel, 290, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void A_series_that_never_moves_gives_its_own_price()
    {
        var flat = Enumerable.Range(0, 300).Select(_ => Enumerable.Repeat(25.0, 24).ToArray()).ToArray();
        var panel = new DailyPanel(new(2020, 1, 1), flat, []);
        var forecast = Model(s_small with { LocalLevel = true, PriceLoss = true })
            .Forecast(panel, 300, TestContext.Current.CancellationToken)!;
        Assert.All(forecast, v => Assert.Equal(25, v, 0.5));
    }

    private static NeuralForecaster Model(params NetworkRecipe[] recipes) =>
        new(new("test", "neural", "", NeuralForecaster.MinimumHistoryDays), recipes);

    /// <summary>Prices that rise with the distance of the load from 100 to either side; the load is random by day and has a shape by hour.</summary>
    private static DailyPanel Bent(int days)
    {
        var random = new SeededRandom(77);
        var load = new double[days + 1][];
        var prices = new double[days][];
        for (var d = 0; d <= days; d++)
        {
            var level = random.Uniform(1);
            load[d] = [.. Enumerable.Range(0, 24).Select(h => 100 + (20 * level) + (4 * Math.Sin(h * Math.PI / 12)) + random.Uniform(1))];
            if (d < days)
            {
                prices[d] = [.. load[d].Select(l => 20 + (0.1 * random.Uniform(1)) + (2 * Math.Abs(l - 100)))];
            }
        }

        return new(new(2020, 1, 1), prices, [load]);
    }
}
