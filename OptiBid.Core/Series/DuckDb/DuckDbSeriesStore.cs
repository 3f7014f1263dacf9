using DuckDB.NET.Data;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.DuckDb;

/// <summary>
/// The embedded store: one DuckDB file, opened with the first use and owned by this process until disposal. Readers work on snapshots and never
/// wait for a write; commits run one after the other.
/// </summary>
internal sealed class DuckDbSeriesStore(DuckDbFileOptions options) : ITimeSeriesStore, IDisposable
{
    private readonly SemaphoreSlim _committing = new(1, 1);
    private readonly OpenOnce<OpenFile> _file = new(token => Task.Run(() => Open(options), token));

    /// <inheritdoc/>
    public string AdapterName => "DuckDb";

    /// <inheritdoc/>
    public Task InitialiseAsync(CancellationToken cancellationToken = default) => OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ISeriesWriteBatch> BeginBatchAsync(CancellationToken cancellationToken = default)
    {
        var file = await OpenAsync(cancellationToken);
        return new DuckDbWriteBatch(file.Database, file.Catalogue, _committing);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        (await OpenAsync(cancellationToken)).Catalogue.List();

    /// <inheritdoc/>
    public async Task<SeriesSummary?> FindAsync(SeriesKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (await OpenAsync(cancellationToken)).Catalogue.Find(key);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeriesPoint>> RangeAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        DateTime? asOfUtc = null,
        CancellationToken cancellationToken = default
    ) =>
        asOfUtc is { } asOf
            ? QueryAsync(key, DuckDbSchema.RangeAsOf, [fromUtc, toUtc, asOf], Point, cancellationToken)
            : QueryAsync(key, DuckDbSchema.Range, [fromUtc, toUtc], Point, cancellationToken);

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
    public Task<IReadOnlyList<SeriesBucket>> DownsampleAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        int bucketMinutes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketMinutes, 1);
        return QueryAsync(
            key,
            DuckDbSchema.Downsample,
            [fromUtc, toUtc, (long)bucketMinutes],
            row => new SeriesBucket(Time(row.GetInt64(0)), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), (int)row.GetInt64(4)),
            cancellationToken
        );
    }

    /// <summary>Microseconds since 1970 as a UTC time.</summary>
    public static DateTime Time(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Opened?.Database.Dispose();
        _file.Dispose();
        _committing.Dispose();
    }

    private static SeriesPoint Point(DuckDBDataReader row) =>
        new(Time(row.GetInt64(0)), row.GetDouble(1), Time(row.GetInt64(2)), row.GetInt32(3));

    private async Task<IReadOnlyList<T>> QueryAsync<T>(
        SeriesKey key,
        string sql,
        object[] parameters,
        Func<DuckDBDataReader, T> row,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        var file = await OpenAsync(cancellationToken);
        return file.Catalogue.NumberOf(key) is { } number
            ? await file.Database.QueryAsync(sql, [number, .. parameters], row, cancellationToken)
            : [];
    }

    private Task<OpenFile> OpenAsync(CancellationToken cancellationToken) => _file.GetAsync(cancellationToken);

    private static OpenFile Open(DuckDbFileOptions options)
    {
        var database = DuckDbDatabase.Open(options);
        try
        {
            using var connection = database.Connect();
            var entries = DuckDbDatabase.Read(connection, DuckDbSchema.SelectSeries, [], CatalogueEntry.From, CancellationToken.None);
            return new OpenFile(database, new SeriesCatalogue(entries));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private sealed record OpenFile(DuckDbDatabase Database, SeriesCatalogue Catalogue);
}
