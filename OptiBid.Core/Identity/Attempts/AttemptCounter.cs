using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Attempts;

/// <summary>How often something was tried lately.</summary>
internal sealed class AttemptCounter
{
    /// <summary>What is counted, such as <c>pwd:…</c>; holds no e-mail.</summary>
    public required string Key { get; init; }

    /// <summary>Tries that were let through.</summary>
    public int Tries { get; init; }

    /// <summary>When the last one was let through.</summary>
    public DateTime LastAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AttemptCounter>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AttemptCounter> builder)
        {
            builder.ToTable("attempt_counters");
            builder.HasKey(c => c.Key);
            builder.Property(c => c.Key).HasMaxLength(100);
            builder.HasIndex(c => c.LastAtUtc);
        }
    }
}
