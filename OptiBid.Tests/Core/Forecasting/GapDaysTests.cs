using CsCheck;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Uncertainty;
using OptiBid.Tests.Core.Forecasting.Kept;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>Days whose prices have gaps teach quantiles nothing and do not count as days to learn from.</summary>
public class GapDaysTests
{
    private const int Warm = 45;
    private const int Scored = 2;

    [Fact]
    public void Quantiles_are_there_exactly_when_enough_days_without_gaps_were_seen_and_come_of_those_alone()
    {
        var panel = MadePanel.Of(7 + Warm + Scored);
        var model = NaiveForecaster.Weekly;
        (
            from share in Gen.Double[0, 0.8]
            from draws in Gen.Double[0, 1].Array[Warm + Scored]
            select draws.Select(d => d < share).ToArray()
        ).Sample(
            isGap =>
            {
                var from = 7 + Warm;
                var notScored = isGap
                    .Select((g, i) => (g, Day: panel.FirstDay.AddDays(7 + i)))
                    .Where(g => g.g)
                    .Select(g => g.Day)
                    .ToHashSet();
                var result = new RunBacktest().Execute(
                    new(panel, model, panel.FirstDay.AddDays(from), panel.FirstDay.AddDays(from + Scored - 1))
                    {
                        NotScored = notScored,
                        Quantiles = true,
                        Threads = 1,
                    },
                    TestContext.Current.CancellationToken
                );
                var seen = isGap.Take(Warm).Count(g => !g);
                if (seen < QuantileLevels.FewestDays || isGap.Skip(Warm).All(g => g))
                {
                    Assert.Equal("forecast.range", result.Failure!.Code);
                    return;
                }

                var expected = new ConformalQuantiles();
                var days = new Queue<BacktestDay>(result.Value.Days);
                for (var d = 7; d < from + Scored; d++)
                {
                    var point = model.Forecast(panel, d, TestContext.Current.CancellationToken)!;
                    if (isGap[d - 7])
                    {
                        continue;
                    }

                    if (d >= from)
                    {
                        var made = expected.Quantiles(point, [])!;
                        Assert.Equal(made.Select(q => QuantileLevels.Kept.Select(k => q[k - 1]).ToArray()), days.Dequeue().Quantiles);
                    }

                    expected.Observe(point, [], panel.Prices[d]);
                }

                Assert.Empty(days);
            },
            iter: 12
        );
    }
}
