using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Passkeys;

/// <summary>A passkey of a user: the public half. What proves its holder never leaves their device.</summary>
internal sealed class Passkey
{
    /// <summary>Id, for pages and records.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The authenticator's id of it, base64url.</summary>
    public required string CredentialId { get; init; }

    /// <summary>What the user calls it.</summary>
    public required string Name { get; set; }

    /// <summary>Public key (COSE).</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The authenticator's counter at the last use; never goes back. Zero for authenticators that do not count.</summary>
    public long SignCount { get; init; }

    /// <summary>How the browser reaches the authenticator, joined by commas.</summary>
    public required string Transports { get; init; }

    /// <summary>It can be copied between the devices of its user.</summary>
    public bool IsBackupEligible { get; init; }

    /// <summary>It is.</summary>
    public bool IsBackedUp { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>When it last proved its user.</summary>
    public DateTime? LastUsedAtUtc { get; init; }

    /// <summary>A credential id as it is stored.</summary>
    public static string KeyOf(ReadOnlySpan<byte> credentialId) => Base64Url.EncodeToString(credentialId);

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<Passkey>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<Passkey> builder)
        {
            builder.ToTable("user_passkeys");
            builder.Property(p => p.Id).ValueGeneratedNever();
            // WebAuthn allows 1,023 bytes.
            builder.Property(p => p.CredentialId).HasMaxLength(1364);
            builder.Property(p => p.Name).HasMaxLength(PasskeyLimits.NameLength);
            builder.Property(p => p.Transports).HasMaxLength(200);
            builder.HasIndex(p => p.CredentialId).IsUnique();
            builder.HasIndex(p => p.UserId);
            builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A challenge that was answered: its answer is worth nothing the second time.</summary>
internal sealed class UsedChallenge
{
    /// <summary>SHA-256 of the challenge's ticket.</summary>
    public required string Hash { get; init; }

    /// <summary>The ticket is refused by its age from then on, so the row may go.</summary>
    public required DateTime ExpiresAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<UsedChallenge>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<UsedChallenge> builder)
        {
            builder.ToTable("used_passkey_challenges");
            builder.HasKey(c => c.Hash);
            builder.Property(c => c.Hash).HasMaxLength(64);
            builder.HasIndex(c => c.ExpiresAtUtc);
        }
    }
}
