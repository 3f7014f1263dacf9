using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Sqlite;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data;

/// <summary>Which database keeps the records. Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary><c>Sqlite</c> (default: a file in the storage folder) or <c>Postgres</c> (<c>ConnectionStrings:Postgres</c>).</summary>
    public string Provider { get; set; } = "Sqlite";
}

/// <summary>Registers the records of the platform.</summary>
public static class DataServices
{
    /// <summary>Adds <see cref="IDbContextFactory{TContext}"/> of <see cref="OptiBidDbContext"/> (scoped to the organisation), <see cref="IPlatformContexts"/> and <see cref="IDatabaseMigrator"/>.</summary>
    /// <exception cref="InvalidOperationException"><c>Database:Provider</c> is unknown, or the connection string of PostgreSQL is missing.</exception>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration, string storageDirectory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        switch (options.Provider.ToUpperInvariant())
        {
            case "SQLITE":
                var file = Path.Combine(storageDirectory, "optibid.db");
                services.AddSingleton(
                    new DbContextOptionsBuilder<SqliteOptiBidDbContext>()
                        .UseSqlite($"Data Source={file}")
                        .ConfigureWarnings(NoModelDiff)
                        .Options
                );
                services.AddSingleton<IPlatformContexts, SqliteContexts>();
                break;
            case "POSTGRES":
                var connection =
                    configuration.GetConnectionString("Postgres")
                    ?? throw new InvalidOperationException("Database:Provider is Postgres; ConnectionStrings:Postgres is missing");
                services.AddSingleton(
                    new DbContextOptionsBuilder<PostgresOptiBidDbContext>()
                        .UseNpgsql(connection)
                        .ConfigureWarnings(NoModelDiff)
                        .AddInterceptors(new TenantConnectionInterceptor())
                        .Options
                );
                services.AddSingleton<IPlatformContexts, PostgresContexts>();
                break;
            default:
                throw new InvalidOperationException($"Database:Provider is '{options.Provider}'; allowed: Sqlite, Postgres");
        }

        services.AddScoped<IDbContextFactory<OptiBidDbContext>, TenantContexts>();
        // ASP.NET Core Identity's store takes the context itself; accounts belong to no organisation.
        services.AddScoped(p => p.GetRequiredService<IPlatformContexts>().CreateDbContext());
        services.AddSingleton<IDatabaseMigrator>(p => new DatabaseMigrator(p.GetRequiredService<IPlatformContexts>(), storageDirectory));
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: ["ready"]);
        return services;
    }

    /// <summary>Tests compare the model with the migrations; every start of the app would pay for it again.</summary>
    private static void NoModelDiff(WarningsConfigurationBuilder warnings) => warnings.Ignore(RelationalEventId.PendingModelChangesWarning);
}
