using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sso.Rules;

/// <summary>Members of a group of the provider (or of SCIM) get a role of this organisation. The first rule that matches decides.</summary>
internal sealed class GroupRule : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Position; the lowest that matches decides.</summary>
    public int Order { get; init; }

    /// <summary>Name or id of the group, exactly as the provider writes it.</summary>
    public required string Group { get; init; }

    /// <summary>Built-in role or id of a custom role of this organisation.</summary>
    public required string RoleKey { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<GroupRule>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<GroupRule> builder)
        {
            builder.ToTable("group_rules");
            builder.Property(r => r.Id).ValueGeneratedNever();
            builder.Property(r => r.Group).HasMaxLength(200);
            builder.Property(r => r.RoleKey).HasMaxLength(40);
            builder.HasIndex(r => new { r.OrganisationId, r.Group }).IsUnique();
        }
    }
}
