namespace OptiBid.Core.Bidding.Settlement;

/// <summary>What one hour is settled with.</summary>
/// <param name="StartUtc">Start of the hour, UTC.</param>
/// <param name="AwardMw">Day-ahead award, MW, above 0 sold.</param>
/// <param name="MeteredMw">Delivered power, MW, above 0 delivered to the grid.</param>
/// <param name="DayAheadUsdPerMwh">Day-ahead price, $/MWh.</param>
/// <param name="RealTimeUsdPerMwh">Real-time price, $/MWh (mean of the hour's intervals), or null where the store holds none.</param>
public sealed record SettlementInput(
    DateTime StartUtc,
    decimal AwardMw,
    decimal MeteredMw,
    decimal DayAheadUsdPerMwh,
    decimal? RealTimeUsdPerMwh
);

/// <summary>One settled hour, $.</summary>
/// <param name="Input">What it was settled with.</param>
/// <param name="DayAheadUsd">Award times day-ahead price.</param>
/// <param name="RealTimeUsd">(Metered less award) times the real-time price.</param>
/// <param name="VariableCostUsd">Variable cost of the energy discharged, as a negative amount.</param>
public sealed record SettledHour(SettlementInput Input, decimal DayAheadUsd, decimal RealTimeUsd, decimal VariableCostUsd)
{
    /// <summary>Sum of the legs, $.</summary>
    public decimal TotalUsd => DayAheadUsd + RealTimeUsd + VariableCostUsd;

    /// <summary>True when the deviation had to be priced at the day-ahead price because no real-time price is held.</summary>
    public bool UsedDayAheadForDeviation => Input.RealTimeUsdPerMwh is null && Input.MeteredMw != Input.AwardMw;
}

/// <summary>
/// Two-settlement of hourly awards: revenue = sum DA_MW * DA_LMP + sum (metered_MW - DA_MW) * RT_LMP - variable cost (PJM training deck;
/// reference note "bidding", section 7). Amounts are rounded to cents per hour and leg, so that hours add up to days exactly.
/// </summary>
public static class TwoSettlement
{
    /// <summary>Settles hours of one hour's length.</summary>
    /// <param name="hours">The hours.</param>
    /// <param name="variableCostUsdPerMwh">Cost of each MWh discharged, $/MWh.</param>
    public static IReadOnlyList<SettledHour> Settle(IEnumerable<SettlementInput> hours, decimal variableCostUsdPerMwh) =>
        [
            .. hours.Select(h => new SettledHour(
                h,
                Cents(h.AwardMw * h.DayAheadUsdPerMwh),
                Cents((h.MeteredMw - h.AwardMw) * (h.RealTimeUsdPerMwh ?? h.DayAheadUsdPerMwh)),
                -Cents(Math.Max(0, h.MeteredMw) * variableCostUsdPerMwh)
            )),
        ];

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
