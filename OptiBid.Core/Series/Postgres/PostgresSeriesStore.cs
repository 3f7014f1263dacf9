using System.Collections.Concurrent;
using Npgsql;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.Postgres;

/// <summary>The store on a PostgreSQL server, which several processes may share. Safe for use by many threads.</summary>
internal sealed class PostgresSeriesStore(string connectionString) : ITimeSeriesStore, IAsyncDisposable
{
    private readonly OpenOnce<PostgresDatabase> _database = new(token => PostgresDatabase.OpenAsync(connectionString, token));
    private readonly ConcurrentDictionary<SeriesKey, KnownSeries> _known = new();

    /// <inheritdoc/>
    public string AdapterName => _database.Opened is { HasTimescale: true } ? "Postgres (Timescale)" : "Postgres";

    /// <inheritdoc/>
    public Task InitialiseAsync(CancellationToken cancellationToken = default) => OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ISeriesWriteBatch> BeginBatchAsync(CancellationToken cancellationToken = default)
    {
        var database = await OpenAsync(cancellationToken);
        var connection = await database.ConnectAsync(cancellationToken);
        try
        {
            await PostgresDatabase.ExecuteAsync(connection, cancellationToken, PostgresSchema.Staging);
            var copy = await connection.BeginBinaryImportAsync(PostgresCopy.Into("staging"), cancellationToken);
            return new PostgresWriteBatch(database, connection, copy, _known);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        const string Sql =
            $"""{PostgresSchema.SelectSeries} WHERE held_count > 0 ORDER BY market COLLATE "C", node COLLATE "C", product COLLATE "C" """;
        var database = await OpenAsync(cancellationToken);
        return await database.ReadAsync(Sql, [], Summary, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SeriesSummary?> FindAsync(SeriesKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        const string Sql = $"{PostgresSchema.SelectSeries} WHERE market = $1 AND node = $2 AND product = $3 AND held_count > 0";
        var database = await OpenAsync(cancellationToken);
        var found = await database.ReadAsync(Sql, [key.Market, key.Node, key.Product], Summary, cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesPoint>> RangeAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        DateTime? asOfUtc = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        var database = await OpenAsync(cancellationToken);
        object[] range = [key.Market, key.Node, key.Product, fromUtc, toUtc];
        return asOfUtc is { } asOf
            ? await database.ReadAsync(PostgresSchema.RangeAsOf, [.. range, asOf], Point, cancellationToken)
            : await database.ReadAsync(PostgresSchema.Range, range, Point, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SeriesPoint?> LatestAsync(SeriesKey key, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(key, cancellationToken) is not { } summary)
        {
            return null;
        }

        var last = summary.ToUtc.AddMinutes(-summary.Definition.IntervalMinutes);
        var points = await RangeAsync(key, last, summary.ToUtc, cancellationToken: cancellationToken);
        return points.Count == 0 ? null : points[^1];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesBucket>> DownsampleAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        int bucketMinutes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketMinutes, 1);
        var database = await OpenAsync(cancellationToken);
        var wholeHours =
            !database.HasTimescale
            && bucketMinutes % 60 == 0
            && fromUtc.Ticks % TimeSpan.TicksPerHour == 0
            && toUtc.Ticks % TimeSpan.TicksPerHour == 0
            && await FindAsync(key, cancellationToken) is { Definition.IntervalMinutes: < 60 };
        return await database.ReadAsync(
            wholeHours ? PostgresSchema.DownsampleHours : PostgresSchema.Downsample,
            [key.Market, key.Node, key.Product, fromUtc, toUtc, bucketMinutes],
            row => new SeriesBucket(row.GetDateTime(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), (int)row.GetInt64(4)),
            cancellationToken
        );
    }

    /// <summary>Reads a row of <see cref="PostgresSchema.SelectSeries"/> whose series holds points.</summary>
    public static SeriesSummary Summary(NpgsqlDataReader row)
    {
        var definition = Definition(row);
        return new SeriesSummary(
            definition,
            row.GetDateTime(9),
            row.GetDateTime(10).AddMinutes(definition.IntervalMinutes),
            row.GetInt64(11)
        );
    }

    /// <summary>Reads the definition in a row of <see cref="PostgresSchema.SelectSeries"/>.</summary>
    public static SeriesDefinition Definition(NpgsqlDataReader row) =>
        new(
            new SeriesKey(row.GetString(1), row.GetString(2), row.GetString(3)),
            row.GetString(4),
            row.GetInt32(5),
            row.GetString(6),
            row.GetString(7),
            row.GetBoolean(8)
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_database.Opened is { } database)
        {
            await database.DisposeAsync();
        }

        _database.Dispose();
    }

    private static SeriesPoint Point(NpgsqlDataReader row) =>
        new(row.GetDateTime(0), row.GetDouble(1), row.GetDateTime(2), row.GetInt32(3));

    private Task<PostgresDatabase> OpenAsync(CancellationToken cancellationToken) => _database.GetAsync(cancellationToken);
}
