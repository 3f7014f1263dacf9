using OptiBid.Core.Common;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>Prices of one optimisation window, one value per hour.</summary>
/// <param name="EnergyUsdPerMwh">Energy price, $/MWh.</param>
/// <param name="RegUpUsdPerMw">Regulation-up capacity price, $/MW, or null when regulation is not offered.</param>
/// <param name="RegDownUsdPerMw">Regulation-down capacity price, $/MW, or null when regulation is not offered.</param>
public sealed record PriceWindow(double[] EnergyUsdPerMwh, double[]? RegUpUsdPerMw = null, double[]? RegDownUsdPerMw = null);

/// <summary>What the battery does in one hour.</summary>
/// <param name="PriceUsdPerMwh">Energy price the schedule was made for, $/MWh.</param>
/// <param name="ChargeMw">Power drawn, MW, 0 or more.</param>
/// <param name="DischargeMw">Power delivered, MW, 0 or more.</param>
/// <param name="RegUpMw">Regulation up offered, MW.</param>
/// <param name="RegDownMw">Regulation down offered, MW.</param>
/// <param name="SocStartMwh">State of charge at the start of the hour, MWh.</param>
/// <param name="SocEndMwh">State of charge at the end of the hour, MWh.</param>
/// <param name="RevenueUsd">Energy and regulation revenue less variable cost, $.</param>
/// <param name="StoredEnergyValueUsdPerMwh">What one more MWh put into the store in this hour would earn, now or later, $/MWh (dual of the energy balance).</param>
public sealed record BatteryHour(
    double PriceUsdPerMwh,
    double ChargeMw,
    double DischargeMw,
    double RegUpMw,
    double RegDownMw,
    double SocStartMwh,
    double SocEndMwh,
    double RevenueUsd,
    double StoredEnergyValueUsdPerMwh
)
{
    /// <summary>Discharge less charge, MW: what is sold into the market.</summary>
    public double NetMw => DischargeMw - ChargeMw;
}

/// <summary>An optimal schedule of one window.</summary>
/// <param name="Hours">One entry per hour.</param>
/// <param name="RevenueUsd">Objective, $: revenue less variable cost.</param>
/// <param name="UsedBinaries">True when the linear programme charged and discharged at once and the window was solved again with binaries.</param>
/// <param name="CycleLimitValueUsdPerMwh">What one more MWh of the daily cycle limit would earn, $/MWh; 0 when it does not bind.</param>
public sealed record BatterySchedule(
    IReadOnlyList<BatteryHour> Hours,
    double RevenueUsd,
    bool UsedBinaries,
    double CycleLimitValueUsdPerMwh = 0
);

/// <summary>Finds the schedule of a battery that earns most at given prices. Stateless and safe for use by many threads at once.</summary>
public interface IBatteryOptimiser
{
    /// <summary>Optimises one window (any number of hours, 23 and 25 included).</summary>
    /// <exception cref="ArgumentException">The window is empty, a price is not finite or the series differ in length.</exception>
    /// <exception cref="InfeasibleScheduleException">No schedule keeps the limits; the message names the limit in the way.</exception>
    BatterySchedule Optimise(BatterySpec battery, PriceWindow prices, CancellationToken cancellationToken = default);
}

/// <summary>No schedule keeps the limits of the battery.</summary>
/// <param name="text">Names the limit in the way and the smallest relaxation.</param>
public sealed class InfeasibleScheduleException(Sentence text) : Exception(text?.ToString())
{
    /// <summary>The message, which pages say in the reader's language.</summary>
    public Sentence Text { get; } = text;
}
