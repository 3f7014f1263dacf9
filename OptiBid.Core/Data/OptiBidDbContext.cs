using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace OptiBid.Core.Data;

/// <summary>
/// The records of the platform. Names no entity: configurations are found by assembly scan and capabilities use <c>db.Set&lt;T&gt;()</c>.
/// One derived context per provider holds that provider's migrations. Used through <see cref="IDbContextFactory{TContext}"/>, one short-lived
/// context per operation.
/// </summary>
public abstract class OptiBidDbContext : DbContext
{
    /// <summary>A context with the options of a derived one.</summary>
    protected OptiBidDbContext(DbContextOptions options)
        : base(options) { }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OptiBidDbContext).Assembly);

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<decimal>().HavePrecision(18, 6);
    }

    /// <summary>Keeps times UTC: SQLite forgets the kind. Values are rounded to microseconds, which PostgreSQL keeps.</summary>
    private sealed class UtcConverter()
        : ValueConverter<DateTime, DateTime>(
            v => new DateTime(v.Ticks - (v.Ticks % 10), DateTimeKind.Utc),
            v => DateTime.SpecifyKind(v, DateTimeKind.Utc)
        );
}
