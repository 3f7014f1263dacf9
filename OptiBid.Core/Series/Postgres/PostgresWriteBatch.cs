using System.Collections.Concurrent;
using Npgsql;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.Postgres;

/// <summary>A batch with a connection and a temporary table of its own, fed by one COPY that stays open until the commit.</summary>
internal sealed class PostgresWriteBatch(
    PostgresDatabase database,
    NpgsqlConnection connection,
    NpgsqlBinaryImporter copy,
    ConcurrentDictionary<SeriesKey, KnownSeries> known
) : ISeriesWriteBatch
{
    private readonly Dictionary<SeriesKey, BatchSeries> _series = [];
    private readonly Dictionary<DateOnly, long> _rowsPerDay = [];
    private bool _closed;

    /// <inheritdoc/>
    public async Task AppendAsync(
        SeriesDefinition definition,
        ReadOnlyMemory<SeriesPoint> points,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(definition);
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var series = await SeriesOfAsync(definition, cancellationToken);
        Write(series.Id, series.Take(points).Span);
    }

    /// <inheritdoc/>
    public async Task<AppendResult> CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _closed = true;
        await copy.CompleteAsync(cancellationToken);
        await copy.DisposeAsync();
        await PostgresDatabase.ExecuteAsync(connection, cancellationToken, "ANALYZE staging");
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var commit = new PostgresCommit(connection, [.. _series.Values.Where(s => s.Rows > 0)], database.HasTimescale, _rowsPerDay);
        var result = await commit.RunAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            await copy.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private void Write(int seriesId, ReadOnlySpan<SeriesPoint> points)
    {
        var (day, end, rows) = (default(DateOnly), DateTime.MinValue, 0L);
        foreach (ref readonly var point in points)
        {
            PostgresCopy.Write(copy, seriesId, point);
            if (point.StartUtc >= end)
            {
                Count(day, rows);
                day = DateOnly.FromDateTime(point.StartUtc);
                end = point.StartUtc.Date.AddDays(1);
                rows = 0;
            }

            rows++;
        }

        Count(day, rows);
    }

    private void Count(DateOnly day, long rows)
    {
        if (rows > 0)
        {
            _rowsPerDay[day] = _rowsPerDay.GetValueOrDefault(day) + rows;
        }
    }

    private async Task<BatchSeries> SeriesOfAsync(SeriesDefinition definition, CancellationToken cancellationToken)
    {
        if (_series.TryGetValue(definition.Key, out var series))
        {
            if (!ReferenceEquals(series.Definition, definition))
            {
                Definitions.RequireSame(series.Definition, definition);
            }

            return series;
        }

        Definitions.Require(definition);
        if (!known.TryGetValue(definition.Key, out var entry) || entry.Held is null)
        {
            entry = await ReserveAsync(definition, cancellationToken);
            known[definition.Key] = entry;
        }

        if (entry.Held is { } held)
        {
            Definitions.RequireSame(held, definition);
        }

        series = new BatchSeries(entry.Id, definition);
        _series.Add(definition.Key, series);
        return series;
    }

    /// <summary>Takes the number of a series, reserving one in a row that counts as not held until points are committed.</summary>
    private async Task<KnownSeries> ReserveAsync(SeriesDefinition definition, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO series (market, node, product, unit, interval_minutes, time_zone, source, is_simulated)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """;
        const string Select = $"{PostgresSchema.SelectSeries} WHERE market = $1 AND node = $2 AND product = $3";
        var (market, node, product) = definition.Key;
        var d = definition;
        await using var other = await database.ConnectAsync(cancellationToken);
        object[] values = [market, node, product, d.Unit, d.IntervalMinutes, d.TimeZoneId, d.Source, d.IsSimulated];
        var found = await FindAsync();
        if (found.Count == 0)
        {
            await PostgresDatabase.ReadAsync(other, Insert, values, _ => 0, cancellationToken);
            found = await FindAsync();
        }

        return found[0];

        Task<List<KnownSeries>> FindAsync() =>
            PostgresDatabase.ReadAsync(
                other,
                Select,
                [market, node, product],
                row => new KnownSeries(row.GetInt32(0), row.GetInt64(11) > 0 ? PostgresSeriesStore.Definition(row) : null),
                cancellationToken
            );
    }
}
