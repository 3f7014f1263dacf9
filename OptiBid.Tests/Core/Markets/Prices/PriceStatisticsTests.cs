using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;

namespace OptiBid.Tests.Core.Markets.Prices;

public class PriceStatisticsTests
{
    private static readonly MarketCalendar s_ercot = MarketCalendar.For("ERCOT");

    [Fact]
    public void The_summary_counts_time_below_zero_in_hours()
    {
        var rows = Rows(new(2026, 6, 10), 5, i => i < 6 ? -10 : 20);
        var summary = PriceStatistics.Summarise(rows, 5)!;
        Assert.Equal((-10, 20, 0.5, 24), (summary.Min, summary.Max, summary.NegativeHours, summary.Hours));
        Assert.Equal(((6 * -10) + (282 * 20)) / 288.0, summary.Mean, 9);
        Assert.Null(PriceStatistics.Summarise([], 5));
    }

    [Theory]
    [InlineData(2026, 6, 10, 24)]
    [InlineData(2026, 3, 8, 23)]
    [InlineData(2026, 11, 1, 25)]
    public void The_top_bottom_spread_uses_every_hour_of_the_operating_day(int year, int month, int day, int hours)
    {
        var spread = Assert.Single(PriceStatistics.TopBottom(s_ercot, Rows(new(year, month, day), 60, i => i)));
        var top = (hours - 1) + (hours - 2) + (hours - 3) + (hours - 4);
        Assert.Equal(new TopBottomSpread(new(year, month, day), top - (0 + 1 + 2 + 3), IsComplete: true), spread);
    }

    [Fact]
    public void A_day_in_progress_is_provisional_and_a_few_hours_give_no_figure()
    {
        var rows = Rows(new(2026, 6, 10), 60, i => i);
        Assert.False(Assert.Single(PriceStatistics.TopBottom(s_ercot, rows.Take(8).ToList())).IsComplete);
        Assert.Empty(PriceStatistics.TopBottom(s_ercot, rows.Take(7).ToList()));
    }

    [Fact]
    public void Five_minute_prices_count_by_their_hourly_mean()
    {
        var hourly = PriceStatistics.HourlyMeans(Rows(new(2026, 6, 10), 5, i => i % 12));
        Assert.Equal(24, hourly.Count);
        Assert.All(hourly, h => Assert.Equal(5.5, h.Value));
    }

    private static List<PriceRow> Rows(DateOnly day, int minutes, Func<int, double> price)
    {
        var from = s_ercot.DayBounds(day).FromUtc;
        return
        [
            .. Enumerable
                .Range(0, s_ercot.IntervalCount(day, minutes))
                .Select(i => new PriceRow(from.AddMinutes(i * minutes), price(i), price(i), price(i), 1, null, null)),
        ];
    }
}
