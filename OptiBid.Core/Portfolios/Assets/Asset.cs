using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Portfolios.Assets;

/// <summary>A battery or wind farm of an organisation, as the database keeps it.</summary>
internal sealed class Asset : IOwnedByOrganisation
{
    /// <summary>Longest name and node.</summary>
    public const int MaxNameLength = 80;

    /// <summary>Id, created in code.</summary>
    public required Guid Id { get; init; }

    /// <summary>The organisation that owns it.</summary>
    public required Guid OrganisationId { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; set; }

    /// <summary>The name in the form that is compared: two names that differ in case only are the same.</summary>
    public required string NameKey { get; set; }

    /// <summary>Battery or wind farm.</summary>
    public required AssetKind Kind { get; set; }

    /// <summary>Upper-case market.</summary>
    public required string Market { get; set; }

    /// <summary>Settlement point.</summary>
    public required string Node { get; set; }

    /// <summary>Rated power, MW.</summary>
    public required double PowerMw { get; set; }

    /// <summary>Usable energy, MWh; null for wind.</summary>
    public double? EnergyMwh { get; set; }

    /// <summary>Round-trip efficiency; null for wind.</summary>
    public double? RoundTripEfficiency { get; set; }

    /// <summary>Cycle limit, or null.</summary>
    public double? MaxCyclesPerDay { get; set; }

    /// <summary>Variable cost, $/MWh discharged.</summary>
    public double VariableCostUsdPerMwh { get; set; }

    /// <summary>Counts changes; the concurrency token.</summary>
    public int Version { get; set; }

    /// <summary>Last change, UTC.</summary>
    public DateTime UpdatedUtc { get; set; }

    /// <summary>Who made it.</summary>
    public required string UpdatedBy { get; set; }

    /// <summary>When it was retired, UTC, or null while it is in use.</summary>
    public DateTime? RetiredUtc { get; set; }

    /// <summary>The compared form of a name.</summary>
    public static string KeyOf(string name) => name.Trim().ToUpperInvariant();

    /// <summary>A new asset from a valid draft.</summary>
    public static Asset From(AssetDraft draft, Guid organisationId, string by, DateTime nowUtc)
    {
        var asset = new Asset
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisationId,
            Name = draft.Name,
            NameKey = KeyOf(draft.Name),
            Kind = draft.Kind,
            Market = draft.Market,
            Node = draft.Node,
            PowerMw = draft.PowerMw,
            UpdatedBy = by,
        };
        asset.Apply(draft, by, nowUtc);
        return asset;
    }

    /// <summary>Takes over a valid draft.</summary>
    public void Apply(AssetDraft draft, string by, DateTime nowUtc)
    {
        Name = draft.Name;
        NameKey = KeyOf(draft.Name);
        Kind = draft.Kind;
        Market = draft.Market;
        Node = draft.Node;
        PowerMw = draft.PowerMw;
        EnergyMwh = draft.EnergyMwh;
        RoundTripEfficiency = draft.RoundTripEfficiency;
        MaxCyclesPerDay = draft.MaxCyclesPerDay;
        VariableCostUsdPerMwh = draft.VariableCostUsdPerMwh;
        Touch(by, nowUtc);
    }

    /// <summary>Counts one more change.</summary>
    public void Touch(string by, DateTime nowUtc)
    {
        Version++;
        UpdatedBy = by;
        UpdatedUtc = nowUtc;
    }

    /// <summary>As shown.</summary>
    public AssetView ToView() =>
        new(
            Id,
            new(Name, Kind, Market, Node, PowerMw, EnergyMwh, RoundTripEfficiency, MaxCyclesPerDay, VariableCostUsdPerMwh),
            Version,
            UpdatedUtc,
            UpdatedBy
        );
}

/// <summary>Table <c>portfolio_assets</c>.</summary>
internal sealed class AssetConfiguration : IEntityTypeConfiguration<Asset>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Asset> builder)
    {
        builder.ToTable("portfolio_assets");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Name).HasMaxLength(Asset.MaxNameLength);
        builder.Property(a => a.NameKey).HasMaxLength(Asset.MaxNameLength);
        builder.Property(a => a.Kind).HasConversion<string>().HasMaxLength(16);
        builder.Property(a => a.Market).HasMaxLength(16);
        builder.Property(a => a.Node).HasMaxLength(Asset.MaxNameLength);
        builder.Property(a => a.UpdatedBy).HasMaxLength(256);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => new { a.OrganisationId, a.NameKey }).IsUnique().HasFilter("\"RetiredUtc\" IS NULL");
    }
}
