using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Sqlite;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Tests.Core.Portfolios;

/// <summary>An empty SQLite database of the current model in a temporary file.</summary>
internal sealed class RecordsFixture : IDbContextFactory<OptiBidDbContext>, IPlatformContexts, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"optibid-{Guid.CreateVersion7():N}.db");

    public RecordsFixture()
    {
        using var db = CreateDbContext();
        db.Database.EnsureCreated();
    }

    public OptiBidDbContext CreateDbContext() =>
        new SqliteOptiBidDbContext(
            new DbContextOptionsBuilder<SqliteOptiBidDbContext>().UseSqlite($"Data Source={_file};Pooling=False").Options
        )
        {
            Tenant = TenantScope.Everybody,
        };

    public Task<OptiBidDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => Task.FromResult(CreateDbContext());

    public OptiBidDbContext CreateDbContextOf(Guid organisationId) => CreateDbContext();

    public void Dispose() => File.Delete(_file);
}
