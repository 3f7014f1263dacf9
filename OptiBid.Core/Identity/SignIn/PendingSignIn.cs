using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>A sign-in between its first and its last factor. Ten minutes, one completion; the browser holds its token in a cookie.</summary>
internal sealed class PendingSignIn
{
    /// <summary>Id; sent codes are bound to it.</summary>
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required string TokenHash { get; init; }

    /// <summary>Who signs in.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Where to.</summary>
    public required Guid OrganisationId { get; init; }

    /// <summary>Proved so far, joined by spaces.</summary>
    public required string Methods { get; init; }

    /// <summary>The user's security stamp then: a new password ends the attempt.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>The provider that vouched for them.</summary>
    public Guid? IdentityProviderId { get; init; }

    /// <summary>The provider's session.</summary>
    public string? ProviderSessionId { get; init; }

    /// <summary>The end.</summary>
    public required DateTime ExpiresAtUtc { get; init; }

    /// <summary>When a session was made of it.</summary>
    public DateTime? CompletedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<PendingSignIn>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<PendingSignIn> builder)
        {
            builder.ToTable("pending_sign_ins");
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.Property(p => p.TokenHash).HasMaxLength(64);
            builder.Property(p => p.Methods).HasMaxLength(100);
            builder.Property(p => p.SecurityStamp).HasMaxLength(100);
            builder.Property(p => p.ProviderSessionId).HasMaxLength(500);
            builder.HasIndex(p => p.TokenHash).IsUnique();
            builder.HasIndex(p => p.ExpiresAtUtc);
            builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
