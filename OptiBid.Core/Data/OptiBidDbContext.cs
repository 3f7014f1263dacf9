using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OptiBid.Core.Data.Tenancy;

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

    /// <summary>Whose rows this context reads and writes. Nobody's until a factory says so.</summary>
    internal TenantScope Tenant { get; init; } = TenantScope.Nobody;

    /// <summary>Leaves isolation to the database alone; set by tests that show that this is enough.</summary>
    internal bool WithoutFilters { get; init; }

    // Query filters name these: EF reads them from the context of each query.
    private bool SeesAll => Tenant.SeesAll || WithoutFilters;

    private Guid TenantId => Tenant.OrganisationId;

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OptiBidDbContext).Assembly);
        var filter = typeof(OptiBidDbContext).GetMethod(nameof(Filter), BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (
            var type in modelBuilder.Model.GetEntityTypes().Select(t => t.ClrType).Where(typeof(IOwnedByOrganisation).IsAssignableFrom)
        )
        {
            filter.MakeGenericMethod(type).Invoke(this, [modelBuilder]);
        }
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseForeignRows();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseForeignRows();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private void Filter<T>(ModelBuilder modelBuilder)
        where T : class, IOwnedByOrganisation =>
        modelBuilder.Entity<T>().HasQueryFilter(TenantScope.FilterName, e => SeesAll || e.OrganisationId == TenantId);

    private void RefuseForeignRows()
    {
        if (Tenant.SeesAll)
        {
            return;
        }

        foreach (var entry in ChangeTracker.Entries<IOwnedByOrganisation>())
        {
            if (entry.State is not (EntityState.Unchanged or EntityState.Detached) && entry.Entity.OrganisationId != TenantId)
            {
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another organisation would be written");
            }
        }
    }

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
