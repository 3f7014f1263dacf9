using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Notifications.Inbox;

/// <summary>A notification as the database keeps it: once, however many people see it.</summary>
internal sealed class InboxEvent : IOwnedByOrganisation
{
    /// <summary>Id, in order of time.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    /// <summary>The one who gets it, or null for everybody with the permission.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Who sees it when no user is named.</summary>
    public string? Permission { get; init; }

    /// <summary>One of <see cref="InboxKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>One more line, as <see cref="KeptSentences"/> writes it.</summary>
    public string? Detail { get; init; }

    /// <summary>Path of the page that shows more.</summary>
    public string? Link { get; init; }

    /// <summary>Somebody has to do something.</summary>
    public bool IsProblem { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>Table <c>inbox_events</c>.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<InboxEvent>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<InboxEvent> builder)
        {
            builder.ToTable("inbox_events");
            builder.HasKey(e => e.Id);
            builder.Property(e => e.Id).ValueGeneratedNever();
            builder.Property(e => e.Permission).HasMaxLength(80);
            builder.Property(e => e.Kind).HasMaxLength(40);
            builder.Property(e => e.Subject).HasMaxLength(InboxRules.SubjectLength);
            builder.Property(e => e.Detail).HasMaxLength(InboxRules.DetailLength);
            builder.Property(e => e.Link).HasMaxLength(200);
            builder.HasIndex(e => new { e.OrganisationId, e.CreatedAtUtc });
        }
    }
}

/// <summary>One user has read one notification.</summary>
internal sealed class InboxRead : IOwnedByOrganisation
{
    /// <summary>The notification.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The reader.</summary>
    public required Guid UserId { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime ReadAtUtc { get; init; }

    /// <summary>Table <c>inbox_reads</c>.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<InboxRead>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<InboxRead> builder)
        {
            builder.ToTable("inbox_reads");
            builder.HasKey(r => new { r.UserId, r.EventId });
            builder.HasOne<InboxEvent>().WithMany().HasForeignKey(r => r.EventId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
