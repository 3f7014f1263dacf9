using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Notifications.Outbox;

/// <summary>A message of the local outbox. Nothing was sent.</summary>
internal sealed class OutboxMessage
{
    /// <summary>Id, in order of time.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="OutboxChannels"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>Address or number.</summary>
    public required string Recipient { get; init; }

    /// <summary>Subject of an e-mail.</summary>
    public string? Subject { get; init; }

    /// <summary>The body.</summary>
    public required string Text { get; init; }

    /// <summary>When it was handed over.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<OutboxMessage>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<OutboxMessage> builder)
        {
            builder.ToTable("outbox_messages");
            builder.Property(m => m.Id).ValueGeneratedNever();
            builder.Property(m => m.Channel).HasMaxLength(10);
            builder.Property(m => m.Recipient).HasMaxLength(320);
            builder.Property(m => m.Subject).HasMaxLength(500);
            builder.HasIndex(m => m.CreatedAtUtc);
        }
    }
}
