using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Access;

/// <summary>A role that an organisation made: a subset of what its granter may do.</summary>
internal sealed class CustomRole : IOwnedByOrganisation
{
    /// <summary>Id; <c>Membership.RoleKey</c> holds it in "D" format.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Name, unique in the organisation.</summary>
    public required string Name { get; set; }

    /// <summary>What it is for.</summary>
    public string Description { get; set; } = "";

    /// <summary>Names of <see cref="Permissions.OfOrganisation"/>.</summary>
    public required List<string> Permissions { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<CustomRole>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<CustomRole> builder)
        {
            builder.ToTable("custom_roles");
            builder.Property(r => r.Id).ValueGeneratedNever();
            builder.Property(r => r.Name).HasMaxLength(80);
            builder.Property(r => r.Description).HasMaxLength(400);
            builder.HasIndex(r => new { r.OrganisationId, r.Name }).IsUnique();
        }
    }
}
