using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Scim.Filters;
using OptiBid.Core.Identity.Scim.Users;

namespace OptiBid.Core.Identity.Scim.Groups;

/// <summary>A group of the identity provider.</summary>
internal sealed class ScimGroup : IOwnedByOrganisation
{
    /// <summary>Id of the resource.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Name, as group rules name it.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The name in lower case; unique in the organisation.</summary>
    public required string DisplayNameKey { get; set; }

    /// <summary>Id at the provider.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Grows with each change.</summary>
    public int Version { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>When it was changed.</summary>
    public DateTime ModifiedAtUtc { get; set; }

    /// <summary>Who is in it.</summary>
    public List<ScimGroupMember> Members { get; init; } = [];

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ScimGroup>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ScimGroup> builder)
        {
            builder.ToTable("scim_groups");
            builder.Property(g => g.Id).ValueGeneratedNever();
            builder.Property(g => g.DisplayName).HasMaxLength(1100);
            builder.Property(g => g.DisplayNameKey).HasMaxLength(1100);
            builder.Property(g => g.ExternalId).HasMaxLength(1100);
            builder.Property(g => g.Version).IsConcurrencyToken();
            builder.HasIndex(g => new { g.OrganisationId, g.DisplayNameKey }).IsUnique();
        }
    }
}

/// <summary>A user's place in a group.</summary>
internal sealed class ScimGroupMember : IOwnedByOrganisation
{
    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>The group.</summary>
    public Guid GroupId { get; init; }

    /// <summary>The user.</summary>
    public Guid ScimUserId { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ScimGroupMember>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ScimGroupMember> builder)
        {
            builder.ToTable("scim_group_members");
            builder.HasKey(m => new { m.GroupId, m.ScimUserId });
            builder.HasIndex(m => m.ScimUserId);
            builder.HasOne<ScimGroup>().WithMany(g => g.Members).HasForeignKey(m => m.GroupId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<ScimUser>().WithMany(u => u.Groups).HasForeignKey(m => m.ScimUserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>By which attributes groups are found.</summary>
internal sealed class ScimGroupFilter : ScimFilterQuery<ScimGroup>
{
    /// <summary>The only instance.</summary>
    public static ScimGroupFilter Instance { get; } = new();

    /// <inheritdoc/>
    protected override Expression<Func<ScimGroup, bool>> Compare(ScimFilter.Comparison comparison) =>
        comparison.Attribute.Extension is not null
            ? throw Unknown(comparison.Attribute)
            : comparison.Attribute.Key switch
            {
                "id" => Id<ScimGroup>(g => g.Id, comparison),
                "externalid" => Text<ScimGroup>(g => g.ExternalId, comparison, caseExact: true),
                "displayname" => Text<ScimGroup>(g => g.DisplayNameKey, comparison),
                "meta.created" => Time<ScimGroup>(g => g.CreatedAtUtc, comparison),
                "meta.lastmodified" => Time<ScimGroup>(g => g.ModifiedAtUtc, comparison),
                "members" or "members.value" => Expressions.Any<ScimGroup, ScimGroupMember>(
                    g => g.Members,
                    Id<ScimGroupMember>(m => m.ScimUserId, comparison)
                ),
                _ => throw Unknown(comparison.Attribute),
            };

    /// <inheritdoc/>
    protected override Expression<Func<ScimGroup, bool>> ByPath(ScimFilter.ValuePath path) =>
        path.Attribute is { Extension: null, Key: "members" }
            ? Expressions.Any<ScimGroup, ScimGroupMember>(g => g.Members, InMembers.Instance.Build(path.Inner))
            : throw Unknown(path.Attribute);

    private sealed class InMembers : ScimFilterQuery<ScimGroupMember>
    {
        public static InMembers Instance { get; } = new();

        /// <inheritdoc/>
        protected override Expression<Func<ScimGroupMember, bool>> Compare(ScimFilter.Comparison comparison) =>
            comparison.Attribute is { Extension: null, Key: "value" }
                ? Id<ScimGroupMember>(m => m.ScimUserId, comparison)
                : throw Unknown(comparison.Attribute);

        /// <inheritdoc/>
        protected override Expression<Func<ScimGroupMember, bool>> ByPath(ScimFilter.ValuePath path) => throw Unknown(path.Attribute);
    }
}
