using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>
/// One signed-in session of a user in one organisation. Belongs to the platform, not to the organisation: it is looked up before the
/// organisation is known.
/// </summary>
internal sealed class Session
{
    /// <summary>Id; the public half of the token.</summary>
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the secret half.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>The user.</summary>
    public Guid UserId { get; init; }

    /// <summary>The organisation they act for.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>Values of <see cref="AuthenticationMethods"/>.</summary>
    public required List<string> Methods { get; init; }

    /// <summary>The organisation's identity provider that vouched for them.</summary>
    public Guid? IdentityProviderId { get; init; }

    /// <summary>That provider's <c>sid</c>.</summary>
    public string? ProviderSessionId { get; init; }

    /// <summary>The user's security stamp at the start; a session with another one has ended.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>When it started.</summary>
    public DateTime StartedAtUtc { get; init; }

    /// <summary>When the user last proved who they are.</summary>
    public DateTime VerifiedAtUtc { get; init; }

    /// <summary>Last use; written at most once a minute.</summary>
    public DateTime LastUsedAtUtc { get; set; }

    /// <summary>The absolute end.</summary>
    public DateTime ExpiresAtUtc { get; init; }

    /// <summary>Address of the client at the start.</summary>
    public string? Address { get; init; }

    /// <summary>User agent at the start.</summary>
    public string? Agent { get; init; }

    /// <summary>When it was ended.</summary>
    public DateTime? EndedAtUtc { get; set; }

    /// <summary>Why.</summary>
    public string? EndReason { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<Session>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.ToTable("sessions");
            builder.Property(s => s.Id).ValueGeneratedNever();
            builder.Property(s => s.SecretHash).HasMaxLength(32);
            builder.Property(s => s.ProviderSessionId).HasMaxLength(300);
            builder.Property(s => s.SecurityStamp).HasMaxLength(100);
            builder.Property(s => s.Address).HasMaxLength(64);
            builder.Property(s => s.Agent).HasMaxLength(300);
            builder.Property(s => s.EndReason).HasMaxLength(100);
            builder.HasIndex(s => new { s.UserId, s.EndedAtUtc });
            builder.HasIndex(s => new { s.OrganisationId, s.EndedAtUtc });
            builder.HasIndex(s => s.IdentityProviderId);
            builder.HasIndex(s => s.ExpiresAtUtc);
        }
    }
}

/// <summary>Which sessions; what is null does not matter.</summary>
internal sealed record SessionFilter
{
    /// <summary>This one.</summary>
    public Guid? Id { get; init; }

    /// <summary>Those of a user.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Those in an organisation.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>All but this one.</summary>
    public Guid? ExceptId { get; init; }

    /// <summary>Those that a provider started.</summary>
    public Guid? IdentityProviderId { get; init; }

    /// <summary>Those of one session at the provider.</summary>
    public string? ProviderSessionId { get; init; }
}
