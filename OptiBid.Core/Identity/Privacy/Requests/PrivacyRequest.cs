using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Privacy.Requests;

/// <summary>A request about somebody's data: the evidence that it was answered in time. Holds ids only, so it outlives the erasure.</summary>
internal sealed class PrivacyRequest : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    /// <summary>Whose data. Not called a user id: the row does not go with the account.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>What was asked.</summary>
    public required PrivacyRequestKind Kind { get; init; }

    /// <summary>Everything about the person, or what the organisation holds.</summary>
    public required bool IsWholePerson { get; init; }

    /// <summary>Who asked.</summary>
    public required Guid RequestedById { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTime ReceivedAtUtc { get; init; }

    /// <summary>When it has to be done.</summary>
    public required DateTime DueAtUtc { get; init; }

    /// <summary>Until then it can be withdrawn.</summary>
    public required DateTime NotBeforeUtc { get; init; }

    /// <summary>When it was done or withdrawn.</summary>
    public DateTime? ClosedAtUtc { get; set; }

    /// <summary>Who did that.</summary>
    public Guid? ClosedById { get; set; }

    /// <summary>It was withdrawn.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>Traces that a search found afterwards.</summary>
    public int Leftovers { get; set; }

    /// <summary>What was done, or what stands in the way. Never personal data.</summary>
    public string? Outcome { get; set; }

    /// <summary>Marks it closed.</summary>
    public void Close(DateTime nowUtc, Guid by, string outcome) => (ClosedAtUtc, ClosedById, Outcome) = (nowUtc, by, outcome);

    /// <summary>As shown.</summary>
    public PrivacyRequestView ToView(Func<Guid, string> nameOf, DateTime nowUtc) =>
        new(
            Id,
            PersonId,
            nameOf(PersonId),
            Kind,
            RequestedById == PersonId,
            ReceivedAtUtc,
            DueAtUtc,
            NotBeforeUtc,
            ClosedAtUtc,
            ClosedById is { } by ? nameOf(by) : null,
            State,
            ClosedAtUtc is null && nowUtc > DueAtUtc,
            Outcome
        );

    private PrivacyRequestState State =>
        this switch
        {
            { IsWithdrawn: true } => PrivacyRequestState.Withdrawn,
            { ClosedAtUtc: not null, Leftovers: > 0 } => PrivacyRequestState.DoneWithLeftovers,
            { ClosedAtUtc: not null } => PrivacyRequestState.Done,
            { Outcome: not null } => PrivacyRequestState.Blocked,
            _ => PrivacyRequestState.Waiting,
        };

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<PrivacyRequest>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<PrivacyRequest> builder)
        {
            builder.ToTable("privacy_requests");
            builder.Property(r => r.Id).ValueGeneratedNever();
            builder.Property(r => r.Kind).HasConversion<string>().HasMaxLength(20);
            builder.Property(r => r.Reason).HasMaxLength(500);
            builder.Property(r => r.Outcome).HasMaxLength(1000);
            builder.Property(r => r.ClosedAtUtc).IsConcurrencyToken();
            builder.HasIndex(r => new { r.OrganisationId, r.ReceivedAtUtc });
            builder.HasIndex(r => r.PersonId);
        }
    }
}
