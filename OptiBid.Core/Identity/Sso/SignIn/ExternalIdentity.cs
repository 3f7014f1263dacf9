using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <summary>Ties somebody at a provider to a user: by provider, issuer and subject (Entra: tenant and object id), never by e-mail.</summary>
internal sealed class ExternalIdentity : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>The provider.</summary>
    public Guid ProviderId { get; init; }

    /// <summary>Issuer; for Entra the tenant id.</summary>
    public required string Issuer { get; init; }

    /// <summary>Subject; for Entra the object id.</summary>
    public required string Subject { get; init; }

    /// <summary>The user.</summary>
    public Guid UserId { get; init; }

    /// <summary>When they were tied.</summary>
    public DateTime LinkedAtUtc { get; init; }

    /// <summary>Last sign-in through it.</summary>
    public DateTime? LastSignInAtUtc { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ExternalIdentity>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ExternalIdentity> builder)
        {
            builder.ToTable("external_identities");
            builder.Property(i => i.Id).ValueGeneratedNever();
            builder.Property(i => i.Issuer).HasMaxLength(500);
            builder.Property(i => i.Subject).HasMaxLength(255);
            builder
                .HasIndex(i => new
                {
                    i.ProviderId,
                    i.Issuer,
                    i.Subject,
                })
                .IsUnique();
            builder.HasIndex(i => i.UserId);
        }
    }
}
