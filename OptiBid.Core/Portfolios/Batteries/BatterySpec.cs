namespace OptiBid.Core.Portfolios.Batteries;

/// <summary>The physical and commercial limits of a battery, as in the asset file of the command line (docs/commands.md).</summary>
/// <param name="Name">Display name.</param>
/// <param name="PowerMw">Charge and discharge limit at the point of interconnection, MW, above 0.</param>
/// <param name="EnergyMwh">Usable energy, MWh, above 0.</param>
/// <param name="RoundTripEfficiency">Energy out over energy in, (0, 1]; applied on charge.</param>
/// <param name="InitialSocMwh">State of charge at the start of each window, MWh.</param>
/// <param name="FinalSocMwh">State of charge required at the end of each window, MWh.</param>
/// <param name="MaxCyclesPerDay">Discharged energy per day over EnergyMwh, or null for no limit.</param>
/// <param name="VariableCostUsdPerMwh">Cost of each MWh discharged (wear and variable O&amp;M), $/MWh, 0 or more.</param>
public sealed record BatterySpec(
    string Name,
    double PowerMw,
    double EnergyMwh,
    double RoundTripEfficiency,
    double InitialSocMwh = 0,
    double FinalSocMwh = 0,
    double? MaxCyclesPerDay = null,
    double VariableCostUsdPerMwh = 0
);
