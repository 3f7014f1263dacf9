using OptiBid.Core.Common;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Portfolios.Assets;

/// <summary>What kind of plant an asset is.</summary>
public enum AssetKind
{
    /// <summary>Battery energy storage; has a <see cref="BatterySpec"/>.</summary>
    Battery,

    /// <summary>Wind farm.</summary>
    Wind,
}

/// <summary>What a person enters about an asset.</summary>
/// <param name="Name">Display name, unique in the organisation, 1 to 80 characters.</param>
/// <param name="Kind">Battery or wind farm.</param>
/// <param name="Market">PJM, CAISO or ERCOT.</param>
/// <param name="Node">Settlement point at which the asset is settled.</param>
/// <param name="PowerMw">Rated power at the point of interconnection, MW, above 0.</param>
/// <param name="EnergyMwh">Usable energy of a battery, MWh, above 0; null for wind.</param>
/// <param name="RoundTripEfficiency">(0, 1] for a battery; null for wind.</param>
/// <param name="MaxCyclesPerDay">Cycle limit of a battery, above 0, or null for none.</param>
/// <param name="VariableCostUsdPerMwh">Cost of each MWh discharged, $/MWh, 0 or more.</param>
public sealed record AssetDraft(
    string Name,
    AssetKind Kind,
    string Market,
    string Node,
    double PowerMw,
    double? EnergyMwh = null,
    double? RoundTripEfficiency = null,
    double? MaxCyclesPerDay = null,
    double VariableCostUsdPerMwh = 0
);

/// <summary>An asset of the current organisation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Draft">What was entered.</param>
/// <param name="Version">Counts changes; a save must name the version it was made from.</param>
/// <param name="UpdatedUtc">Last change, UTC.</param>
/// <param name="UpdatedBy">Name of the user who made it.</param>
public sealed record AssetView(Guid Id, AssetDraft Draft, int Version, DateTime UpdatedUtc, string UpdatedBy)
{
    /// <summary>The battery's limits for the optimiser; state of charge 0 at both ends of a day. Null for other kinds.</summary>
    public BatterySpec? Battery =>
        Draft.Kind == AssetKind.Battery
            ? new(
                Draft.Name,
                Draft.PowerMw,
                Draft.EnergyMwh!.Value,
                Draft.RoundTripEfficiency!.Value,
                MaxCyclesPerDay: Draft.MaxCyclesPerDay,
                VariableCostUsdPerMwh: Draft.VariableCostUsdPerMwh
            )
            : null;
}

/// <summary>The assets of the current organisation, by name. Needs <c>desk.read</c>.</summary>
public interface IListAssets
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<AssetView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>One asset of the current organisation, or <c>portfolio.asset_not_found</c>. Needs <c>desk.read</c>.</summary>
public interface IFindAsset
{
    /// <summary>Runs the query.</summary>
    Task<Result<AssetView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Creates (id null) or changes an asset. Needs <c>assets.write</c>. A version that is not the held one answers <c>portfolio.asset_changed</c>.</summary>
public interface ISaveAsset
{
    /// <summary>Runs the command.</summary>
    Task<Result<AssetView>> ExecuteAsync(Guid? id, AssetDraft draft, int? version = null, CancellationToken cancellationToken = default);
}

/// <summary>Removes an asset from lists; what refers to it stays readable. Needs <c>assets.write</c>.</summary>
public interface IRetireAsset
{
    /// <summary>Runs the command; <paramref name="restore"/> undoes it.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, bool restore = false, CancellationToken cancellationToken = default);
}
