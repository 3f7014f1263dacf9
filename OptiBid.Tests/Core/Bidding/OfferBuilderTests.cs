using CsCheck;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Solvers.OrTools;

namespace OptiBid.Tests.Core.Bidding;

public class OfferBuilderTests
{
    private static readonly BatteryOptimiser s_optimiser = new(new RegulationOptimiser(new GlopSolver(), new HighsMilpSolver()));
    private static readonly DateTime s_start = new(2024, 6, 1, 5, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<double[]> s_prices = Gen.Int[0, 20000].Select(c => c / 100.0).Array[23, 25];

    private static readonly Gen<BatterySpec> s_batteries =
        from power in Gen.Double[1, 120]
        from hours in Gen.Double[0.5, 8]
        from efficiency in Gen.Double[0.6, 0.98]
        from wear in Gen.Double[0.5, 20]
        from cycles in Gen.OneOf(Gen.Const((double?)null), Gen.Double[0.3, 2].Select(c => (double?)c))
        select new BatterySpec("b", power, power * hours, efficiency, MaxCyclesPerDay: cycles, VariableCostUsdPerMwh: wear);

    [Fact]
    public void The_dual_of_the_programme_lies_between_the_slopes_of_the_value_function()
    {
        Gen.Select(s_batteries.Where(b => b.MaxCyclesPerDay is null), s_prices)
            .Sample(
                (battery, prices) =>
                {
                    var schedule = s_optimiser.Optimise(battery, new(prices), TestContext.Current.CancellationToken);
                    var value = StorageValue.Of(battery, prices, battery.VariableCostUsdPerMwh);
                    for (var h = 0; h < prices.Length - 1; h++)
                    {
                        var hour = schedule.Hours[h];
                        var above = value
                            .Above(h, hour.SocEndMwh + 1e-6)
                            .Select(s => s.ValueUsdPerMwh)
                            .FirstOrDefault(double.NegativeInfinity);
                        var below = value
                            .Below(h, hour.SocEndMwh - 1e-6)
                            .Select(s => s.ValueUsdPerMwh)
                            .FirstOrDefault(double.PositiveInfinity);
                        Assert.InRange(hour.StoredEnergyValueUsdPerMwh, above - 1e-4, below + 1e-4);
                    }
                },
                iter: 60
            );
    }

    [Fact]
    public void Curves_are_monotone_short_inside_the_limits_and_reproduce_the_schedule_at_its_own_prices()
    {
        Gen.Select(s_batteries, s_prices)
            .Sample(
                (battery, prices) =>
                {
                    var schedule = s_optimiser.Optimise(battery, new(prices), TestContext.Current.CancellationToken);
                    var starts = Enumerable.Range(0, prices.Length).Select(h => s_start.AddHours(h)).ToList();
                    var offers = OfferBuilder.Curves(battery, schedule, starts, -250, 5000);
                    Assert.Equal(prices.Length, offers.Count);
                    foreach (var (offer, hour) in offers.Zip(schedule.Hours))
                    {
                        Assert.InRange(offer.Points.Count, 0, OfferBuilder.MaxPoints);
                        Assert.All(offer.Points, p => Assert.InRange(Math.Abs(p.Mw), 0, (decimal)battery.PowerMw));
                        Assert.All(
                            offer.Points.Zip(offer.Points.Skip(1)),
                            p => Assert.True(p.First.PriceUsdPerMwh < p.Second.PriceUsdPerMwh && p.First.Mw < p.Second.Mw)
                        );
                        // At the price it was made for, the curve awards the schedule but for ties and rounding.
                        var low = offer.AwardAt((decimal)hour.PriceUsdPerMwh - 0.03m);
                        var high = offer.AwardAt((decimal)hour.PriceUsdPerMwh + 0.03m);
                        Assert.InRange((decimal)hour.NetMw, low - 0.11m, high + 0.11m);
                    }
                },
                iter: 60
            );
    }

    [Fact]
    public void A_two_price_day_gives_the_textbook_curve()
    {
        var battery = new BatterySpec("b", 10, 10, 0.8, VariableCostUsdPerMwh: 2);
        var schedule = s_optimiser.Optimise(battery, new([10, 10, 50, 30]), TestContext.Current.CancellationToken);
        var offers = OfferBuilder.Curves(battery, schedule, [.. Enumerable.Range(0, 4).Select(h => s_start.AddHours(h))], -250, 5000);
        // In the last hour only what is stored can be sold, at any price above wear; nothing may stay in the battery.
        Assert.All(offers[3].Points, p => Assert.True(p.Mw >= 0));
        // In the dear hour the battery sells all it has unless the next hour, at 30, pays more.
        Assert.Equal(10m, offers[2].AwardAt(50));
        Assert.True(offers[2].AwardAt(20) <= 0);
    }

    [Fact]
    public void Following_any_programme_keeps_every_limit_and_settles_to_the_same_money_twice()
    {
        Gen.Select(s_batteries, Gen.Double[-150, 150].Array[23, 25])
            .Sample(
                (battery, programme) =>
                {
                    var day = BatteryDispatch.Follow(battery, programme);
                    Assert.All(day.NetMw, mw => Assert.InRange(mw, -battery.PowerMw - 1e-9, battery.PowerMw + 1e-9));
                    Assert.All(day.SocEndMwh, s => Assert.InRange(s, -1e-9, battery.EnergyMwh + 1e-9));
                    Assert.Equal(battery.FinalSocMwh, day.SocEndMwh[^1], 1e-6);
                    Assert.True(day.DischargedMwh <= ((battery.MaxCyclesPerDay ?? 1e9) * battery.EnergyMwh) + 1e-6);
                    var again = BatteryDispatch.Follow(battery, day.NetMw);
                    Assert.All(day.NetMw.Zip(again.NetMw), p => Assert.Equal(p.First, p.Second, 1e-6));
                },
                iter: 500
            );
    }

    [Fact]
    public void Legs_add_up_to_a_cent_and_a_meter_on_schedule_has_no_real_time_leg()
    {
        var hour = Gen.Select(
            Gen.Decimal[-100, 100],
            Gen.Decimal[-100, 100],
            Gen.Decimal[-50, 500],
            Gen.Decimal[-50, 500],
            (a, m, d, r) => new SettlementInput(s_start, decimal.Round(a, 1), decimal.Round(m, 1), decimal.Round(d, 2), decimal.Round(r, 2))
        );
        hour.Array[23, 25]
            .Sample(inputs =>
            {
                var settled = TwoSettlement.Settle(inputs, 2);
                var exact = inputs.Sum(i =>
                    (i.AwardMw * i.DayAheadUsdPerMwh)
                    + ((i.MeteredMw - i.AwardMw) * i.RealTimeUsdPerMwh!.Value)
                    - (Math.Max(0, i.MeteredMw) * 2)
                );
                Assert.InRange(settled.Sum(s => s.TotalUsd) - exact, -0.015m * inputs.Length, 0.015m * inputs.Length);
                var onSchedule = TwoSettlement.Settle(inputs.Select(i => i with { MeteredMw = i.AwardMw }), 0);
                Assert.All(onSchedule, s => Assert.Equal(0, s.RealTimeUsd));
                Assert.Equal(onSchedule.Sum(s => s.DayAheadUsd), onSchedule.Sum(s => s.TotalUsd));
            });
    }
}
