namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>Limits and prices of one window of energy and regulation co-optimisation, in the units of the case (kW, kWh, $/kWh or MW, MWh, $/MWh).</summary>
/// <param name="ChargePower">Charge limit.</param>
/// <param name="DischargePower">Discharge limit.</param>
/// <param name="MinEnergy">Lowest state of charge.</param>
/// <param name="MaxEnergy">Highest state of charge.</param>
/// <param name="StartEnergy">State of charge at the start of the window.</param>
/// <param name="EndEnergy">State of charge required at the end of the window.</param>
/// <param name="Efficiency">Round-trip efficiency, applied on charge.</param>
/// <param name="UpThroughput">Energy called per unit of regulation up and hour.</param>
/// <param name="DownThroughput">Energy called per unit of regulation down and hour.</param>
/// <param name="RegulationHours">Hours that offered regulation must be sustained.</param>
/// <param name="VariableCost">Cost per unit of energy discharged, called regulation energy included.</param>
/// <param name="MaxDischargePerDay">Most energy discharged in each 24 hours of the window, or null for no limit.</param>
public sealed record RegulationCase(
    double ChargePower,
    double DischargePower,
    double MinEnergy,
    double MaxEnergy,
    double StartEnergy,
    double EndEnergy,
    double Efficiency,
    double UpThroughput,
    double DownThroughput,
    double RegulationHours,
    double VariableCost,
    double? MaxDischargePerDay = null
);

/// <summary>
/// One hour of a schedule, in the units of the case. <c>EnergyValue</c> is what one more unit of energy put into the store in the hour would
/// earn, now or later: the dual of the energy balance.
/// </summary>
public readonly record struct RegulationHour(
    double Charge,
    double Discharge,
    double UpCharge,
    double UpDischarge,
    double DownCharge,
    double DownDischarge,
    double EnergyStart,
    double EnergyValue
);

/// <summary>The optimal schedule of one window, with its money in the sign of a cost (negative = earned).</summary>
/// <param name="Objective">Sum of the parts, without fixed cost.</param>
/// <param name="Energy">Day-ahead energy.</param>
/// <param name="RegulationUp">Regulation-up capacity.</param>
/// <param name="RegulationDown">Regulation-down capacity.</param>
/// <param name="RegulationEnergy">Energy called while regulating, at the energy price.</param>
/// <param name="VariableCost">Variable cost of discharged energy.</param>
/// <param name="UsedBinaries">True when the linear programme charged and discharged at once and was solved again with binaries.</param>
/// <param name="DischargeLimitPrice">What one more unit of the daily discharge limit would earn, the highest of the days; 0 when it does not bind.</param>
/// <param name="Hours">One entry per hour.</param>
public sealed record RegulationSchedule(
    double Objective,
    double Energy,
    double RegulationUp,
    double RegulationDown,
    double RegulationEnergy,
    double VariableCost,
    bool UsedBinaries,
    double DischargeLimitPrice,
    IReadOnlyList<RegulationHour> Hours
);

/// <summary>Co-optimises energy and, where its prices are given, regulation of one window. Stateless and safe for use by many threads at once.</summary>
public interface IRegulationOptimiser
{
    /// <summary>Solves one window; formulation of EPRI DER-VET's day-ahead and frequency-regulation services.</summary>
    /// <exception cref="InfeasibleScheduleException">No schedule keeps the limits.</exception>
    RegulationSchedule Optimise(RegulationCase battery, PriceWindow prices, CancellationToken cancellationToken = default);
}
