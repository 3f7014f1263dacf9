using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <summary>An experiment of an organisation.</summary>
internal sealed class MlExperiment : IOwnedByOrganisation
{
    /// <summary>Key of the experiment that runs go to when none is named.</summary>
    public const string DefaultKey = "0";

    /// <summary>Its name.</summary>
    public const string DefaultName = "Default";

    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }

    /// <summary>Id in MLflow's protocol: the 32 digits of <see cref="Id"/>, or 0 for the default one.</summary>
    public required string Key { get; init; }
    public required string Name { get; set; }
    public required string ArtifactLocation { get; init; }
    public bool IsDeleted { get; set; }
    public DateTime CreatedUtc { get; init; }
    public DateTime UpdatedUtc { get; set; }

    /// <summary>JSON: text by name.</summary>
    public required string Tags { get; set; }
}

/// <summary>A run of an experiment.</summary>
internal sealed class MlRun : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid ExperimentId { get; init; }
    public Guid UserId { get; init; }
    public required string StartedBy { get; init; }
    public required string Name { get; set; }
    public TrackedRunStatus Status { get; set; }
    public long StartMs { get; init; }
    public long? EndMs { get; set; }
    public bool IsDeleted { get; set; }

    /// <summary>It was deleted together with its experiment and comes back with it.</summary>
    public bool WentWithExperiment { get; set; }
    public required string ArtifactUri { get; init; }

    /// <summary>SHA-256 of the data it was trained or tested on, or null.</summary>
    public string? DataHash { get; set; }

    /// <summary>Version of the code that ran, or null.</summary>
    public string? CodeVersion { get; set; }
}

/// <summary>A parameter of a run.</summary>
internal sealed class MlParam : IOwnedByOrganisation
{
    public Guid OrganisationId { get; init; }
    public Guid RunId { get; init; }
    public required string Key { get; init; }
    public required string Value { get; init; }
}

/// <summary>A tag of a run.</summary>
internal sealed class MlTag : IOwnedByOrganisation
{
    public Guid OrganisationId { get; init; }
    public Guid RunId { get; init; }
    public required string Key { get; init; }
    public required string Value { get; set; }
}

/// <summary>One measurement.</summary>
internal sealed class MlMetric : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid RunId { get; init; }
    public required string Key { get; init; }

    /// <summary>0 where it is no number: SQLite keeps none.</summary>
    public double Value { get; init; }
    public bool IsNoNumber { get; init; }
    public long TimestampMs { get; init; }
    public long Step { get; init; }
}

/// <summary>The value of a metric at its last step.</summary>
internal sealed class MlLatestMetric : IOwnedByOrganisation
{
    public Guid OrganisationId { get; init; }
    public Guid RunId { get; init; }
    public required string Key { get; init; }
    public double Value { get; set; }
    public bool IsNoNumber { get; set; }
    public long TimestampMs { get; set; }
    public long Step { get; set; }
}

/// <summary>A file of a run.</summary>
internal sealed class MlArtifact : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid RunId { get; init; }
    public required string Path { get; init; }
    public long Size { get; set; }
    public required string Sha256 { get; set; }
    public required byte[] Content { get; set; }
    public DateTime SavedUtc { get; set; }
}

/// <summary>Table <c>ml_experiments</c>.</summary>
internal sealed class MlExperimentConfiguration : IEntityTypeConfiguration<MlExperiment>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlExperiment> builder)
    {
        builder.ToTable("ml_experiments");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Key).HasMaxLength(64);
        builder.Property(e => e.Name).HasMaxLength(TrackingRules.LongestExperimentName);
        builder.Property(e => e.ArtifactLocation).HasMaxLength(1000);
        builder.HasIndex(e => new { e.OrganisationId, e.Key }).IsUnique();
        // A deleted experiment keeps its name, as in MLflow.
        builder.HasIndex(e => new { e.OrganisationId, e.Name }).IsUnique();
    }
}

/// <summary>Table <c>ml_runs</c>.</summary>
internal sealed class MlRunConfiguration : IEntityTypeConfiguration<MlRun>
{
    public const int LongestHash = 128;
    public const int LongestVersion = 200;

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlRun> builder)
    {
        builder.ToTable("ml_runs");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.StartedBy).HasMaxLength(200);
        builder.Property(r => r.Name).HasMaxLength(TrackingRules.LongestTag);
        builder.Property(r => r.Status).HasConversion<string>().HasMaxLength(16);
        builder.Property(r => r.ArtifactUri).HasMaxLength(1200);
        builder.Property(r => r.DataHash).HasMaxLength(LongestHash);
        builder.Property(r => r.CodeVersion).HasMaxLength(LongestVersion);
        builder.HasIndex(r => new { r.ExperimentId, r.StartMs });
        builder.HasIndex(r => r.OrganisationId);
        builder.HasOne<MlExperiment>().WithMany().HasForeignKey(r => r.ExperimentId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_params</c>.</summary>
internal sealed class MlParamConfiguration : IEntityTypeConfiguration<MlParam>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlParam> builder)
    {
        builder.ToTable("ml_params");
        builder.HasKey(p => new { p.RunId, p.Key });
        builder.Property(p => p.Key).HasMaxLength(TrackingRules.LongestKey);
        builder.Property(p => p.Value).HasMaxLength(TrackingRules.LongestParam);
        builder.HasIndex(p => p.OrganisationId);
        builder.HasOne<MlRun>().WithMany().HasForeignKey(p => p.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_tags</c>.</summary>
internal sealed class MlTagConfiguration : IEntityTypeConfiguration<MlTag>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlTag> builder)
    {
        builder.ToTable("ml_tags");
        builder.HasKey(t => new { t.RunId, t.Key });
        builder.Property(t => t.Key).HasMaxLength(TrackingRules.LongestKey);
        builder.Property(t => t.Value).HasMaxLength(TrackingRules.LongestTag);
        builder.HasIndex(t => t.OrganisationId);
        builder.HasOne<MlRun>().WithMany().HasForeignKey(t => t.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_metrics</c>.</summary>
internal sealed class MlMetricConfiguration : IEntityTypeConfiguration<MlMetric>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlMetric> builder)
    {
        builder.ToTable("ml_metrics");
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.Key).HasMaxLength(TrackingRules.LongestKey);
        builder.HasIndex(m => new
        {
            m.RunId,
            m.Key,
            m.Step,
        });
        builder.HasIndex(m => m.OrganisationId);
        builder.HasOne<MlRun>().WithMany().HasForeignKey(m => m.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_latest_metrics</c>.</summary>
internal sealed class MlLatestMetricConfiguration : IEntityTypeConfiguration<MlLatestMetric>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlLatestMetric> builder)
    {
        builder.ToTable("ml_latest_metrics");
        builder.HasKey(m => new { m.RunId, m.Key });
        builder.Property(m => m.Key).HasMaxLength(TrackingRules.LongestKey);
        builder.HasIndex(m => m.OrganisationId);
        builder.HasOne<MlRun>().WithMany().HasForeignKey(m => m.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_artifacts</c>.</summary>
internal sealed class MlArtifactConfiguration : IEntityTypeConfiguration<MlArtifact>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlArtifact> builder)
    {
        builder.ToTable("ml_artifacts");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Path).HasMaxLength(500);
        builder.Property(a => a.Sha256).HasMaxLength(64);
        builder.HasIndex(a => new { a.RunId, a.Path }).IsUnique();
        builder.HasIndex(a => a.OrganisationId);
        builder.HasOne<MlRun>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
