using DuckDB.NET.Data;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.DuckDb;

/// <summary>
/// A batch with a connection and a temporary table of its own, which DuckDB spills to disk where it outgrows memory. A killed process leaves no
/// trace of it; the commit is one transaction of the file's write-ahead log.
/// </summary>
internal sealed class DuckDbWriteBatch : ISeriesWriteBatch
{
    private readonly DuckDbDatabase _database;
    private readonly DuckDBConnection _connection;
    private readonly SeriesCatalogue _catalogue;
    private readonly SemaphoreSlim _committing;
    private readonly Dictionary<SeriesKey, BatchSeries> _series = [];
    private PointAppender? _appender;

    public DuckDbWriteBatch(DuckDbDatabase database, SeriesCatalogue catalogue, SemaphoreSlim committing)
    {
        (_database, _catalogue, _committing) = (database, catalogue, committing);
        _connection = database.Connect();
        DuckDbDatabase.Execute(_connection, DuckDbSchema.Staging);
        _appender = new PointAppender(_connection, "staging");
    }

    /// <inheritdoc/>
    public Task AppendAsync(SeriesDefinition definition, ReadOnlyMemory<SeriesPoint> points, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        cancellationToken.ThrowIfCancellationRequested();
        var appender = _appender ?? throw new InvalidOperationException("the batch is closed");
        var series = SeriesOf(definition);
        appender.Append(series.Id, series.Take(points).Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<AppendResult> CommitAsync(CancellationToken cancellationToken = default)
    {
        var appender = _appender ?? throw new InvalidOperationException("the batch is closed");
        _appender = null;
        using (appender)
        {
            appender.Complete();
        }

        await _committing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Commit(cancellationToken), cancellationToken);
        }
        finally
        {
            _committing.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _appender?.Dispose();
        _appender = null;
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<AppendResult> Commit(CancellationToken cancellationToken)
    {
        _database.MakeRoomFor(_series.Count);
        await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
        var commit = new DuckDbCommit(_connection, [.. _series.Values.Where(s => s.Rows > 0)], _catalogue);
        var result = await commit.RunAsync(cancellationToken);
        _database.Commit(transaction);
        _catalogue.Publish(commit.Touched);
        return result;
    }

    private BatchSeries SeriesOf(SeriesDefinition definition)
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
        if (_catalogue.Find(definition.Key) is { } held)
        {
            Definitions.RequireSame(held.Definition, definition);
        }

        series = new BatchSeries(_catalogue.Reserve(definition.Key), definition);
        _series.Add(definition.Key, series);
        return series;
    }
}
