using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>One forecast of a day that backtests of an organisation made, so that a run goes on where the server left it.</summary>
internal sealed class KeptForecastRow : IOwnedByOrganisation
{
    public Guid OrganisationId { get; init; }

    /// <summary>Key over all the forecast depends on.</summary>
    public required string Key { get; init; }

    public DateTime KeptUtc { get; init; }

    /// <summary>A <see cref="Kept.ForecastRecord"/> with its checksum.</summary>
    public required byte[] Record { get; init; }
}

/// <summary>Table <c>kept_forecasts</c>.</summary>
internal sealed class KeptForecastRowConfiguration : IEntityTypeConfiguration<KeptForecastRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<KeptForecastRow> builder)
    {
        builder.ToTable("kept_forecasts");
        builder.HasKey(r => new { r.OrganisationId, r.Key });
        builder.Property(r => r.Key).HasMaxLength(64);
        builder.HasIndex(r => new { r.OrganisationId, r.KeptUtc });
    }
}
