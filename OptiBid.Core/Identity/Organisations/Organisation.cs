using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Organisations;

/// <summary>Whether an organisation's members can work.</summary>
public enum OrganisationStatus
{
    /// <summary>They can.</summary>
    Active,

    /// <summary>Nobody signs in; nothing is lost.</summary>
    Suspended,

    /// <summary>Nobody signs in; the data goes after the days of grace.</summary>
    Deleted,
}

/// <summary>A desk that is a customer of the platform. Everything that it owns carries its id.</summary>
internal sealed class Organisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <summary>Name for display.</summary>
    public required string Name { get; set; }

    /// <summary>IANA name of the zone in which its people work.</summary>
    public string TimeZoneId { get; set; } = "UTC";

    /// <summary>When it was created.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>Whether its members can work.</summary>
    public OrganisationStatus Status { get; set; }

    /// <summary>Why it is suspended or deleted.</summary>
    public string? StatusReason { get; set; }

    /// <summary>When the data of a deleted organisation goes.</summary>
    public DateTime? PurgeAfterUtc { get; set; }

    /// <summary>True for the organisation that a first start makes for trying things.</summary>
    public bool IsDemo { get; init; }

    /// <summary>What sign-in and sessions of its members need.</summary>
    public SecurityPolicy Policy { get; set; } = new();

    /// <summary>What the audit log keeps of it.</summary>
    public object Audited() =>
        new
        {
            Name,
            TimeZoneId,
            Status = Status.ToString(),
            StatusReason,
            PurgeAfterUtc,
        };

    /// <summary>As shown.</summary>
    public OrganisationView ToView(int members) =>
        new(Id, Name, TimeZoneId, Status, StatusReason, PurgeAfterUtc, IsDemo, CreatedAtUtc, members);

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<Organisation>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<Organisation> builder)
        {
            builder.ToTable("organisations");
            builder.Property(o => o.Id).ValueGeneratedNever();
            builder.Property(o => o.Name).HasMaxLength(200);
            builder.Property(o => o.TimeZoneId).HasMaxLength(64);
            builder.Property(o => o.Status).HasConversion<string>().HasMaxLength(20);
            builder.Property(o => o.StatusReason).HasMaxLength(500);
            builder
                .Property(o => o.Policy)
                .HasConversion(
                    p => JsonSerializer.Serialize(p, JsonSerializerOptions.Web),
                    j => JsonSerializer.Deserialize<SecurityPolicy>(j, JsonSerializerOptions.Web)!
                )
                .HasMaxLength(4000);
        }
    }
}
