using Npgsql;

namespace OptiBid.Core.Series.Postgres;

/// <summary>The connections of the store and its schema. Safe for use by many threads.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>Key of the advisory lock under which schema changes and commits of all processes run one after the other.</summary>
    public const long LockKey = 0x4F70_7469_4269_6401;

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source, bool hasTimescale) => (_source, HasTimescale) = (source, hasTimescale);

    /// <summary>Whether <c>points</c> is a hypertable.</summary>
    public bool HasTimescale { get; }

    /// <summary>Connects and creates what is missing.</summary>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = PostgresSchema.SearchPath, Timezone = "UTC" };
        var source = NpgsqlDataSource.Create(settings);
        try
        {
            return new PostgresDatabase(source, await CreateSchemaAsync(source, cancellationToken));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>An open connection from the pool.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Reads rows.</summary>
    public async Task<List<T>> ReadAsync<T>(
        string sql,
        object[] parameters,
        Func<NpgsqlDataReader, T> row,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return await ReadAsync(connection, sql, parameters, row, cancellationToken);
    }

    /// <summary>Reads rows over a connection.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string sql,
        object[] parameters,
        Func<NpgsqlDataReader, T> row,
        CancellationToken cancellationToken
    )
    {
#pragma warning disable CA2100 // Constants of the schema.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>Runs statements one after the other.</summary>
    public static async Task ExecuteAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken,
        params IEnumerable<string> statements
    )
    {
        foreach (var statement in statements)
        {
#pragma warning disable CA2100 // Constants of the schema, numbers and times.
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task<bool> CreateSchemaAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, cancellationToken, FormattableString.Invariant($"SELECT pg_advisory_xact_lock({LockKey})"));
        await ExecuteAsync(connection, cancellationToken, PostgresSchema.Tables);
        var kind = await ScalarAsync(
            connection,
            "SELECT relkind::text FROM pg_class WHERE oid = to_regclass('timeseries.points')",
            cancellationToken
        );
        var hasTimescale = kind is "r";
        if (kind is null)
        {
            hasTimescale =
                await ScalarAsync(connection, "SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'", cancellationToken)
                    is not null;
            await ExecuteAsync(connection, cancellationToken, hasTimescale ? PostgresSchema.Hypertable : PostgresSchema.Partitioned);
            if (hasTimescale)
            {
                var licence = await ScalarAsync(connection, "SHOW timescaledb.license", cancellationToken);
                await ExecuteAsync(connection, cancellationToken, licence is "timescale" ? PostgresSchema.Licensed : PostgresSchema.Apache);
            }
        }

        await ExecuteAsync(connection, cancellationToken, PostgresSchema.Views);
        await transaction.CommitAsync(cancellationToken);
        return hasTimescale;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
