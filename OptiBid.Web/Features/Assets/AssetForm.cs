using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Web.Features.Assets;

/// <summary>The fields of the asset dialog while they are edited; efficiency in per cent as a person writes it.</summary>
internal sealed class AssetForm
{
    /// <summary>Display name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Kind.</summary>
    public AssetKind Kind { get; set; }

    /// <summary>Market.</summary>
    public string Market { get; set; } = "ERCOT";

    /// <summary>Settlement point.</summary>
    public string Node { get; set; } = "";

    /// <summary>Rated power, MW.</summary>
    public double? PowerMw { get; set; } = 100;

    /// <summary>Usable energy, MWh.</summary>
    public double? EnergyMwh { get; set; } = 400;

    /// <summary>Round-trip efficiency, %.</summary>
    public double? EfficiencyPercent { get; set; } = 85;

    /// <summary>Cycle limit a day, or null.</summary>
    public double? MaxCyclesPerDay { get; set; }

    /// <summary>Cost of each MWh discharged, $/MWh.</summary>
    public double? VariableCostUsdPerMwh { get; set; } = 0;

    /// <summary>The form of an asset that is there.</summary>
    public static AssetForm Of(AssetDraft draft) =>
        new()
        {
            Name = draft.Name,
            Kind = draft.Kind,
            Market = draft.Market,
            Node = draft.Node,
            PowerMw = draft.PowerMw,
            EnergyMwh = draft.EnergyMwh,
            EfficiencyPercent = draft.RoundTripEfficiency is { } share ? Math.Round(share * 100, 6) : null,
            MaxCyclesPerDay = draft.MaxCyclesPerDay,
            VariableCostUsdPerMwh = draft.VariableCostUsdPerMwh,
        };

    /// <summary>What is saved.</summary>
    public AssetDraft ToDraft() =>
        new(
            Name,
            Kind,
            Market,
            Node,
            PowerMw ?? 0,
            Kind == AssetKind.Battery ? EnergyMwh : null,
            Kind == AssetKind.Battery ? EfficiencyPercent / 100 : null,
            Kind == AssetKind.Battery ? MaxCyclesPerDay : null,
            VariableCostUsdPerMwh ?? 0
        );
}
