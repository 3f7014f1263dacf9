using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>One backtest of an organisation: what was asked, how it stands, and its outcome once it is done.</summary>
internal sealed class BacktestRun : IOwnedByOrganisation
{
    /// <summary>Longest <see cref="Error"/>; a longer one is cut.</summary>
    public const int ErrorLength = 2000;

    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid UserId { get; init; }
    public required string StartedBy { get; init; }
    public required string Market { get; init; }
    public required string Node { get; init; }
    public required string Product { get; init; }
    public required string Model { get; init; }
    public DateOnly From { get; init; }
    public DateOnly To { get; init; }

    /// <summary>Whether predictive quantiles were asked for.</summary>
    public bool Quantiles { get; init; }

    /// <summary>How often the server stopped while it ran.</summary>
    public int Restarts { get; set; }

    public DateTime CreatedUtc { get; init; }
    public BacktestState State { get; set; }
    public DateTime? FinishedUtc { get; set; }

    /// <summary>Why it failed, as <see cref="KeptSentences"/> writes it.</summary>
    public string? Error { get; set; }

    public int Hours { get; set; }
    public double? Mae { get; set; }
    public double? Rmse { get; set; }
    public double? SmapePercent { get; set; }
    public double? NaiveWeeklyMae { get; set; }
    public double? NaiveDayOfWeekMae { get; set; }
    public double? DmWeekly { get; set; }
    public double? DmDayOfWeek { get; set; }
    public string? Unit { get; set; }
    public bool IsSimulated { get; set; }

    /// <summary>JSON of <see cref="RunOutcome"/>: errors by hour and month, members, notes, data hash, code version, settings.</summary>
    public string? Outcome { get; set; }

    /// <summary>Gzipped JSON of the days.</summary>
    public byte[]? Forecasts { get; set; }
}

/// <summary>Table <c>backtest_runs</c>.</summary>
internal sealed class BacktestRunConfiguration : IEntityTypeConfiguration<BacktestRun>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BacktestRun> builder)
    {
        builder.ToTable("backtest_runs");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.StartedBy).HasMaxLength(200);
        builder.Property(r => r.Market).HasMaxLength(32);
        builder.Property(r => r.Node).HasMaxLength(200);
        builder.Property(r => r.Product).HasMaxLength(64);
        builder.Property(r => r.Model).HasMaxLength(64);
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(r => r.Error).HasMaxLength(BacktestRun.ErrorLength);
        builder.Property(r => r.Unit).HasMaxLength(32);
        builder.HasIndex(r => new { r.OrganisationId, r.CreatedUtc });
    }
}
