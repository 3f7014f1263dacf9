using CsCheck;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Tests.Core.Bidding;

/// <summary>Mutation testing of the rules: every way to break an offer that is named here is caught by the rule it breaks.</summary>
public class OfferRulesTests
{
    private const decimal Power = 100;
    private static readonly DateTime[] s_hours = [.. MarketCalendar.For("ERCOT").HoursOf(new(2026, 11, 1)).Select(h => h.StartUtc)];

    private static readonly Gen<OfferPoint[]> s_curve =
        from prices in Gen.Int[-25_000, 500_000].ArrayUnique[2, 10]
        from powers in Gen.Int[-1_000, 1_000].ArrayUnique[10]
        select prices.Order().Zip(powers.Take(prices.Length).Order(), (p, m) => new OfferPoint(p / 100m, m / 10m)).ToArray();

    private static readonly (string Rule, Func<OfferPoint[], OfferPoint[]> Break)[] s_mutants =
    [
        ("curve.points", c => [.. Enumerable.Range(0, 11).Select(i => new OfferPoint(i, i))]),
        ("price.range", c => [c[0] with { PriceUsdPerMwh = -250.01m }, .. c[1..]]),
        ("price.range", c => [.. c[..^1], c[^1] with { PriceUsdPerMwh = 5000.01m }]),
        ("price.step", c => [.. c[..^1], c[^1] with { PriceUsdPerMwh = c[^1].PriceUsdPerMwh + 0.001m }]),
        ("mw.limit", c => [.. c[..^1], c[^1] with { Mw = Power + 0.1m }]),
        ("mw.limit", c => [c[0] with { Mw = -Power - 0.1m }, .. c[1..]]),
        ("mw.step", c => [.. c[..^1], c[^1] with { Mw = c[^1].Mw - 0.05m }]),
        ("curve.price_order", c => [c[0] with { PriceUsdPerMwh = c[1].PriceUsdPerMwh + 1 }, .. c[1..]]),
        ("curve.mw_order", c => [c[0] with { Mw = c[1].Mw + 0.1m }, .. c[1..]]),
        ("curve.repeat", c => [new(1, 1), new(1, 2), new(1, 3)]),
        ("curve.repeat", c => [new(1, 1), new(2, 1), new(3, 1)]),
    ];

    [Fact]
    public void A_curve_that_follows_the_rules_has_no_breach_and_every_mutant_is_caught()
    {
        s_curve.Sample(curve =>
        {
            Assert.Empty(OfferRules.Check("ERCOT", [new(s_hours[1], curve)], s_hours, (double)Power));
            foreach (var (rule, mutate) in s_mutants)
            {
                var breaches = OfferRules.Check("ERCOT", [new(s_hours[1], mutate(curve))], s_hours, (double)Power);
                Assert.Contains(breaches, b => b.Rule == rule);
            }
        });
    }

    [Fact]
    public void Hours_twice_hours_of_another_day_and_bids_of_nothing_are_caught()
    {
        OfferPoint[] curve = [new(1, 1)];
        Assert.Equal(25, s_hours.Length);
        Assert.Contains(
            OfferRules.Check("ERCOT", [new(s_hours[1], curve), new(s_hours[1], curve)], s_hours, 100),
            b => b.Rule == "bid.hour_twice"
        );
        Assert.Contains(OfferRules.Check("ERCOT", [new(s_hours[0].AddHours(-1), curve)], s_hours, 100), b => b.Rule == "bid.hour_of_day");
        Assert.Contains(OfferRules.Check("ERCOT", [new(s_hours[1], [])], s_hours, 100), b => b.Rule == "bid.empty");
    }
}
