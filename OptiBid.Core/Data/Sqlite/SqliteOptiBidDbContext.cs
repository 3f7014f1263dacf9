using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace OptiBid.Core.Data.Sqlite;

/// <summary>The embedded default: one file in WAL mode; holds the migrations of SQLite.</summary>
internal sealed class SqliteOptiBidDbContext(DbContextOptions<SqliteOptiBidDbContext> options) : OptiBidDbContext(options)
{
    /// <summary>Used by <c>dotnet ef</c> only.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteOptiBidDbContext>
    {
        /// <inheritdoc/>
        public SqliteOptiBidDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteOptiBidDbContext>().UseSqlite("Data Source=design.db").Options);
    }
}
