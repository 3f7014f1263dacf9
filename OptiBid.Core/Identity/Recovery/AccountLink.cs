using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Recovery;

/// <summary>A link that was mailed to a user: once, for one purpose, as long as their credentials stay as they were.</summary>
internal sealed class AccountLink
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary><c>reset-password</c> or <c>verify-email</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>SHA-256 of the token in the link.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The user's security stamp then.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>The address it was sent to.</summary>
    public required string Email { get; init; }

    /// <summary>The end.</summary>
    public required DateTime ExpiresAtUtc { get; init; }

    /// <summary>When it was used.</summary>
    public DateTime? UsedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AccountLink>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AccountLink> builder)
        {
            builder.ToTable("account_links");
            builder.Property(l => l.Id).ValueGeneratedNever();
            builder.Property(l => l.Purpose).HasMaxLength(30);
            builder.Property(l => l.TokenHash).HasMaxLength(64);
            builder.Property(l => l.SecurityStamp).HasMaxLength(100);
            builder.Property(l => l.Email).HasMaxLength(256);
            builder.HasIndex(l => l.TokenHash).IsUnique();
            builder.HasIndex(l => l.ExpiresAtUtc);
            builder.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
