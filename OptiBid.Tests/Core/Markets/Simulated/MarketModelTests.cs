using CsCheck;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Markets.Simulated;

public class MarketModelTests(ITestOutputHelper output)
{
    private static readonly DateTime s_year = new(2025, 1, 1, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Any_stretch_of_time_is_drawn_again_bit_by_bit()
    {
        var pick = Gen.Select(Gen.Int[0, SimulatedSeries.All.Count - 1], Gen.Int[0, 100_000], Gen.Int[1, 300], Gen.Int[0, 299]);
        pick.Sample(
            (which, start, count, skip) =>
            {
                var series = SimulatedSeries.All[which];
                var step = series.Definition.IntervalMinutes;
                var from = s_year.AddMinutes((double)start * step);
                var whole = series.Values(from, count);
                skip = Math.Min(skip, count - 1);
                return series.Values(from.AddMinutes(skip * step), count - skip).SequenceEqual(whole.Skip(skip));
            },
            iter: 300
        );
    }

    [Fact]
    public void Every_value_of_a_year_is_finite_and_inside_the_markets_limits()
    {
        foreach (var series in SimulatedSeries.All)
        {
            var values = series.Values(s_year, 365 * 24 * 60 / series.Definition.IntervalMinutes);
            Assert.All(values, v => Assert.True(double.IsFinite(v)));
            var shape = MarketShape.All.Single(s => s.Market == series.Definition.Key.Market);
            var (low, high) = series.Definition.Key.Product switch
            {
                Products.DaLmp => (shape.FloorUsdPerMwh, shape.DayAheadCapUsdPerMwh),
                Products.RtLmp => (shape.FloorUsdPerMwh, shape.RealTimeCapUsdPerMwh),
                Products.Wind => (0, SimulatedNodes.WindFarmMw),
                _ => (0.3 * shape.MeanLoadMw, 2.5 * shape.MeanLoadMw),
            };
            Assert.InRange(values.Min(), low, high);
            Assert.InRange(values.Max(), low, high);
            var hourly = values.Chunk(60 / series.Definition.IntervalMinutes).Select(c => c.Average()).ToArray();
            var tb4 = hourly.Chunk(24).Average(d => d.Order().TakeLast(4).Sum() - d.Order().Take(4).Sum());
            output.WriteLine(
                FormattableString.Invariant(
                    $"{series.Definition.Key, -40} min {values.Min(), 9:F2} mean {values.Average(), 9:F2} max {values.Max(), 9:F2} negative {100.0 * values.Count(v => v < 0) / values.Length, 5:F1} % TB4 {tb4, 8:F1} by hour {string.Join(' ', Enumerable.Range(0, 24).Select(h => hourly.Where((_, i) => i % 24 == h).Average().ToString("F0", System.Globalization.CultureInfo.InvariantCulture)))}"
                )
            );
        }
    }

    [Fact]
    public void California_has_a_duck_curve_and_texas_has_spikes()
    {
        var sp15 = Series("CAISO", SimulatedNodes.Sp15, Products.DaLmp).Values(s_year, 8760);
        var calendar = MarketCalendar.For("CAISO");
        double Mean(int hourEnding) => sp15.Where((_, i) => calendar.HourOf(s_year.AddHours(i)).HourEnding == hourEnding).Average();
        Assert.True(Mean(13) < 0.6 * Mean(7), $"noon {Mean(13):F1}, morning {Mean(7):F1}");
        Assert.True(Mean(20) > 1.8 * Mean(13), $"evening {Mean(20):F1}, noon {Mean(13):F1}");
        Assert.Contains(sp15, p => p < 0);

        var north = Series("ERCOT", SimulatedNodes.HbNorth, Products.RtLmp).Values(s_year, 8760 * 12);
        Assert.InRange(north.Count(p => p > 300), 50, 5_000);
        Assert.Contains(Series("ERCOT", SimulatedNodes.HbWest, Products.DaLmp).Values(s_year, 8760), p => p < 0);
    }

    [Fact]
    public void Real_time_prices_return_to_the_day_ahead_price()
    {
        foreach (var shape in MarketShape.All)
        {
            var dayAhead = Series(shape.Market, shape.Hubs[0].Node, Products.DaLmp).Values(s_year, 8760);
            var realTime = Series(shape.Market, shape.Hubs[0].Node, Products.RtLmp).Values(s_year, 8760 * 12);
            Assert.InRange(realTime.Average() - dayAhead.Average(), -3, 3);
        }
    }

    [Fact]
    public void Ninety_days_of_all_series_are_drawn_in_a_second_or_two()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var now = new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);
        var count = SimulatedSeries.All.Sum(s => s.Due(now.AddDays(-90), now).Length);
        output.WriteLine($"{count} points in {clock.ElapsedMilliseconds} ms");
        Assert.InRange(count, 260_000, 300_000);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Simulated_nodes_never_share_a_key_with_imported_ones() =>
        Assert.All(
            SimulatedSeries.All,
            s =>
            {
                Assert.StartsWith(SimulatedNodes.Prefix, s.Definition.Key.Node, StringComparison.Ordinal);
                Assert.True(s.Definition.IsSimulated);
                Assert.Equal(SimulatedSeries.Source, s.Definition.Source);
            }
        );

    private static SimulatedSeries Series(string market, string node, string product) =>
        SimulatedSeries.All.Single(s => s.Definition.Key == new SeriesKey(market, node, product));
}
