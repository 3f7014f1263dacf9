using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>A bid as the database keeps it: columns for lists, JSON for its hours.</summary>
internal sealed class Bid : IOwnedByOrganisation
{
    /// <summary>Legal changes of status.</summary>
    private static readonly Dictionary<BidStatus, BidStatus[]> s_next = new()
    {
        [BidStatus.Draft] = [BidStatus.Submitted, BidStatus.Cancelled],
        [BidStatus.Submitted] = [BidStatus.Accepted, BidStatus.Rejected],
        [BidStatus.Accepted] = [BidStatus.Awarded, BidStatus.Cancelled],
        [BidStatus.Rejected] = [BidStatus.Draft, BidStatus.Cancelled],
        [BidStatus.Awarded] = [BidStatus.Settled],
        [BidStatus.Settled] = [BidStatus.Cancelled],
        [BidStatus.Cancelled] = [],
    };

    public required Guid Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required Guid AssetId { get; init; }

    public required string AssetName { get; set; }

    public required string Market { get; init; }

    public required string Node { get; init; }

    public required DateOnly Day { get; init; }

    public BidVenue Venue { get; set; }

    public BidStatus Status { get; private set; }

    public OfferKind Kind { get; set; }

    public string? Model { get; set; }

    public bool IsSimulatedPrices { get; set; }

    public DateTime GateClosureUtc { get; set; }

    public DateTime UpdatedUtc { get; set; }

    public int Version { get; set; }

    public string? Note { get; set; }

    public string? MarketReference { get; set; }

    /// <summary>Set while the bid counts for its asset and day; null for drafts and ended bids. Unique, so that a day is never offered twice.</summary>
    public string? LiveKey { get; private set; }

    /// <summary>Limits of the battery when the bid was saved: what it is cleared and settled with.</summary>
    public BatterySpec? Battery { get; set; }

    public List<HourOffer> Offers { get; set; } = [];

    public List<double>? ExpectedPrices { get; set; }

    public List<double>? ExpectedNetMw { get; set; }

    public List<decimal>? AwardsMw { get; set; }

    public List<SettledHour>? Hours { get; set; }

    public List<double>? SocEndMwh { get; set; }

    public BidResult? Result { get; set; }

    public List<BidStep> Steps { get; set; } = [];

    /// <summary>True when a change of status is legal.</summary>
    public bool CanBecome(BidStatus status) =>
        s_next[Status].Contains(status) && !(Status == BidStatus.Settled && Venue == BidVenue.Simulated);

    /// <summary>Changes the status and writes the step down.</summary>
    /// <exception cref="InvalidOperationException">The change is not legal.</exception>
    public void Become(BidStatus status, string by, string note, DateTime nowUtc)
    {
        if (!CanBecome(status))
        {
            throw new InvalidOperationException($"a bid that is {Status} cannot become {status}");
        }

        Status = status;
        LiveKey = status is BidStatus.Submitted or BidStatus.Accepted or BidStatus.Awarded or BidStatus.Settled
            ? FormattableString.Invariant($"{AssetId:N}/{Day:yyyy-MM-dd}")
            : null;
        Write(by, note, nowUtc);
    }

    /// <summary>Writes a step that keeps the status.</summary>
    public void Write(string by, string note, DateTime nowUtc)
    {
        Version++;
        UpdatedUtc = nowUtc;
        Steps = [.. Steps, new(nowUtc, by, Status, note)];
    }

    /// <summary>What the audit log keeps of it: a copy, so it may be taken before a change.</summary>
    public object ToAudit() =>
        new
        {
            Status,
            Version,
            Market,
            Node,
            Day,
            AssetId,
            Venue,
            Kind,
            Model,
            Note,
            MarketReference,
            Offers = Offers.ToList(),
            SoldMwh = AwardsMw?.Where(a => a > 0).Sum(),
            BoughtMwh = -AwardsMw?.Where(a => a < 0).Sum(),
            Result?.TotalUsd,
        };

    /// <summary>As shown in lists, for queries: without the hours, which a list of a year must not read.</summary>
    public static Expression<Func<Bid, BidSummary>> Summary { get; } =
        b =>
            new(
                b.Id,
                b.AssetId,
                b.AssetName,
                b.Market,
                b.Node,
                b.Day,
                b.Venue,
                b.Status,
                b.Kind,
                b.Model,
                b.IsSimulatedPrices,
                b.GateClosureUtc,
                b.UpdatedUtc,
                b.Result
            );

    private static readonly Func<Bid, BidSummary> s_summary = Summary.Compile();

    /// <summary>As shown in lists.</summary>
    public BidSummary ToSummary() => s_summary(this);

    /// <summary>As shown in full.</summary>
    public BidView ToView() =>
        new(
            ToSummary(),
            Version,
            new(AssetId, Day, Kind, Offers, Model, ExpectedPrices, ExpectedNetMw, Note),
            MarketReference,
            AwardsMw,
            Hours,
            SocEndMwh,
            Steps
        );
}

/// <summary>Table <c>bidding_bids</c>.</summary>
internal sealed class BidConfiguration : IEntityTypeConfiguration<Bid>
{
    private static readonly JsonSerializerOptions s_json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Bid> builder)
    {
        builder.ToTable("bidding_bids");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property(b => b.AssetName).HasMaxLength(80);
        builder.Property(b => b.Market).HasMaxLength(16);
        builder.Property(b => b.Node).HasMaxLength(80);
        builder.Property(b => b.Venue).HasConversion<string>().HasMaxLength(16);
        builder.Property(b => b.Status).HasConversion<string>().HasMaxLength(16);
        builder.Property(b => b.Kind).HasConversion<string>().HasMaxLength(16);
        builder.Property(b => b.Model).HasMaxLength(40);
        builder.Property(b => b.Note).HasMaxLength(500);
        builder.Property(b => b.MarketReference).HasMaxLength(80);
        builder.Property(b => b.LiveKey).HasMaxLength(60);
        builder.Property(b => b.Version).IsConcurrencyToken();
        builder.HasIndex(b => b.LiveKey).IsUnique();
        builder.HasIndex(b => new { b.OrganisationId, b.Day });
        builder.HasIndex(b => b.Status);
        Json(builder, b => b.Battery);
        Json(builder, b => b.Offers);
        Json(builder, b => b.ExpectedPrices);
        Json(builder, b => b.ExpectedNetMw);
        Json(builder, b => b.AwardsMw);
        Json(builder, b => b.Hours);
        Json(builder, b => b.SocEndMwh);
        Json(builder, b => b.Result);
        Json(builder, b => b.Steps);
    }

    /// <summary>Kept as JSON text; compared by that text, so a replaced list is seen as changed.</summary>
    private static void Json<T>(EntityTypeBuilder<Bid> builder, System.Linq.Expressions.Expression<Func<Bid, T?>> property)
        where T : class =>
        builder
            .Property(property)
            .HasConversion(
                v => v == null ? null : JsonSerializer.Serialize(v, s_json),
                v => v == null ? null : JsonSerializer.Deserialize<T>(v, s_json),
                new ValueComparer<T?>(
                    (a, b) => JsonSerializer.Serialize(a, s_json) == JsonSerializer.Serialize(b, s_json),
                    v => JsonSerializer.Serialize(v, s_json).GetHashCode(StringComparison.Ordinal),
                    v => v == null ? null : JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(v, s_json), s_json)
                )
            );
}
