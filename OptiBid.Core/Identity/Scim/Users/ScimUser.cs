using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Scim.Users;

/// <summary>A user as the organisation's identity provider describes them, tied to the account of the person.</summary>
internal sealed class ScimUser : IOwnedByOrganisation
{
    /// <summary>Id of the resource.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>The account.</summary>
    public Guid UserId { get; init; }

    /// <summary>Name of the user at the provider, in lower case; unique in the organisation.</summary>
    public required string UserNameKey { get; set; }

    /// <summary>Id at the provider.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Name for display in lower case.</summary>
    public string? DisplayNameKey { get; set; }

    /// <summary>False while the provider has switched the user off.</summary>
    public bool Active { get; set; }

    /// <summary>The membership was suspended from here, so it may be resumed from here.</summary>
    public bool SuspendedMembership { get; set; }

    /// <summary>The role comes from a group, so it goes with the group.</summary>
    public bool RoleFromGroup { get; set; }

    /// <summary>The resource in the form that is kept, as JSON.</summary>
    public required string Attributes { get; set; }

    /// <summary>Grows with each change.</summary>
    public int Version { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>When it was changed.</summary>
    public DateTime ModifiedAtUtc { get; set; }

    /// <summary>When it was deleted; its attributes are gone then, and only the tie to the account remains.</summary>
    public DateTime? DeletedAtUtc { get; set; }

    /// <summary>E-mail addresses, for filters.</summary>
    public List<ScimEmail> Emails { get; init; } = [];

    /// <summary>Places in groups.</summary>
    public List<Groups.ScimGroupMember> Groups { get; init; } = [];

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ScimUser>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ScimUser> builder)
        {
            builder.ToTable("scim_users");
            builder.Property(u => u.Id).ValueGeneratedNever();
            builder.Property(u => u.UserNameKey).HasMaxLength(1100);
            builder.Property(u => u.ExternalId).HasMaxLength(1100);
            builder.Property(u => u.DisplayNameKey).HasMaxLength(1100);
            builder.Property(u => u.Version).IsConcurrencyToken();
            builder.HasIndex(u => new { u.OrganisationId, u.UserNameKey }).IsUnique();
            builder.HasIndex(u => new { u.OrganisationId, u.ExternalId });
            // One resource for an account, however many were deleted.
            builder
                .HasIndex(u => new { u.OrganisationId, u.UserId }, "IX_scim_users_one_for_an_account")
                .IsUnique()
                .HasFilter("\"DeletedAtUtc\" IS NULL");
            builder.HasOne<User>().WithMany().HasForeignKey(u => u.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>An e-mail address of a user of the provider.</summary>
internal sealed class ScimEmail : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Whose.</summary>
    public Guid ScimUserId { get; init; }

    /// <summary>The address in lower case.</summary>
    public required string ValueKey { get; init; }

    /// <summary>work, home or other, in lower case.</summary>
    public string? TypeKey { get; init; }

    /// <summary>The preferred one.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ScimEmail>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ScimEmail> builder)
        {
            builder.ToTable("scim_emails");
            builder.Property(e => e.Id).ValueGeneratedNever();
            builder.Property(e => e.ValueKey).HasMaxLength(1100);
            builder.Property(e => e.TypeKey).HasMaxLength(1100);
            builder.HasIndex(e => new { e.OrganisationId, e.ValueKey });
            builder.HasOne<ScimUser>().WithMany(u => u.Emails).HasForeignKey(e => e.ScimUserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
