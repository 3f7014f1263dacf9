using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Audit.Entries;

/// <summary>One row of the audit log. Written once; only <see cref="TreeIndex"/> is set later, once. Personal values are encrypted (<see cref="PersonalText"/>).</summary>
internal sealed class AuditEntry : IOwnedByOrganisation
{
    public const int ActionLength = 100;
    public const int TypeLength = 60;
    public const int ObjectIdLength = 200;
    public const int ReasonLength = 2000;

    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    public required DateTime AtUtc { get; init; }

    /// <summary>Who acted; empty for somebody who was not signed in.</summary>
    public required Guid ActorId { get; init; }

    /// <summary>Their name then; encrypted.</summary>
    public required string Actor { get; init; }

    public Guid? SessionId { get; init; }

    /// <summary>Where the request came from; encrypted.</summary>
    public string? Address { get; init; }

    public required string Action { get; init; }

    public required string ObjectType { get; init; }

    public string? ObjectId { get; init; }

    /// <summary>Canonical JSON, personal fields encrypted.</summary>
    public string? Before { get; init; }

    /// <inheritdoc cref="Before"/>
    public string? After { get; init; }

    public string? Reason { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>Leaf of the tree: hash of the canonical record (<see cref="EntryRecord"/>).</summary>
    public byte[] LeafHash { get; set; } = [];

    /// <summary>HMAC of the leaf under a key of the installation: a row that somebody else put into the table has none.</summary>
    public byte[] Seal { get; set; } = [];

    /// <summary>Place in the tree, or null until the sequencer gives it one.</summary>
    public long? TreeIndex { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AuditEntry>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AuditEntry> builder)
        {
            builder.ToTable("audit_entries");
            builder.Property(e => e.Id).ValueGeneratedNever();
            builder.Property(e => e.Action).HasMaxLength(ActionLength);
            builder.Property(e => e.ObjectType).HasMaxLength(TypeLength);
            builder.Property(e => e.ObjectId).HasMaxLength(ObjectIdLength);
            builder.Property(e => e.Reason).HasMaxLength(ReasonLength);
            builder.Property(e => e.LeafHash).HasMaxLength(32);
            builder.Property(e => e.Seal).HasMaxLength(32);
            builder.HasIndex(e => e.TreeIndex).IsUnique();
            builder.HasIndex(e => new { e.OrganisationId, e.AtUtc });
        }
    }
}
