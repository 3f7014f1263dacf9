using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Offers;

/// <summary>Makes the offer of each hour of a schedule.</summary>
internal static class OfferBuilder
{
    /// <summary>Most points of a curve: the limit of ERCOT, inside that of CAISO and PJM.</summary>
    public const int MaxPoints = 10;

    private const decimal MwStep = 0.1m;
    private const decimal PriceStep = 0.01m;

    /// <summary>
    /// Curves from the marginal value of stored energy around the schedule's state of charge: discharging is offered at what the energy would
    /// earn later plus wear, charging is bid at what the stored part would earn later. Monotone because the value is concave.
    /// </summary>
    /// <param name="battery">Limits of the battery.</param>
    /// <param name="schedule">The schedule for the prices the desk expects.</param>
    /// <param name="startUtc">Start of each hour.</param>
    /// <param name="priceFloor">Lowest price of the market, $/MWh: the price of the first point.</param>
    /// <param name="priceCap">Highest price of the market, $/MWh.</param>
    public static IReadOnlyList<HourOffer> Curves(
        BatterySpec battery,
        BatterySchedule schedule,
        IReadOnlyList<DateTime> startUtc,
        decimal priceFloor,
        decimal priceCap
    )
    {
        var wear = battery.VariableCostUsdPerMwh + schedule.CycleLimitValueUsdPerMwh;
        var prices = schedule.Hours.Select(h => h.PriceUsdPerMwh).ToArray();
        var value = StorageValue.Of(battery, prices, wear);
        var offers = new HourOffer[prices.Length];
        for (var h = 0; h < prices.Length; h++)
        {
            var steps = Steps(battery, value, h, schedule.Hours[h].SocStartMwh, wear);
            offers[h] = new(startUtc[h], Round(Thin(steps, MaxPoints, prices[h]), priceFloor, priceCap));
        }

        return offers;
    }

    /// <summary>The schedule's quantities at any price.</summary>
    public static IReadOnlyList<HourOffer> SelfSchedules(BatterySchedule schedule, IReadOnlyList<DateTime> startUtc, decimal priceFloor) =>
        [
            .. schedule.Hours.Select(
                (h, i) => Quantise(h.NetMw) is var mw and not 0 ? new HourOffer(startUtc[i], [new(priceFloor, mw)]) : new(startUtc[i], [])
            ),
        ];

    /// <summary>
    /// Steps of the curve: the first is where it starts, each other a rise of power at a price. Power without which the required final state of
    /// charge could not be reached is offered at any price.
    /// </summary>
    private static List<(double Price, double Mw)> Steps(BatterySpec b, StorageValue value, int hour, double soc, double wear)
    {
        var (lowest, highest) = value.Reach(hour);
        var mustDischarge = Math.Max(0, soc - highest);
        var mustCharge = Math.Max(0, lowest - soc) / b.RoundTripEfficiency;
        var from = Math.Clamp(soc, lowest, highest);
        var charge = mustDischarge > 0 ? [] : Fill(value.Above(hour, from), b.PowerMw - mustCharge, b.RoundTripEfficiency, 0);
        var discharge = mustCharge > 0 ? [] : Fill(value.Below(hour, from), b.PowerMw - mustDischarge, 1, wear);
        charge.Reverse();
        return [(double.NegativeInfinity, mustDischarge - mustCharge - charge.Sum(c => c.Mw)), .. charge, .. discharge];
    }

    /// <summary>Pieces of the value function as power, nearest first, until <paramref name="room"/> MW are used.</summary>
    private static List<(double Price, double Mw)> Fill(IEnumerable<ValueSegment> pieces, double room, double efficiency, double wear)
    {
        var steps = new List<(double Price, double Mw)>();
        foreach (var piece in pieces)
        {
            var mw = Math.Min(room, piece.LengthMwh / efficiency);
            if (mw <= 1e-9)
            {
                break;
            }

            steps.Add(((piece.ValueUsdPerMwh * efficiency) + wear, mw));
            room -= mw;
        }

        return steps;
    }

    /// <summary>
    /// Joins the neighbouring steps whose prices are nearest until at most <paramref name="most"/> are left. Steps on two sides of the expected
    /// price are never joined, so that the curve still awards the schedule at that price.
    /// </summary>
    private static List<(double Price, double Mw)> Thin(List<(double Price, double Mw)> steps, int most, double expected)
    {
        int Side(int i) =>
            steps[i].Price < expected - 0.01 ? -1
            : steps[i].Price > expected + 0.01 ? 1
            : 0;
        while (steps.Count > most)
        {
            var at = Enumerable
                .Range(1, steps.Count - 2)
                .Where(i => Side(i) == Side(i + 1))
                .MinBy(i => steps[i + 1].Price - steps[i].Price);
            var (a, b) = (steps[at], steps[at + 1]);
            steps[at] = (((a.Price * a.Mw) + (b.Price * b.Mw)) / (a.Mw + b.Mw), a.Mw + b.Mw);
            steps.RemoveAt(at + 1);
        }

        return steps;
    }

    /// <summary>Prices in cents inside the market's range, power in tenths of a MW; steps that vanish or share a price become one point.</summary>
    private static List<OfferPoint> Round(List<(double Price, double Mw)> steps, decimal floor, decimal cap)
    {
        var points = new List<OfferPoint>();
        var mw = 0.0;
        foreach (var step in steps)
        {
            mw += step.Mw;
            var price = double.IsNegativeInfinity(step.Price)
                ? floor
                : Math.Clamp(Math.Round((decimal)step.Price / PriceStep) * PriceStep, floor, cap);
            var point = new OfferPoint(price, Quantise(mw));
            if (points.Count > 0 && points[^1].PriceUsdPerMwh == price)
            {
                points[^1] = point;
            }
            else if (points.Count == 0 || points[^1].Mw != point.Mw)
            {
                points.Add(point);
            }
        }

        return points is [{ Mw: 0 }] ? [] : points;
    }

    // Towards zero: a rounded offer never asks for more power than the battery has.
    private static decimal Quantise(double mw) => Math.Truncate((decimal)Math.Round(mw, 6) / MwStep) * MwStep;
}
