using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Retraining.Quality;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Forecasting.Retraining;

public sealed class QualityGateTests
{
    private const int Days = 400;
    private static readonly DateOnly s_first = new(2024, 1, 1);
    private static readonly DateOnly s_last = s_first.AddDays(Days - 1);

    private static StoredPanel Panel(Action<double[][]>? change = null, Action<PanelVintage>? late = null, params DateOnly[] gaps)
    {
        double[][] Rows(double level) =>
            [.. Enumerable.Range(0, Days).Select(d => Enumerable.Range(0, 24).Select(h => level + d + (h * 0.5)).ToArray())];
        var prices = Rows(20);
        change?.Invoke(prices);
        var vintage = PanelVintage.Benchmark(s_first, Days, ["price", "load"]);
        late?.Invoke(vintage);
        var panel = new DailyPanel(s_first, prices, [Rows(1000)]) { Vintage = vintage };
        var definition = new SeriesDefinition(new("ERCOT", "HUB", Products.DaLmp), "$/MWh", 60, "America/Chicago", "test", true);
        return new(panel, definition, MarketCalendar.For("ERCOT"), [], gaps.ToHashSet());
    }

    private static IReadOnlyList<int> Refused(StoredPanel panel, int daysLater = 1) =>
        [
            .. QualityGate
                .Check(panel, s_last, s_last.AddDays(daysLater), mostAge: 2)
                .Select((check, i) => (check, i))
                .Where(c => !c.check.IsPassed)
                .Select(c => c.i),
        ];

    [Fact]
    public void Good_data_passes_every_check() => Assert.Empty(Refused(Panel()));

    [Fact]
    public void Old_prices_are_refused()
    {
        Assert.Empty(Refused(Panel(), daysLater: 2));
        Assert.Equal([0], Refused(Panel(), daysLater: 3));
    }

    [Fact]
    public void Days_that_lack_hours_are_refused_from_more_than_a_seventh()
    {
        DateOnly[] Last(int n) => [.. Enumerable.Range(0, n).Select(i => s_last.AddDays(-i))];
        Assert.Empty(Refused(Panel(gaps: Last(4))));
        Assert.Equal([1], Refused(Panel(gaps: Last(5))));
        Assert.Empty(Refused(Panel(gaps: [.. Last(60).Skip(28)])));
    }

    [Fact]
    public void A_feed_that_is_stuck_is_refused()
    {
        static void Stick(double[][] prices, int hours)
        {
            for (var h = 0; h < hours; h++)
            {
                prices[Days - 5 + (h / 24)][h % 24] = 33;
            }
        }

        Assert.Empty(Refused(Panel(p => Stick(p, QualityGate.LongestFlat - 1))));
        Assert.Equal([2], Refused(Panel(p => Stick(p, QualityGate.LongestFlat))));
    }

    [Fact]
    public void A_price_that_no_market_knows_is_refused()
    {
        Assert.Empty(Refused(Panel(p => p[Days - 3][5] = 9000)));
        Assert.Equal([3], Refused(Panel(p => p[Days - 3][5] = -90000)));
    }

    [Fact]
    public void A_forecast_that_comes_late_is_refused_unless_it_always_does()
    {
        static void Late(PanelVintage vintage, int from)
        {
            for (var d = from; d < Days; d++)
            {
                Array.Fill(vintage.PublishedUtc[1][d], vintage.GateClosureUtc[d].AddHours(1));
            }
        }

        Assert.Empty(Refused(Panel(late: v => Late(v, Days - 4))));
        Assert.Equal([4], Refused(Panel(late: v => Late(v, Days - 20))));
        Assert.Empty(Refused(Panel(late: v => Late(v, 7))));
    }
}
