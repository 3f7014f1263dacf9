using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.ApiKeys;

/// <summary>A key with which a program acts for a user or as a service account.</summary>
internal sealed class ApiKey : IOwnedByOrganisation
{
    /// <summary>Id; the public half of the key.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret half.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>Its owner, a user.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Or its owner, a service account.</summary>
    public Guid? ServiceAccountId { get; init; }

    /// <summary>Permissions that it may use, of those that its owner holds when it is used.</summary>
    public required List<string> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>Who made it.</summary>
    public Guid CreatedBy { get; init; }

    /// <summary>When it stops working.</summary>
    public DateTime ExpiresAtUtc { get; init; }

    /// <summary>Last use, written at most once a minute.</summary>
    public DateTime? LastUsedAtUtc { get; set; }

    /// <summary>When it was revoked.</summary>
    public DateTime? RevokedAtUtc { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ApiKey>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.ToTable("api_keys");
            builder.Property(k => k.Id).ValueGeneratedNever();
            builder.Property(k => k.Name).HasMaxLength(100);
            builder.Property(k => k.SecretHash).HasMaxLength(32);
            builder.HasIndex(k => new { k.OrganisationId, k.UserId });
            builder.HasIndex(k => k.ServiceAccountId);
        }
    }
}

/// <summary>A program as a member of the organisation. It signs in with API keys only.</summary>
internal sealed class ServiceAccount : IOwnedByOrganisation
{
    /// <summary>Id; recorded on what it changes.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Name, unique in the organisation.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do: never more than whoever made it could.</summary>
    public required List<string> Permissions { get; init; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>When it was disabled.</summary>
    public DateTime? DisabledAtUtc { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ServiceAccount>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ServiceAccount> builder)
        {
            builder.ToTable("service_accounts");
            builder.Property(a => a.Id).ValueGeneratedNever();
            builder.Property(a => a.Name).HasMaxLength(100);
            builder.HasIndex(a => new { a.OrganisationId, a.Name }).IsUnique();
        }
    }
}
