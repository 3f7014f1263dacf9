using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data.Sqlite;

/// <inheritdoc cref="IPlatformContexts"/>
internal sealed class SqliteContexts(DbContextOptions<SqliteOptiBidDbContext> options) : IPlatformContexts
{
    /// <inheritdoc/>
    public OptiBidDbContext CreateDbContext() => new SqliteOptiBidDbContext(options) { Tenant = TenantScope.Everybody };

    /// <inheritdoc/>
    public OptiBidDbContext CreateDbContextOf(Guid organisationId) =>
        new SqliteOptiBidDbContext(options) { Tenant = TenantScope.Of(organisationId) };
}
