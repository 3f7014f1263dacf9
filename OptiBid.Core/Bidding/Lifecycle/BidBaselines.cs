using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>The baselines a settled bid is compared with, at the day-ahead prices that cleared.</summary>
internal sealed class BidBaselines(IBatteryOptimiser optimiser, DayPriceReader prices)
{
    /// <summary>The money of a bid whose hours are settled.</summary>
    public async Task<BidResult> ResultAsync(
        Bid bid,
        BatterySpec battery,
        DayPrices dayAhead,
        double dischargedMwh,
        CancellationToken cancellationToken
    )
    {
        var held = dayAhead.HeldHours;
        var cleared = held.Select(h => dayAhead.Values[h]!.Value).ToArray();
        var perfect = Cents(optimiser.Optimise(battery, new PriceWindow(cleared), cancellationToken).RevenueUsd);
        var total = bid.Hours!.Sum(h => h.TotalUsd);
        var expected =
            bid.ExpectedNetMw is { } net && net.Count == dayAhead.Hours.Count
                ? Value(battery, [.. held.Select(h => net[h])], cleared)
                : total;
        return new(
            bid.Hours!.Sum(h => h.DayAheadUsd),
            bid.Hours!.Sum(h => h.RealTimeUsd),
            bid.Hours!.Sum(h => h.VariableCostUsd),
            perfect,
            await PersistenceAsync(bid, battery, dayAhead, held, cleared, cancellationToken),
            Cents(battery.PowerMw * TopBottomSpread.Of(cleared, 4)),
            perfect - expected,
            expected - total,
            dischargedMwh
        );
    }

    private async Task<decimal?> PersistenceAsync(
        Bid bid,
        BatterySpec battery,
        DayPrices dayAhead,
        int[] held,
        double[] cleared,
        CancellationToken cancellationToken
    )
    {
        var before = await prices.ReadAsync(bid.Market, bid.Node, Products.DaLmp, bid.Day.AddDays(-1), cancellationToken);
        if (before is not { IsComplete: true })
        {
            return null;
        }

        var hours = before.HeldHours;
        var best = optimiser.Optimise(battery, new PriceWindow([.. hours.Select(h => before.Values[h]!.Value)]), cancellationToken);
        var byLabel = hours
            .Zip(best.Hours, (h, s) => (before.Hours[h].HourEnding, s.NetMw))
            .GroupBy(h => h.HourEnding)
            .ToDictionary(g => g.Key, g => g.Average(h => h.NetMw));
        return Value(battery, [.. held.Select(h => byLabel.GetValueOrDefault(dayAhead.Hours[h].HourEnding))], cleared);
    }

    private static decimal Value(BatterySpec battery, double[] programme, double[] cleared)
    {
        var delivered = BatteryDispatch.Follow(battery, programme);
        return Cents(delivered.NetMw.Zip(cleared, (mw, p) => mw * p).Sum() - (battery.VariableCostUsdPerMwh * delivered.DischargedMwh));
    }

    private static decimal Cents(double amount) => Math.Round((decimal)amount, 2, MidpointRounding.AwayFromZero);
}
