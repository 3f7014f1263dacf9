using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Members;

/// <summary>An invitation into an organisation. Its link holds a secret that is stored as a hash only, works once and for seven days.</summary>
internal sealed class Invitation : IOwnedByOrganisation
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Whom it invites.</summary>
    public required string Email { get; init; }

    /// <summary>The compared form of the address.</summary>
    public required string EmailKey { get; init; }

    /// <summary>The role they get.</summary>
    public required string RoleKey { get; init; }

    /// <summary>SHA-256 of the link's secret.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>Who invited them.</summary>
    public Guid InvitedBy { get; init; }

    /// <summary>Their name.</summary>
    public required string InvitedByName { get; init; }

    /// <summary>When.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>When the link was last sent.</summary>
    public DateTime SentAtUtc { get; set; }

    /// <summary>When the link stops working.</summary>
    public DateTime ExpiresAtUtc { get; set; }

    /// <summary>When it was accepted.</summary>
    public DateTime? AcceptedAtUtc { get; set; }

    /// <summary>When it was withdrawn.</summary>
    public DateTime? WithdrawnAtUtc { get; set; }

    /// <summary>It can still be accepted, resent or withdrawn.</summary>
    public bool IsOpen => AcceptedAtUtc is null && WithdrawnAtUtc is null;

    /// <summary>A new invitation and the secret of its link.</summary>
    public static (Invitation Row, string Token) Create(
        Guid organisationId,
        string email,
        string roleKey,
        Guid invitedBy,
        string invitedByName,
        DateTime nowUtc
    )
    {
        var token = NewToken();
        return (
            new()
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = organisationId,
                Email = email.Trim(),
                EmailKey = EmailAddresses.Normalise(email),
                RoleKey = roleKey,
                TokenHash = HashOf(token),
                InvitedBy = invitedBy,
                InvitedByName = invitedByName,
                CreatedAtUtc = nowUtc,
                SentAtUtc = nowUtc,
                ExpiresAtUtc = nowUtc + Life,
            },
            token
        );
    }

    /// <summary>A new secret; the old link ends.</summary>
    public string Renew(DateTime nowUtc)
    {
        var token = NewToken();
        TokenHash = HashOf(token);
        SentAtUtc = nowUtc;
        ExpiresAtUtc = nowUtc + Life;
        return token;
    }

    /// <summary>The stored form of a secret.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>What the audit log keeps of it.</summary>
    public object Audited() =>
        new
        {
            Email,
            RoleKey,
            ExpiresAtUtc,
        };

    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<Invitation>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<Invitation> builder)
        {
            builder.ToTable("invitations");
            builder.Property(i => i.Id).ValueGeneratedNever();
            builder.Property(i => i.Email).HasMaxLength(EmailAddresses.MaxLength);
            builder.Property(i => i.EmailKey).HasMaxLength(EmailAddresses.MaxLength);
            builder.Property(i => i.RoleKey).HasMaxLength(40);
            builder.Property(i => i.TokenHash).HasMaxLength(32).IsConcurrencyToken();
            builder.Property(i => i.InvitedByName).HasMaxLength(200);
            builder.Property(i => i.AcceptedAtUtc).IsConcurrencyToken();
            builder.Property(i => i.WithdrawnAtUtc).IsConcurrencyToken();
            builder.HasIndex(i => i.TokenHash).IsUnique();
            builder
                .HasIndex(i => new { i.OrganisationId, i.EmailKey })
                .IsUnique()
                .HasFilter("\"AcceptedAtUtc\" IS NULL AND \"WithdrawnAtUtc\" IS NULL");
            builder.HasOne<Organisation>().WithMany().HasForeignKey(i => i.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
