using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data;

/// <summary>Brings the database to the model of this build.</summary>
public interface IDatabaseMigrator
{
    /// <summary>Name of the provider for <c>doctor</c> and the system health page.</summary>
    string ProviderName { get; }

    /// <summary>Creates the database when it is missing and applies the migrations it lacks. Idempotent.</summary>
    Task MigrateAsync(CancellationToken cancellationToken = default);

    /// <summary>Migrations of this build that the database lacks.</summary>
    Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IDatabaseMigrator"/>
internal sealed class DatabaseMigrator(IPlatformContexts contexts, string storageDirectory) : IDatabaseMigrator
{
    /// <inheritdoc/>
    public string ProviderName
    {
        get
        {
            using var db = contexts.CreateDbContext();
            return db.Database.IsSqlite() ? "Sqlite" : "Postgres";
        }
    }

    /// <inheritdoc/>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            Directory.CreateDirectory(storageDirectory);
        }

        // Migrating compares whole models even when there is nothing to do, half a second of every start.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        if (db.Database.IsSqlite())
        {
            // WAL is kept in the file: readers do not wait for the writer, and what was committed survives a kill.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        }
        else
        {
            await RowLevelSecurity.ApplyAsync(db, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
    }
}
