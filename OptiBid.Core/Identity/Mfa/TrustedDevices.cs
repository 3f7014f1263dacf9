using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>A browser that somebody signed in from. It is known to the lockout; where the user said so, it also stands in for the second factor.</summary>
internal sealed class TrustedDevice
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>SHA-256 of the cookie's secret.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The user's security stamp then: a new password or a removed factor ends the device.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>The browser, as it names itself.</summary>
    public required string Agent { get; init; }

    /// <summary>Stands in for the second factor.</summary>
    public required bool SkipsSecondFactor { get; init; }

    /// <summary>Since when.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>When it was last used.</summary>
    public required DateTime LastUsedAtUtc { get; init; }

    /// <summary>The end.</summary>
    public required DateTime ExpiresAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<TrustedDevice>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<TrustedDevice> builder)
        {
            builder.ToTable("trusted_devices");
            builder.Property(d => d.Id).ValueGeneratedNever();
            builder.Property(d => d.TokenHash).HasMaxLength(64);
            builder.Property(d => d.SecurityStamp).HasMaxLength(100);
            builder.Property(d => d.Agent).HasMaxLength(200);
            builder.HasIndex(d => d.TokenHash).IsUnique();
            builder.HasIndex(d => d.UserId);
            builder.HasOne<User>().WithMany().HasForeignKey(d => d.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Remembers browsers by a random token in a cookie of their own.</summary>
internal sealed class TrustedDevices(IPlatformContexts contexts, TimeProvider time)
{
    /// <summary>Days that a device is known.</summary>
    public const int Days = 30;

    /// <summary>Remembers a browser; the token for its cookie.</summary>
    public async Task<string> AddAsync(
        Guid userId,
        string securityStamp,
        string? agent,
        bool skipsSecondFactor,
        CancellationToken cancellationToken
    )
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var over = now.UtcDateTime;
        await db.Set<TrustedDevice>().Where(d => d.UserId == userId && d.ExpiresAtUtc < over).ExecuteDeleteAsync(cancellationToken);
        db.Add(
            new TrustedDevice
            {
                Id = Guid.CreateVersion7(now),
                UserId = userId,
                TokenHash = HashOf(token),
                SecurityStamp = securityStamp,
                Agent = agent is { Length: > 200 } ? agent[..200] : agent ?? "Unknown browser",
                SkipsSecondFactor = skipsSecondFactor,
                CreatedAtUtc = now.UtcDateTime,
                LastUsedAtUtc = now.UtcDateTime,
                ExpiresAtUtc = now.UtcDateTime.AddDays(Days),
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>The device of this user behind a cookie; null for another user's, an ended or an unknown one.</summary>
    public async Task<TrustedDevice?> FindAsync(string? token, Guid userId, string securityStamp, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var (hash, now) = (HashOf(token), time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var device = await db.Set<TrustedDevice>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                d => d.TokenHash == hash && d.UserId == userId && d.SecurityStamp == securityStamp && d.ExpiresAtUtc > now,
                cancellationToken
            );
        if (device is not null)
        {
            await db.Set<TrustedDevice>()
                .Where(d => d.Id == device.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.LastUsedAtUtc, now), cancellationToken);
        }

        return device;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
