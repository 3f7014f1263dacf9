using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Access;

/// <summary>What a waiting change does.</summary>
public enum PendingChangeKind
{
    /// <summary>Gives a member another role.</summary>
    AssignRole,

    /// <summary>Creates or changes a custom role.</summary>
    SaveRole,

    /// <summary>Invites somebody.</summary>
    Invite,
}

/// <summary>A change that needs two administrators, with what the second one has to know.</summary>
internal sealed class PendingChange : IOwnedByOrganisation
{
    /// <summary>A change that nobody decides lapses after this.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>What it does.</summary>
    public PendingChangeKind Kind { get; init; }

    /// <summary>In words.</summary>
    public required string Summary { get; init; }

    /// <summary>The arguments as JSON.</summary>
    public required string Arguments { get; init; }

    /// <summary>Whom it favours; they cannot approve it.</summary>
    public Guid? SubjectUserId { get; init; }

    /// <summary>Address that an invitation would go to.</summary>
    public string? Email { get; init; }

    /// <summary>Who asked for it.</summary>
    public Guid RequestedBy { get; init; }

    /// <summary>Their name.</summary>
    public required string RequestedByName { get; init; }

    /// <summary>When.</summary>
    public DateTime RequestedAtUtc { get; init; }

    /// <summary>When it was decided; null while it waits.</summary>
    public DateTime? DecidedAtUtc { get; set; }

    /// <summary>Who decided.</summary>
    public Guid? DecidedBy { get; set; }

    /// <summary>It was approved.</summary>
    public bool IsApproved { get; set; }

    /// <summary>The arguments of a kind.</summary>
    public T ArgumentsAs<T>() => JsonSerializer.Deserialize<T>(Arguments, JsonSerializerOptions.Web)!;

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<PendingChange>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<PendingChange> builder)
        {
            builder.ToTable("pending_changes");
            builder.Property(c => c.Id).ValueGeneratedNever();
            builder.Property(c => c.Kind).HasConversion<string>().HasMaxLength(20);
            builder.Property(c => c.Summary).HasMaxLength(500);
            builder.Property(c => c.Email).HasMaxLength(256);
            builder.Property(c => c.RequestedByName).HasMaxLength(200);
            builder.Property(c => c.DecidedAtUtc).IsConcurrencyToken();
            builder.HasIndex(c => new { c.OrganisationId, c.DecidedAtUtc });
        }
    }
}

/// <summary>Arguments of <see cref="PendingChangeKind.AssignRole"/>.</summary>
internal sealed record AssignRoleArguments(Guid UserId, string RoleKey);

/// <summary>Arguments of <see cref="PendingChangeKind.SaveRole"/>.</summary>
internal sealed record SaveRoleArguments(string? Key, RoleDraft Draft);

/// <summary>Arguments of <see cref="PendingChangeKind.Invite"/>.</summary>
internal sealed record InviteArguments(string Email, string RoleKey);
