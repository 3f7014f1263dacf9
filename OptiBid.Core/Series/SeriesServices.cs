using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Series.DuckDb;
using OptiBid.Core.Series.Postgres;

namespace OptiBid.Core.Series;

/// <summary>Registers the time-series store.</summary>
public static class SeriesServices
{
    /// <summary>
    /// Adds the <see cref="ITimeSeriesStore"/> that <c>Series:Provider</c> names. DuckDb keeps <c>series.duckdb</c> in
    /// <paramref name="storageDirectory"/> and opens it with the first use; Postgres takes <c>ConnectionStrings:Series</c>, else
    /// <c>ConnectionStrings:Postgres</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting has no allowed value; the message names the key and what is allowed.</exception>
    public static IServiceCollection AddSeries(this IServiceCollection services, IConfiguration configuration, string storageDirectory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrWhiteSpace(storageDirectory);
        var options = configuration.GetSection("Series").Get<SeriesOptions>() ?? new SeriesOptions();
        switch (options.Provider.ToUpperInvariant())
        {
            case "DUCKDB":
                Require(options.MemoryMegabytes >= 48, "Series:MemoryMegabytes", options.MemoryMegabytes, "48 or more");
                Require(options.Threads >= 0, "Series:Threads", options.Threads, "0 (two at most) or more");
                services.TryAddSingleton<ITimeSeriesStore>(_ => new DuckDbSeriesStore(
                    new DuckDbFileOptions(storageDirectory, options.MemoryMegabytes, options.Threads)
                ));
                break;
            case "POSTGRES":
                var connection = configuration.GetConnectionString("Series") ?? configuration.GetConnectionString("Postgres");
                if (string.IsNullOrWhiteSpace(connection))
                {
                    throw new InvalidOperationException(
                        "Series:Provider is 'Postgres', which needs ConnectionStrings:Series or ConnectionStrings:Postgres"
                    );
                }

                services.TryAddSingleton<ITimeSeriesStore>(_ => new PostgresSeriesStore(connection));
                break;
            default:
                throw new InvalidOperationException($"Series:Provider is '{options.Provider}'; allowed: DuckDb, Postgres");
        }

        return services;
    }

    private static void Require(bool holds, string key, int value, string allowed)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{key} is {value}; allowed: {allowed}");
        }
    }
}
