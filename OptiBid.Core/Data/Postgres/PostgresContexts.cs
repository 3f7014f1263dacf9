using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data.Postgres;

/// <inheritdoc cref="IPlatformContexts"/>
internal sealed class PostgresContexts(DbContextOptions<PostgresOptiBidDbContext> options) : IPlatformContexts
{
    /// <summary>Set by tests that show what row-level security does alone.</summary>
    internal bool WithoutFilters { get; init; }

    /// <inheritdoc/>
    public OptiBidDbContext CreateDbContext() => new PostgresOptiBidDbContext(options) { Tenant = TenantScope.Everybody };

    /// <inheritdoc/>
    public OptiBidDbContext CreateDbContextOf(Guid organisationId) =>
        new PostgresOptiBidDbContext(options) { Tenant = TenantScope.Of(organisationId), WithoutFilters = WithoutFilters };
}
