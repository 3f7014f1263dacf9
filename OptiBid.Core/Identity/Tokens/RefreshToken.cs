using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>A refresh token: good for one use. Those that descend from one sign-in are a family.</summary>
internal sealed class RefreshToken
{
    /// <summary>Id; the public half.</summary>
    public Guid Id { get; init; }

    /// <summary>The first token of the family.</summary>
    public Guid FamilyId { get; init; }

    /// <summary>The session it renews tokens of.</summary>
    public Guid SessionId { get; init; }

    /// <summary>SHA-256 of the secret half.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>When it was issued.</summary>
    public DateTime IssuedAtUtc { get; init; }

    /// <summary>When it was used, or its family died.</summary>
    public DateTime? UsedAtUtc { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<RefreshToken>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<RefreshToken> builder)
        {
            builder.ToTable("refresh_tokens");
            builder.Property(t => t.Id).ValueGeneratedNever();
            builder.Property(t => t.SecretHash).HasMaxLength(32);
            builder.HasIndex(t => t.FamilyId);
        }
    }
}
