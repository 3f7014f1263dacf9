using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>A key that signs access tokens (ECDSA P-256). The private part is protected by Data Protection.</summary>
internal sealed class SigningKey
{
    /// <summary>Id; its text is the <c>kid</c>.</summary>
    public Guid Id { get; init; }

    /// <summary>Public point, x.</summary>
    public required byte[] X { get; init; }

    /// <summary>Public point, y.</summary>
    public required byte[] Y { get; init; }

    /// <summary>Protected private key (PKCS #8).</summary>
    public required byte[] PrivateKey { get; init; }

    /// <summary>When it was made. The youngest signs; the others verify what they signed until it has expired.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<SigningKey>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<SigningKey> builder)
        {
            builder.ToTable("signing_keys");
            builder.Property(k => k.Id).ValueGeneratedNever();
            builder.Property(k => k.X).HasMaxLength(32);
            builder.Property(k => k.Y).HasMaxLength(32);
            builder.Property(k => k.PrivateKey).HasMaxLength(2000);
        }
    }
}
