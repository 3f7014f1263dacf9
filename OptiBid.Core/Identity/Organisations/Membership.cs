using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Organisations;

/// <summary>How somebody became a member.</summary>
public enum MembershipSource
{
    /// <summary>Made at the first start.</summary>
    Seed,

    /// <summary>Accepted an invitation.</summary>
    Invitation,

    /// <summary>Signed in through the organisation's identity provider.</summary>
    SingleSignOn,

    /// <summary>Provisioned over SCIM.</summary>
    Scim,

    /// <summary>Created the organisation.</summary>
    Creation,
}

/// <summary>A user's place in one organisation. A user may have several.</summary>
internal sealed class Membership : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>The user.</summary>
    public Guid UserId { get; init; }

    /// <summary>A built-in role's name (<see cref="Roles"/>) or a custom role's id.</summary>
    public required string RoleKey { get; set; }

    /// <summary>How they became a member.</summary>
    public MembershipSource Source { get; init; }

    /// <summary>When.</summary>
    public DateTime JoinedAtUtc { get; init; }

    /// <summary>Suspended since; null when they can work.</summary>
    public DateTime? SuspendedAtUtc { get; set; }

    /// <summary>May sign in with password and second factor although single sign-on is enforced; each use raises an alarm.</summary>
    public bool IsBreakGlass { get; set; }

    /// <summary>What the audit log keeps of it.</summary>
    public object Audited() =>
        new
        {
            RoleKey,
            Source = Source.ToString(),
            IsSuspended = SuspendedAtUtc is not null,
            IsBreakGlass,
        };

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<Membership>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<Membership> builder)
        {
            builder.ToTable("memberships");
            builder.Property(m => m.Id).ValueGeneratedNever();
            builder.Property(m => m.RoleKey).HasMaxLength(40);
            builder.Property(m => m.Source).HasConversion<string>().HasMaxLength(20);
            builder.HasIndex(m => new { m.UserId, m.OrganisationId }).IsUnique();
            builder.HasIndex(m => m.OrganisationId);
            builder.HasOne<Organisation>().WithMany().HasForeignKey(m => m.OrganisationId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
