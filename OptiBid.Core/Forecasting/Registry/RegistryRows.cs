using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>A registered model.</summary>
internal sealed class MlModel : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public required string Name { get; set; }
    public required string Description { get; set; }

    /// <summary>JSON: text by name.</summary>
    public required string Tags { get; set; }

    /// <summary>JSON: number of the version by alias.</summary>
    public required string Aliases { get; set; }
    public DateTime CreatedUtc { get; init; }
    public DateTime UpdatedUtc { get; set; }

    /// <summary>Counts changes; the concurrency token, so that two approvals at once leave one version in production.</summary>
    public int Revision { get; set; }
}

/// <summary>A version of a model.</summary>
internal sealed class MlModelVersion : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid ModelId { get; init; }
    public int Number { get; init; }
    public Guid UserId { get; init; }
    public required string RegisteredBy { get; init; }
    public ModelStage Stage { get; set; }
    public required string Description { get; set; }
    public required string Source { get; init; }
    public string? RunId { get; init; }
    public string? RunLink { get; init; }

    /// <summary>JSON: text by name.</summary>
    public required string Tags { get; set; }
    public DateTime CreatedUtc { get; init; }
    public DateTime UpdatedUtc { get; set; }

    /// <summary>Its number is not given away again.</summary>
    public bool IsDeleted { get; set; }
}

/// <summary>A promotion that was asked for, or a rollback.</summary>
internal sealed class MlPromotion : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid ModelId { get; init; }
    public int Number { get; init; }
    public PromotionKind Kind { get; init; }
    public PromotionState State { get; set; }

    /// <summary>The version that was in production before it, once it is approved.</summary>
    public int? PreviousNumber { get; set; }
    public Guid RequesterId { get; init; }
    public required string RequestedBy { get; init; }
    public required string Reason { get; init; }
    public DateTime RequestedUtc { get; init; }
    public DateTime? DecidedUtc { get; set; }
    public Guid? DeciderId { get; set; }
    public string? DecidedBy { get; set; }
    public string? Answer { get; set; }
}

/// <summary>Table <c>ml_models</c>.</summary>
internal sealed class MlModelConfiguration : IEntityTypeConfiguration<MlModel>
{
    /// <summary>Longest name.</summary>
    public const int LongestName = 256;

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlModel> builder)
    {
        builder.ToTable("ml_models");
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.Name).HasMaxLength(LongestName);
        builder.Property(m => m.Description).HasMaxLength(TrackingRules.LongestTag);
        builder.Property(m => m.Revision).IsConcurrencyToken();
        builder.HasIndex(m => new { m.OrganisationId, m.Name }).IsUnique();
    }
}

/// <summary>Table <c>ml_model_versions</c>.</summary>
internal sealed class MlModelVersionConfiguration : IEntityTypeConfiguration<MlModelVersion>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlModelVersion> builder)
    {
        builder.ToTable("ml_model_versions");
        builder.HasKey(v => v.Id);
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Property(v => v.RegisteredBy).HasMaxLength(200);
        builder.Property(v => v.Stage).HasConversion<string>().HasMaxLength(16);
        builder.Property(v => v.Description).HasMaxLength(TrackingRules.LongestTag);
        builder.Property(v => v.Source).HasMaxLength(1200);
        builder.Property(v => v.RunId).HasMaxLength(64);
        builder.Property(v => v.RunLink).HasMaxLength(1200);
        builder.HasIndex(v => new { v.ModelId, v.Number }).IsUnique();
        builder.HasIndex(v => v.OrganisationId);
        builder.HasOne<MlModel>().WithMany().HasForeignKey(v => v.ModelId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_promotions</c>.</summary>
internal sealed class MlPromotionConfiguration : IEntityTypeConfiguration<MlPromotion>
{
    /// <summary>Longest reason.</summary>
    public const int LongestReason = 1000;

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MlPromotion> builder)
    {
        builder.ToTable("ml_promotions");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Kind).HasConversion<string>().HasMaxLength(16);
        builder.Property(p => p.State).HasConversion<string>().HasMaxLength(16).IsConcurrencyToken();
        builder.Property(p => p.RequestedBy).HasMaxLength(200);
        builder.Property(p => p.DecidedBy).HasMaxLength(200);
        builder.Property(p => p.Reason).HasMaxLength(LongestReason);
        builder.Property(p => p.Answer).HasMaxLength(LongestReason);
        builder.HasIndex(p => new { p.ModelId, p.RequestedUtc });
        builder.HasIndex(p => p.OrganisationId);
        builder.HasOne<MlModel>().WithMany().HasForeignKey(p => p.ModelId).OnDelete(DeleteBehavior.Cascade);
    }
}
