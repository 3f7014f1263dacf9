using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sso.Enforcement;

/// <summary>That an organisation made single sign-on compulsory, and the timer that takes it back unless somebody gets in.</summary>
internal sealed class SsoEnforcement : IOwnedByOrganisation
{
    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Since when.</summary>
    public DateTime EnforcedAtUtc { get; set; }

    /// <summary>Who did it, for display.</summary>
    public required string EnforcedBy { get; set; }

    /// <summary>It ends by itself at this time unless a member signs in through the provider first.</summary>
    public DateTime SafetyEndsAtUtc { get; set; }

    /// <summary>The first sign-in through the provider since; stops the timer.</summary>
    public DateTime? ConfirmedAtUtc { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<SsoEnforcement>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<SsoEnforcement> builder)
        {
            builder.ToTable("sso_enforcements");
            builder.HasKey(e => e.OrganisationId);
            builder.Property(e => e.OrganisationId).ValueGeneratedNever();
            builder.Property(e => e.EnforcedBy).HasMaxLength(200);
        }
    }
}
