using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>The factors of a user that are one of a kind. No row: none of them.</summary>
internal sealed class UserFactors
{
    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Key under which this user's codes are hashed; protected.</summary>
    public required string ProtectedCodeKey { get; init; }

    /// <summary>Secret of the authenticator app; protected. Null without one.</summary>
    public string? ProtectedTotpSecret { get; set; }

    /// <summary>Last 30-second step whose code was taken: a code of it or of an earlier step is refused.</summary>
    public long TotpLastStep { get; set; }

    /// <summary>Since when the app counts.</summary>
    public DateTime? TotpSinceUtc { get; set; }

    /// <summary>Secret of an app that is being set up; protected.</summary>
    public string? ProtectedNewTotpSecret { get; set; }

    /// <summary>Codes may be sent to the verified e-mail.</summary>
    public bool EmailCodes { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<UserFactors>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<UserFactors> builder)
        {
            builder.ToTable("user_factors");
            builder.HasKey(f => f.UserId);
            builder.Property(f => f.UserId).ValueGeneratedNever();
            builder.Property(f => f.ProtectedCodeKey).HasMaxLength(500);
            builder.Property(f => f.ProtectedTotpSecret).HasMaxLength(500);
            builder.Property(f => f.ProtectedNewTotpSecret).HasMaxLength(500);
            builder.HasOne<User>().WithOne().HasForeignKey<UserFactors>(f => f.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A backup code: used once, kept as a hash.</summary>
internal sealed class BackupCode
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>HMAC-SHA256 under the user's code key.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was used.</summary>
    public DateTime? UsedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<BackupCode>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<BackupCode> builder)
        {
            builder.ToTable("backup_codes");
            builder.Property(c => c.Id).ValueGeneratedNever();
            builder.Property(c => c.Hash).HasMaxLength(64);
            builder.HasIndex(c => new { c.UserId, c.Hash }).IsUnique();
            builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A code that was sent to a phone or an address: six digits, a few minutes, five tries, for one purpose of one session.</summary>
internal sealed class SentCode
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary><c>sms</c> or <c>email</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The pending sign-in or the session that asked for it: no other can use it.</summary>
    public required Guid BoundTo { get; init; }

    /// <summary>Where it was sent.</summary>
    public required string Recipient { get; init; }

    /// <summary>HMAC-SHA256 under the user's code key.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTime SentAtUtc { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTime ExpiresAtUtc { get; init; }

    /// <summary>Tries so far.</summary>
    public int Tries { get; init; }

    /// <summary>When it was used.</summary>
    public DateTime? UsedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<SentCode>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<SentCode> builder)
        {
            builder.ToTable("sent_codes");
            builder.Property(c => c.Id).ValueGeneratedNever();
            builder.Property(c => c.Channel).HasMaxLength(10);
            builder.Property(c => c.Recipient).HasMaxLength(320);
            builder.Property(c => c.Hash).HasMaxLength(64);
            builder.HasIndex(c => new { c.UserId, c.BoundTo });
            builder.HasIndex(c => c.ExpiresAtUtc);
            builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
