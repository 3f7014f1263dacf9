using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Tests.Core.Forecasting.Trees;

public class TreeModelTests
{
    [Fact]
    public void Boosting_gives_the_same_bits_in_any_order_and_from_any_copy()
    {
        var panel = Short();
        var days = new[] { 40, 45, 52, 41 };
        var forwards = new BoostingForecaster();
        var backwards = new BoostingForecaster();
        var first = days.Select(d => forwards.Forecast(panel, d, TestContext.Current.CancellationToken)!).ToArray();
        var second = days.Reverse()
            .Select(d => backwards.Forecast(Cut(panel, d), d, TestContext.Current.CancellationToken)!)
            .Reverse()
            .ToArray();
        Assert.Equal(first, second);
        Assert.All(first, f => Assert.Equal(24, f.Count(double.IsFinite)));
        var poisoned = PjmPanel.Poisoned(panel, 45);
        Assert.Equal(first[1], new BoostingForecaster().Forecast(poisoned, 45, TestContext.Current.CancellationToken));
        Assert.Equal(first[1], forwards.Forecast(new LeakageGuard(panel).View(45).Panel, 45, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_period_starts_on_the_same_day_for_all_of_its_days()
    {
        var panel = Short();
        foreach (var start in Enumerable.Range(60, 90).GroupBy(d => RememberedModels<string>.PeriodStart(panel, d, 7, 60)))
        {
            Assert.True(start.All(d => d >= start.Key && d < start.Key + 7));
            Assert.True(start.Key == 60 || panel.FirstDay.AddDays(start.Key).DayOfWeek == DayOfWeek.Monday);
        }
    }

    [Fact]
    public void Spike_levels_are_the_percentile_of_the_364_days_before()
    {
        var panel = PjmPanel.Get();
        var levels = SpikeLevels.Of(panel, 800);
        Assert.True(double.IsNaN(levels[363][0]));
        foreach (var day in new[] { 364, 500, 800 })
        {
            var prices = Enumerable.Range(day - 364, 364).SelectMany(d => panel.Prices[d][8..12]).Order().ToArray();
            var at = 0.95 * (prices.Length - 1);
            var expected = prices[(int)at] + ((at - (int)at) * (prices[(int)at + 1] - prices[(int)at]));
            Assert.Equal(expected, levels[day][2], 1e-9);
        }
    }

    [Fact]
    public void Risks_and_trends_do_not_move_by_one_bit_when_the_future_does()
    {
        var panel = Short();
        const int Day = 500;
        var poisoned = PjmPanel.Poisoned(panel, Day);
        var risks = new RiskAssessor().Assess(panel, Day, TestContext.Current.CancellationToken)!;
        Assert.Equal(risks, new RiskAssessor().Assess(poisoned, Day, TestContext.Current.CancellationToken));
        Assert.Equal(24, risks.Count);
        Assert.All(risks, r => Assert.InRange(r.Spike, 0, 1));
        Assert.All(risks, r => Assert.InRange(r.Negative, 0, 1));
        Assert.Null(new RiskAssessor().Assess(panel, 454, TestContext.Current.CancellationToken));
        var trend = new TrendAnalyser().Analyse(panel, Day, TestContext.Current.CancellationToken)!;
        Assert.Equal(trend, new TrendAnalyser().Analyse(poisoned, Day, TestContext.Current.CancellationToken));
        Assert.InRange(trend.UpProbability, 0, 1);
        Assert.Equal(panel.Prices[Day - 1].Average(), trend.Before, 1e-3);
        Assert.Null(new TrendAnalyser().Analyse(panel, 119, TestContext.Current.CancellationToken));
    }

    private static DailyPanel Short()
    {
        var panel = PjmPanel.Get();
        return panel with { Prices = panel.Prices[..520], Exogenous = [.. panel.Exogenous.Select(e => e[..520])] };
    }

    private static DailyPanel Cut(DailyPanel panel, int day) =>
        panel with
        {
            Prices = panel.Prices[..day],
            Exogenous = [.. panel.Exogenous.Select(e => e[..(day + 1)])],
        };
}
