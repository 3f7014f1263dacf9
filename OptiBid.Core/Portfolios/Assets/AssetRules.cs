using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Portfolios.Assets;

/// <summary>What an asset must keep before it is saved.</summary>
internal static class AssetRules
{
    /// <summary>The draft as it is stored: trimmed, the market in upper case; values that its kind does not have are dropped.</summary>
    public static AssetDraft Normalise(AssetDraft draft)
    {
        var trimmed = draft with
        {
            Name = (draft.Name ?? "").Trim(),
            Market = (draft.Market ?? "").Trim().ToUpperInvariant(),
            Node = (draft.Node ?? "").Trim(),
        };
        return draft.Kind == AssetKind.Battery
            ? trimmed
            : trimmed with
            {
                EnergyMwh = null,
                RoundTripEfficiency = null,
                MaxCyclesPerDay = null,
            };
    }

    /// <summary>The first rule that a normalised draft breaks, or null.</summary>
    public static Failure? Check(AssetDraft draft)
    {
        if (draft.Name.Length is 0 or > Asset.MaxNameLength)
        {
            return AssetFailures.Invalid("name", $"Name has {draft.Name.Length} characters; expected 1 to {Asset.MaxNameLength}");
        }

        if (!Enum.IsDefined(draft.Kind))
        {
            return AssetFailures.Invalid("kind", $"Kind is unknown; expected {string.Join(" or ", Enum.GetNames<AssetKind>())}");
        }

        var markets = MarketCalendar.All.Select(c => c.Market).ToList();
        if (!markets.Contains(draft.Market, StringComparer.Ordinal))
        {
            return AssetFailures.Invalid("market", $"Market '{draft.Market}' is unknown; expected {string.Join(", ", markets)}");
        }

        if (draft.Node.Length is 0 or > Asset.MaxNameLength)
        {
            return AssetFailures.Invalid("node", $"Node has {draft.Node.Length} characters; expected 1 to {Asset.MaxNameLength}");
        }

        return Numbers(draft) is { } fault ? AssetFailures.Invalid(fault.Field, $"{fault.Field} {fault.Reason}") : null;
    }

    private static (string Field, Sentence Reason)? Numbers(AssetDraft draft) =>
        draft.Kind == AssetKind.Battery
            ? draft.EnergyMwh is null
                ? ("energyMwh", "is missing; a battery has an energy in MWh")
                : draft.RoundTripEfficiency is null
                    ? ("roundTripEfficiency", "is missing; expected above 0 and at most 1 (0.85 is 85 %)")
                    : BatteryLimits.FirstFault(
                        new(
                            draft.Name,
                            draft.PowerMw,
                            draft.EnergyMwh.Value,
                            draft.RoundTripEfficiency.Value,
                            MaxCyclesPerDay: draft.MaxCyclesPerDay,
                            VariableCostUsdPerMwh: draft.VariableCostUsdPerMwh
                        )
                    )
            : BatteryLimits.Positive("powerMw", draft.PowerMw, "MW")
                ?? BatteryLimits.Cost("variableCostUsdPerMwh", draft.VariableCostUsdPerMwh);
}
