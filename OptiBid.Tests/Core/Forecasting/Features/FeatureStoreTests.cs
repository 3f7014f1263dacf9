using CsCheck;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Tests.Core.Forecasting.Features;

public class FeatureStoreTests
{
    private readonly FeatureStore _store = new();

    [Fact]
    public void Every_value_of_every_row_was_public_before_the_gate_of_its_day_closed_and_is_no_newer_than_it_says()
    {
        var panel = PjmPanel.Get();
        Gen.Int[40, panel.Days - 1]
            .Sample(
                day =>
                {
                    var table = _store.Build(new(panel, day, 1, true)).Value;
                    Assert.All(table.PublishedUtc, p => Assert.True(p < panel.Vintage!.GateClosureUtc[day]));

                    // What became public after the newest value of the table cannot move it: nothing newer was read than is said.
                    var newest = table.PublishedUtc.Max();
                    var later = Changed(panel, (s, d, h) => panel.Vintage!.PublishedUtc[s][d][h] > newest);
                    Assert.Equal(table.Values, _store.Build(new(later, day, 1, true)).Value.Values);
                },
                iter: 20,
                threads: 1
            );
    }

    [Fact]
    public void Prices_after_the_gate_times_a_thousand_do_not_move_a_feature_by_one_bit()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2016, 3, 9));
        foreach (var perHour in new[] { true, false })
        {
            var honest = _store.Build(new(panel, day, 1, perHour)).Value;
            Assert.Equal(honest.Values, _store.Build(new(PjmPanel.Poisoned(panel, day), day, 1, perHour)).Value.Values);
            Assert.Equal(honest.Values, _store.Build(new(new LeakageGuard(panel).View(day).Panel, day, 1, perHour)).Value.Values);
        }
    }

    [Fact]
    public void A_feature_that_leaks_on_purpose_is_refused_and_named()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2017, 1, 1));
        var request = new FeatureRequest(panel, day, 3, true);
        var canary = Feature.PerHour("canary", "price", FeatureKind.PriceLevel, "price", (r, d, h) => r.Price(d, h));
        var tomorrow = Feature.PerDay("tomorrow", "MW", FeatureKind.Quantity, "load", (r, d) => r.Exogenous(0, d + 1, 0));
        var failure = Assert.IsType<FeaturesLeak>(FeatureStore.Build(request, [.. FeatureStore.Of(request), canary, tomorrow]).Failure);
        Assert.Equal(["canary", "tomorrow"], failure.Leaks.Select(l => l.Feature));
        Assert.Equal(
            (new DateOnly(2017, 1, 1), new DateTime(2016, 12, 31, 13, 30, 0), new DateTime(2016, 12, 31, 10, 0, 0)),
            (failure.Leaks[0].Day, failure.Leaks[0].PublishedUtc, failure.Leaks[0].GateUtc)
        );
        Assert.Equal(
            "features read values that were not public at gate closure: canary of 2017-01-01, tomorrow of 2017-01-01",
            failure.Message
        );
    }

    [Fact]
    public void History_that_came_late_is_replaced_by_the_week_before_and_counted()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2017, 1, 10));
        var published = panel.Vintage!.PublishedUtc[0].Select(r => r.ToArray()).ToArray();
        Array.Fill(published[day - 1], panel.Vintage.GateClosureUtc[day], 10, 14);
        var late = panel with { Vintage = panel.Vintage with { PublishedUtc = [published, .. panel.Vintage.PublishedUtc.Skip(1)] } };
        var table = _store.Build(new(late, day, 1, true)).Value;
        Assert.True(table.Withheld > 0);
        Assert.Equal((float)panel.Prices[day - 1][9], table.Row(9)[table.ColumnOf("price-lag-1")]);
        Assert.Equal((float)panel.Prices[day - 8][10], table.Row(10)[table.ColumnOf("price-lag-1")]);
    }

    [Fact]
    public void Values_are_what_their_sentences_say()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2014, 7, 4));
        var table = _store.Build(new(panel, day, 1, true)).Value;
        var row = table.Row(17).ToArray();
        var before = panel.Prices[day - 1].Order().ToArray();
        var week = Enumerable.Range(1, 7).SelectMany(k => panel.Prices[day - k]).ToArray();
        Is("price-lag-7", panel.Prices[day - 7][17]);
        Is("price-hour-earlier", panel.Prices[day - 1][16]);
        Is("tb4", (before[^4..].Sum() - before[..4].Sum()) / 4);
        Is("mean-7", week.Average());
        Is("volatility-7", Math.Sqrt(week.Average(p => Math.Pow(p - week.Average(), 2))));
        Is("hour-mean-28", Enumerable.Range(1, 28).Average(k => panel.Prices[day - k][17]));
        Is("forecast-1-change-1", panel.Exogenous[0][day][17] - panel.Exogenous[0][day - 1][17]);
        Is("residual", panel.Exogenous[1][day][17] - panel.Exogenous[0][day][17]);
        Is("weekday", 4);
        Is("holiday-us", 1);
        Is("holiday-fr", 0);
        Assert.Equal(DateTime.MinValue, table.Published(17)[table.ColumnOf("holiday-us")]);
        Assert.Equal(panel.Vintage!.PublishedUtc[0][day - 1][17], table.Published(17)[table.ColumnOf("price-lag-1")]);
        Assert.All(table.Features, f => Assert.False(string.IsNullOrWhiteSpace(f.Unit) || string.IsNullOrWhiteSpace(f.About.ToString())));
        Assert.Equal(table.Width, table.Features.Select(f => f.Name).Distinct().Count());
        Assert.True(table.Width >= 40);

        void Is(string name, double expected) => Assert.Equal(expected, row[table.ColumnOf(name)], 1e-4 * (1 + Math.Abs(expected)));
    }

    [Fact]
    public void Spreads_to_a_neighbour_are_there_and_its_late_values_are_not()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2014, 7, 4));
        var neighbour = new NeighbourSeries(
            "NEXT",
            [.. panel.Prices.Select(p => p.Select(v => v - 2.5).ToArray())],
            panel.Vintage!.PublishedUtc[0]
        );
        var request = new FeatureRequest(panel, day, 1, true) { Neighbours = [neighbour] };
        var table = _store.Build(request).Value;
        Assert.Equal(2.5f, table.Row(3)[table.ColumnOf("spread-1-lag-1")], 1e-4f);
        Assert.Equal(2.5f, table.Row(3)[table.ColumnOf("spread-1-mean-7")], 1e-4f);
        Assert.Contains(table.Features, f => f.About.ToString().Contains("NEXT", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_days_have_missing_values_and_no_fault()
    {
        var table = _store.Build(new(PjmPanel.Get(), 0, 2, true)).Value;
        Assert.True(float.IsNaN(table.Row(0)[table.ColumnOf("price-lag-1")]));
        Assert.False(float.IsNaN(table.Row(0)[table.ColumnOf("hour")]));
        Assert.Throws<KeyNotFoundException>(() => table.ColumnOf("nothing"));
    }

    private static DailyPanel Changed(DailyPanel panel, Func<int, int, int, bool> where)
    {
        return panel with { Prices = Series(panel.Prices, 0), Exogenous = [.. panel.Exogenous.Select((e, k) => Series(e, k + 1))] };

        double[][] Series(double[][] rows, int s) =>
            [.. rows.Select((row, d) => row.Select((v, h) => where(s, d, h) ? v + 1e6 : v).ToArray())];
    }
}
