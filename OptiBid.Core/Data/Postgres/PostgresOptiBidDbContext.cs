using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace OptiBid.Core.Data.Postgres;

/// <summary>The production choice; holds the migrations of PostgreSQL.</summary>
internal sealed class PostgresOptiBidDbContext(DbContextOptions<PostgresOptiBidDbContext> options) : OptiBidDbContext(options)
{
    /// <summary>Used by <c>dotnet ef</c> only.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgresOptiBidDbContext>
    {
        /// <inheritdoc/>
        public PostgresOptiBidDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgresOptiBidDbContext>().UseNpgsql("Host=localhost;Database=design").Options);
    }
}
