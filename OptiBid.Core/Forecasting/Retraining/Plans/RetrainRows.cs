using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Retraining.Plans;

/// <summary>A plan of an organisation.</summary>
internal sealed class RetrainPlan : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public required string Model { get; set; }
    public required string Market { get; set; }
    public required string Node { get; set; }
    public required string Product { get; set; }

    /// <summary>Minutes after midnight on the clock of the market.</summary>
    public int AtMinute { get; set; }

    /// <summary>Bit 0 is Sunday.</summary>
    public int DaysOfWeek { get; set; }

    /// <summary>Names, separated by commas.</summary>
    public required string Candidates { get; set; }
    public RetrainTrigger Trigger { get; set; }
    public int ValidationDays { get; set; }
    public int ShadowDays { get; set; }
    public double PsiLimit { get; set; }
    public double RmaeLimit { get; set; }
    public int MostAgeDays { get; set; }
    public bool IsEnabled { get; set; }

    /// <summary>When it runs next; whoever moves it on runs it.</summary>
    public DateTime? NextUtc { get; set; }
    public Guid UserId { get; init; }
    public required string MadeBy { get; init; }
    public DateTime CreatedUtc { get; init; }
    public DateTime UpdatedUtc { get; set; }
    public int Revision { get; set; }

    public SeriesKey Target => new(Market, Node, Product);
}

/// <summary>One job of a plan.</summary>
internal sealed class RetrainJob : IOwnedByOrganisation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid PlanId { get; init; }
    public RetrainJobState State { get; set; }
    public RetrainOutcome? Outcome { get; set; }
    public bool IsByHand { get; init; }
    public Guid UserId { get; init; }
    public required string StartedBy { get; init; }
    public DateTime CreatedUtc { get; init; }
    public DateTime? StartedUtc { get; set; }
    public DateTime? FinishedUtc { get; set; }

    /// <summary>JSON of the lines of its log.</summary>
    public required string Log { get; set; }

    /// <summary>JSON of the quality checks, or null.</summary>
    public string? Quality { get; set; }

    /// <summary>JSON of the drift report, or null.</summary>
    public string? Drift { get; set; }

    /// <summary>JSON of the comparison of the trial, or null.</summary>
    public string? Trial { get; set; }
}

/// <summary>The error of one version on one day, forecast from what was public before the gate.</summary>
internal sealed class RetrainDay : IOwnedByOrganisation
{
    public Guid OrganisationId { get; init; }
    public Guid PlanId { get; init; }

    /// <summary>Name of the forecaster: two versions of one forecaster make the same forecasts.</summary>
    public required string Forecaster { get; init; }
    public DateOnly Day { get; init; }
    public double Mae { get; init; }
    public double NaiveMae { get; init; }
}

/// <summary>Table <c>ml_retrain_plans</c>.</summary>
internal sealed class RetrainPlanConfiguration : IEntityTypeConfiguration<RetrainPlan>
{
    /// <summary>Longest list of candidates.</summary>
    public const int LongestCandidates = 600;

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<RetrainPlan> builder)
    {
        builder.ToTable("ml_retrain_plans");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Ignore(p => p.Target);
        builder.Property(p => p.Model).HasMaxLength(MlModelConfiguration.LongestName);
        builder.Property(p => p.Market).HasMaxLength(32);
        builder.Property(p => p.Node).HasMaxLength(200);
        builder.Property(p => p.Product).HasMaxLength(64);
        builder.Property(p => p.Candidates).HasMaxLength(LongestCandidates);
        builder.Property(p => p.Trigger).HasConversion<string>().HasMaxLength(16);
        builder.Property(p => p.MadeBy).HasMaxLength(200);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.HasIndex(p => new { p.OrganisationId, p.Model }).IsUnique();
        builder.HasIndex(p => p.NextUtc);
    }
}

/// <summary>Table <c>ml_retrain_jobs</c>.</summary>
internal sealed class RetrainJobConfiguration : IEntityTypeConfiguration<RetrainJob>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<RetrainJob> builder)
    {
        builder.ToTable("ml_retrain_jobs");
        builder.HasKey(j => j.Id);
        builder.Property(j => j.Id).ValueGeneratedNever();
        builder.Property(j => j.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(j => j.Outcome).HasConversion<string>().HasMaxLength(32);
        builder.Property(j => j.StartedBy).HasMaxLength(200);
        builder.HasIndex(j => new { j.PlanId, j.CreatedUtc });
        builder.HasIndex(j => new { j.State, j.CreatedUtc });
        builder.HasIndex(j => j.OrganisationId);
        builder.HasOne<RetrainPlan>().WithMany().HasForeignKey(j => j.PlanId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Table <c>ml_retrain_days</c>.</summary>
internal sealed class RetrainDayConfiguration : IEntityTypeConfiguration<RetrainDay>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<RetrainDay> builder)
    {
        builder.ToTable("ml_retrain_days");
        builder.HasKey(d => new
        {
            d.PlanId,
            d.Forecaster,
            d.Day,
        });
        builder.Property(d => d.Forecaster).HasMaxLength(64);
        builder.HasIndex(d => d.OrganisationId);
        builder.HasOne<RetrainPlan>().WithMany().HasForeignKey(d => d.PlanId).OnDelete(DeleteBehavior.Cascade);
    }
}
