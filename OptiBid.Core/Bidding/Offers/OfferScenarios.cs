using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Offers;

/// <summary>What offers would earn if every price came in at a multiple of what is expected.</summary>
/// <param name="Factor">Multiple of the expected prices.</param>
/// <param name="ResultUsd">Awards at those prices, deviations at the same prices, less variable cost, $.</param>
/// <param name="DeviationMwh">Energy awarded that the state of charge does not allow to deliver or take, MWh.</param>
public sealed record OfferScenario(double Factor, double ResultUsd, double DeviationMwh);

/// <summary>
/// The risk of price-dependent offers in a market that clears each hour by itself: when all prices come in higher or lower than expected, a
/// curve may sell in every hour and buy in none. A self-schedule does not depend on the level.
/// </summary>
public static class OfferScenarios
{
    /// <summary>The multiples that are shown.</summary>
    public static IReadOnlyList<double> Factors { get; } = [0.5, 0.75, 1, 1.25, 1.5, 2];

    /// <summary>Clears and dispatches the offers at multiples of the expected prices.</summary>
    /// <param name="battery">Limits of the battery.</param>
    /// <param name="offers">Offers, in any order.</param>
    /// <param name="startUtc">Start of each hour of the day.</param>
    /// <param name="expectedUsdPerMwh">Expected price of each hour, $/MWh.</param>
    public static IReadOnlyList<OfferScenario> Of(
        BatterySpec battery,
        IReadOnlyList<HourOffer> offers,
        IReadOnlyList<DateTime> startUtc,
        IReadOnlyList<double> expectedUsdPerMwh
    )
    {
        ArgumentNullException.ThrowIfNull(battery);
        var byHour = offers.GroupBy(o => o.StartUtc).ToDictionary(g => g.Key, g => g.First());
        return
        [
            .. Factors.Select(factor =>
            {
                var prices = expectedUsdPerMwh.Select(p => p * factor).ToArray();
                var awards = startUtc
                    .Select((t, h) => byHour.TryGetValue(t, out var o) ? (double)o.AwardAt(Math.Round((decimal)prices[h], 2)) : 0)
                    .ToArray();
                var delivered = BatteryDispatch.Follow(battery, awards);
                var energy = delivered.NetMw.Zip(prices, (mw, p) => mw * p).Sum();
                return new OfferScenario(
                    factor,
                    energy - (battery.VariableCostUsdPerMwh * delivered.DischargedMwh),
                    awards.Zip(delivered.NetMw, (a, d) => Math.Abs(a - d)).Sum()
                );
            }),
        ];
    }
}
