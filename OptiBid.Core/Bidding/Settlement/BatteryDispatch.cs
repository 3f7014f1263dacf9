using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Settlement;

/// <summary>What a battery can deliver of a programme of net power.</summary>
/// <param name="NetMw">Delivered power per hour, MW, above 0 discharged.</param>
/// <param name="SocEndMwh">State of charge at the end of each hour, MWh.</param>
/// <param name="DischargedMwh">Energy discharged over all hours, MWh.</param>
public sealed record DispatchedDay(IReadOnlyList<double> NetMw, IReadOnlyList<double> SocEndMwh, double DischargedMwh);

/// <summary>The battery's physics: follows a programme as far as power, state of charge and the final state of charge allow.</summary>
public static class BatteryDispatch
{
    /// <summary>
    /// Follows a programme hour by hour (each one hour long). An hour that would leave the state of charge outside its limits, or make the
    /// required final state unreachable in the hours left, is cut to the nearest power that does not.
    /// </summary>
    public static DispatchedDay Follow(BatterySpec battery, IReadOnlyList<double> programmeMw)
    {
        ArgumentNullException.ThrowIfNull(battery);
        ArgumentNullException.ThrowIfNull(programmeMw);
        var eta = battery.RoundTripEfficiency;
        var soc = battery.InitialSocMwh;
        var discharged = 0.0;
        var net = new double[programmeMw.Count];
        var end = new double[programmeMw.Count];
        var budget = (battery.MaxCyclesPerDay ?? double.PositiveInfinity) * battery.EnergyMwh;
        for (var h = 0; h < net.Length; h++)
        {
            // From the end of this hour the final state must stay in reach of the hours that follow.
            var left = net.Length - h - 1;
            var lowest = Math.Max(0, battery.FinalSocMwh - (left * eta * battery.PowerMw));
            var highest = Math.Min(battery.EnergyMwh, battery.FinalSocMwh + Math.Min(left * battery.PowerMw, budget - discharged));
            var mw = Math.Clamp(programmeMw[h], -battery.PowerMw, battery.PowerMw);
            mw = mw > 0 ? Math.Min(mw, budget - discharged) : mw;
            var wanted = soc + (mw < 0 ? -mw * eta : -mw);
            var next = Math.Clamp(wanted, Math.Min(lowest, highest), highest);
            var change = Math.Clamp(next - soc, -battery.PowerMw, battery.PowerMw * eta);
            net[h] = change > 0 ? -change / eta : -change;
            soc += change;
            end[h] = soc;
            discharged += Math.Max(0, net[h]);
        }

        return new(net, end, discharged);
    }
}
