using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Scim.Tokens;

/// <summary>A token with which an identity provider provisions one organisation.</summary>
internal sealed class ScimToken : IOwnedByOrganisation
{
    /// <summary>Id; also the actor in the audit log.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>Hash of the secret.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>Values of <see cref="ScimScopes"/>.</summary>
    public required List<string> Scopes { get; init; }

    /// <summary>Who made it.</summary>
    public Guid CreatedBy { get; init; }

    /// <summary>When.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>When it stops working.</summary>
    public DateTime ExpiresAtUtc { get; init; }

    /// <summary>When it was revoked; null while it works.</summary>
    public DateTime? RevokedAtUtc { get; set; }

    /// <summary>Last use, to the minute.</summary>
    public DateTime? LastUsedAtUtc { get; set; }

    /// <summary>As shown.</summary>
    public ScimTokenView ToView() => new(Id, Name, Scopes, CreatedAtUtc, ExpiresAtUtc, RevokedAtUtc, LastUsedAtUtc);

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<ScimToken>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<ScimToken> builder)
        {
            builder.ToTable("scim_tokens");
            builder.Property(t => t.Id).ValueGeneratedNever();
            builder.Property(t => t.Name).HasMaxLength(100);
            builder.Property(t => t.SecretHash).HasMaxLength(32);
            builder.HasIndex(t => t.OrganisationId);
        }
    }
}
