using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

public class RidgeBacktestTests
{
    [Fact]
    public void Prices_after_gate_closure_and_later_forecasts_do_not_move_a_forecast_by_one_bit()
    {
        var panel = Pjm();
        var day = panel.IndexOf(new(2017, 3, 1));
        var before = new RidgeModel(panel).Forecast(day, 84, [0.1])![0];
        var poisoned = panel with
        {
            Prices = [.. panel.Prices.Select((p, d) => d >= day ? p.Select(v => v * 1000).ToArray() : p)],
            Exogenous = [.. panel.Exogenous.Select(e => e.Select((p, d) => d > day ? p.Select(v => v * 1000).ToArray() : p).ToArray())],
        };
        Assert.Equal(before, new RidgeModel(poisoned).Forecast(day, 84, [0.1])![0]);
        var seen = panel with { Prices = [.. panel.Prices.Select((p, d) => d == day - 1 ? p.Select(v => v * 2).ToArray() : p)] };
        Assert.NotEqual(before, new RidgeModel(seen).Forecast(day, 84, [0.1])![0]);
    }

    [Fact]
    public void Every_input_is_public_before_gate_closure_and_a_canary_is_not()
    {
        Assert.All(RidgeInputs.Blocks(2), b => Assert.True(RidgeInputs.HoursBeforeGate(b) > 0));
        Assert.True(RidgeInputs.HoursBeforeGate(new InputBlock(0, 0)) <= 0);
    }

    [Fact]
    public void Four_weeks_of_pjm_beat_the_weekly_naive_and_do_not_depend_on_threads()
    {
        var panel = Pjm();
        var from = panel.IndexOf(new(2017, 1, 1));
        var one = RidgeBacktest.Run(panel, from, from + 27, [56, 84], 1, TestContext.Current.CancellationToken);
        var two = RidgeBacktest.Run(panel, from, from + 27, [56, 84], 2, TestContext.Current.CancellationToken);
        Assert.Equal(one.Forecasts, two.Forecasts);
        var actual = panel.Prices[from..(from + 28)].SelectMany(d => d).ToArray();
        var naive = panel.Prices[(from - 7)..(from + 21)].SelectMany(d => d).ToArray();
        var errors = ForecastErrors.Of(actual, one.Forecasts.SelectMany(d => d).ToArray());
        Assert.True(errors.Mae < 0.7 * ForecastErrors.Of(actual, naive).Mae, $"MAE {errors.Mae}");
    }

    private static DailyPanel Pjm()
    {
        var path = SharedData.PathOf("epf/PJM.csv.gz");
        return DailyPanel.From(HourlyTable.Read(path), path);
    }
}
