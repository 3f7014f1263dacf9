using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>The battery of an asset file through the storage programme, in MW, MWh and $/MWh.</summary>
internal sealed class BatteryOptimiser(IRegulationOptimiser storage) : IBatteryOptimiser
{
    // Energy called per MW of regulation and hour, and hours it must be sustained: the values of the DER-VET CAISO case.
    private const double UpThroughput = 0.30;
    private const double DownThroughput = 0.15;
    private const double RegulationHours = 1;

    /// <inheritdoc/>
    public BatterySchedule Optimise(BatterySpec battery, PriceWindow prices, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(battery);
        var schedule = storage.Optimise(ToCase(battery), prices, cancellationToken);
        var hours = new BatteryHour[schedule.Hours.Count];
        for (var h = 0; h < hours.Length; h++)
        {
            var s = schedule.Hours[h];
            var price = prices.EnergyUsdPerMwh[h];
            var called = (UpThroughput * (s.UpCharge + s.UpDischarge)) - (DownThroughput * (s.DownCharge + s.DownDischarge));
            var discharged = s.Discharge + (UpThroughput * s.UpDischarge) - (DownThroughput * s.DownDischarge);
            var revenue =
                (price * (s.Discharge - s.Charge + called))
                + ((prices.RegUpUsdPerMw?[h] ?? 0) * (s.UpCharge + s.UpDischarge))
                + ((prices.RegDownUsdPerMw?[h] ?? 0) * (s.DownCharge + s.DownDischarge))
                - (battery.VariableCostUsdPerMwh * discharged);
            hours[h] = new(
                price,
                s.Charge,
                s.Discharge,
                s.UpCharge + s.UpDischarge,
                s.DownCharge + s.DownDischarge,
                s.EnergyStart,
                h + 1 < hours.Length ? schedule.Hours[h + 1].EnergyStart : battery.FinalSocMwh,
                revenue,
                s.EnergyValue
            );
        }

        return new(hours, -schedule.Objective, schedule.UsedBinaries, schedule.DischargeLimitPrice);
    }

    private static RegulationCase ToCase(BatterySpec b) =>
        new(
            b.PowerMw,
            b.PowerMw,
            0,
            b.EnergyMwh,
            b.InitialSocMwh,
            b.FinalSocMwh,
            b.RoundTripEfficiency,
            UpThroughput,
            DownThroughput,
            RegulationHours,
            b.VariableCostUsdPerMwh,
            b.MaxCyclesPerDay * b.EnergyMwh
        );
}
