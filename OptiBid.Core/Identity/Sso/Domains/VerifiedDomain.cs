using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sso.Domains;

/// <summary>How the ownership of a domain was shown.</summary>
public enum DomainProof
{
    /// <summary>A TXT record.</summary>
    Dns,

    /// <summary>An operator of the platform looked at the customer's papers.</summary>
    Operator,
}

/// <summary>An e-mail domain that an organisation claims. It counts for sign-in once verified; one organisation at most can verify it.</summary>
internal sealed class VerifiedDomain : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>The domain in lower case and ASCII; its sub-domains are not included.</summary>
    public required string Domain { get; init; }

    /// <summary>What the TXT record has to hold.</summary>
    public required string Token { get; init; }

    /// <summary>When it was claimed.</summary>
    public DateTime ClaimedAtUtc { get; init; }

    /// <summary>When it was verified; null before.</summary>
    public DateTime? VerifiedAtUtc { get; set; }

    /// <summary>How.</summary>
    public DomainProof? Proof { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<VerifiedDomain>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<VerifiedDomain> builder)
        {
            builder.ToTable("verified_domains");
            builder.Property(d => d.Id).ValueGeneratedNever();
            builder.Property(d => d.Domain).HasMaxLength(253);
            builder.Property(d => d.Token).HasMaxLength(80);
            builder.Property(d => d.Proof).HasConversion<string>().HasMaxLength(20);
            builder.HasIndex(d => new { d.OrganisationId, d.Domain }).IsUnique();
            // The index decides between two organisations that verify one domain at once.
            builder.HasIndex(d => d.Domain, "IX_verified_domains_one_owner").IsUnique().HasFilter("\"VerifiedAtUtc\" IS NOT NULL");
        }
    }
}
