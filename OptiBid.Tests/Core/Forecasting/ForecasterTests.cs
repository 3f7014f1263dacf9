using CsCheck;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Tests.Core.Forecasting;

public class ForecasterTests
{
    private readonly ForecasterCatalog _catalog = new();

    [Theory]
    [InlineData("naive-daily", "2017-03-06", 1)]
    [InlineData("naive-weekly", "2017-03-07", 7)]
    [InlineData("naive-dow", "2017-03-06", 7)]
    [InlineData("naive-dow", "2017-03-07", 1)]
    [InlineData("naive-dow", "2017-03-11", 7)]
    public void A_naive_forecast_is_the_day_it_says(string model, string day, int lag)
    {
        var panel = PjmPanel.Get();
        var index = panel.IndexOf(DateOnly.ParseExact(day, "yyyy-MM-dd", null));
        Assert.Equal(panel.Prices[index - lag], _catalog.Find(model)!.Forecast(panel, index, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_model_says_no_below_its_minimum_history_and_forecasts_24_finite_prices_from_it_on()
    {
        var panel = PjmPanel.Get();
        foreach (var model in _catalog.All)
        {
            var enough = model.Info.MinimumHistoryDays;
            var longest = enough + 19;
            var history = panel with { Prices = panel.Prices[..longest], Exogenous = [.. panel.Exogenous.Select(e => e[..(longest + 1)])] };
            Assert.Null(model.Forecast(history, enough - 1, TestContext.Current.CancellationToken));
            Assert.Equal(24, model.Forecast(history, enough, TestContext.Current.CancellationToken)!.Count(double.IsFinite));
            Assert.Equal(24, model.Forecast(history, longest, TestContext.Current.CancellationToken)!.Count(double.IsFinite));
        }
    }

    [Fact]
    public void Prices_alone_are_enough()
    {
        var panel = PjmPanel.Get() with { Exogenous = [] };
        var day = panel.IndexOf(new(2014, 3, 5));
        var forecast = _catalog.Find("ridge")!.Forecast(panel, day, TestContext.Current.CancellationToken)!;
        var naive = ForecastErrors.Of(panel.Prices[day], panel.Prices[day - 7]).Mae;
        Assert.True(ForecastErrors.Of(panel.Prices[day], forecast).Mae < naive);
    }

    /// <summary>A linear model on a price series as input once gave ERCOT's real time 10^11 $/MWh after a spike.</summary>
    [Theory]
    [InlineData("ridge-84")]
    [InlineData("lear-84")]
    [InlineData("lasso-84")]
    [InlineData("kernel-84")]
    public void An_input_far_outside_what_was_seen_gives_no_price_that_no_market_has(string name)
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2014, 7, 5));
        var spiked = panel.Exogenous.Select(e =>
            e[..day].Append([.. e[day].Select((v, h) => h is >= 15 and < 19 ? v * 200 : v)]).ToArray()
        );
        var forecast = _catalog
            .Find(name)!
            .Forecast(new(panel.FirstDay, panel.Prices[..day], [.. spiked]), day, TestContext.Current.CancellationToken)!;
        var seen = panel.Prices[(day - 84)..day].SelectMany(p => p).ToArray();
        Assert.InRange(forecast.Max(), seen.Min(), 2 * seen.Max());
        Assert.True(forecast.Min() > -2 * seen.Max(), $"{forecast.Min()}");
    }

    [Fact]
    public void A_ridge_window_of_any_length_is_found_by_name_and_the_same_each_time()
    {
        Assert.Same(_catalog.Find("RIDGE-84"), _catalog.All.Single(m => m.Info.Name == "ridge-84"));
        Assert.Same(_catalog.Find("ridge-120"), _catalog.Find("Ridge-120"));
        Assert.Same(_catalog.Find("LEAR-84"), _catalog.All.Single(m => m.Info.Name == "lear-84"));
        Assert.Same(_catalog.Find("lear-120"), _catalog.Find("Lear-120"));
        Assert.Null(_catalog.Find("lear-27"));
        Assert.Null(_catalog.Find("lear-84-1"));
        Assert.Null(_catalog.Find("naive-84"));
        Assert.Null(_catalog.Find("ridge-27"));
        Assert.Null(_catalog.Find("ridge-3651"));
        Assert.Null(_catalog.Find("lstm"));
    }

    [Fact]
    public void A_forecast_is_the_same_from_another_copy_of_the_panel_and_from_a_longer_one()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2014, 6, 17));
        var shorter = panel with { Prices = panel.Prices[..day], Exogenous = [.. panel.Exogenous.Select(e => e[..(day + 1)])] };
        var model = _catalog.Find("ridge-84")!;
        Assert.Equal(
            model.Forecast(panel, day, TestContext.Current.CancellationToken),
            new ForecasterCatalog().Find("ridge-84")!.Forecast(shorter, day, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void Hours_are_scaled_by_their_median_whatever_the_order_and_ties()
    {
        Gen.Int[-5, 5]
            .Select(v => v / 2.0)
            .Array[1, 60]
            .Sample(sample =>
            {
                var sorted = sample.Order().ToArray();
                var middle = sorted.Length / 2;
                var expected = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
                double[][] series = [.. sample.Select(v => Enumerable.Repeat(v, 24).ToArray())];
                return Scaled.Of(series, 0, series.Length, series.Length).Median.All(m => m.Equals(expected));
            });
    }
}
