using OptiBid.Core.Common;

namespace OptiBid.Core.Portfolios.Batteries;

/// <summary>What the numbers of a battery must keep. One place for asset files, forms and the API.</summary>
internal static class BatteryLimits
{
    /// <summary>The first limit that is broken, with the camelCase name of its field, or null.</summary>
    public static (string Field, Sentence Reason)? FirstFault(BatterySpec battery) =>
        string.IsNullOrWhiteSpace(battery.Name) ? ("name", "is empty; expected a name")
        : Positive("powerMw", battery.PowerMw, "MW") is { } power ? power
        : Positive("energyMwh", battery.EnergyMwh, "MWh") is { } energy ? energy
        : battery.RoundTripEfficiency is not (> 0 and <= 1)
            ? ("roundTripEfficiency", $"is {battery.RoundTripEfficiency}; expected above 0 and at most 1 (0.85 is 85 %)")
        : Charge("initialSocMwh", battery.InitialSocMwh, battery.EnergyMwh) is { } initial ? initial
        : Charge("finalSocMwh", battery.FinalSocMwh, battery.EnergyMwh) is { } final ? final
        : battery.MaxCyclesPerDay is { } cycles && Positive("maxCyclesPerDay", cycles, "cycles a day") is { } limit ? limit
        : Cost("variableCostUsdPerMwh", battery.VariableCostUsdPerMwh);

    /// <summary>A fault unless <paramref name="value"/> is finite and above 0.</summary>
    public static (string Field, Sentence Reason)? Positive(string field, double value, Sentence unit) =>
        value > 0 && double.IsFinite(value) ? null : (field, $"is {value} {unit}; expected more than 0");

    /// <summary>A fault unless <paramref name="value"/> is finite and at least 0.</summary>
    public static (string Field, Sentence Reason)? Cost(string field, double value) =>
        value >= 0 && double.IsFinite(value) ? null : (field, $"is {value} $/MWh; expected 0 or more");

    private static (string Field, Sentence Reason)? Charge(string field, double value, double capacity) =>
        value >= 0 && value <= capacity ? null : (field, $"is {value} MWh; expected 0 to energyMwh ({capacity})");
}
