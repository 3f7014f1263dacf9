namespace OptiBid.Core.Series;

/// <summary>
/// Keeps interval values of markets and assets. Append is idempotent: the same point twice changes nothing, a different value for the same
/// interval becomes the next version and is never lost. Safe for use by many threads at once.
/// </summary>
public interface ITimeSeriesStore
{
    /// <summary>Name of the adapter, for <c>doctor</c> and the system health page: DuckDb or Postgres (with Timescale named when it is used).</summary>
    string AdapterName { get; }

    /// <summary>Creates tables and views when they are missing. Idempotent.</summary>
    Task InitialiseAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a write batch: nothing is visible to readers before <see cref="ISeriesWriteBatch.CommitAsync"/>, and everything is afterwards,
    /// also after a kill -9. One batch may hold many series.
    /// </summary>
    Task<ISeriesWriteBatch> BeginBatchAsync(CancellationToken cancellationToken = default);

    /// <summary>All series held, ordered by key.</summary>
    Task<IReadOnlyList<SeriesSummary>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One series, or null when the store does not hold it.</summary>
    Task<SeriesSummary?> FindAsync(SeriesKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Current values with start in [<paramref name="fromUtc"/>, <paramref name="toUtc"/>), ordered by start, one per interval: the highest
    /// version, or with <paramref name="asOfUtc"/> the highest version with <c>PublishedAtUtc &lt;= asOfUtc</c>. Empty for an unknown series.
    /// </summary>
    Task<IReadOnlyList<SeriesPoint>> RangeAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        DateTime? asOfUtc = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>The current value with the latest start, or null.</summary>
    Task<SeriesPoint?> LatestAsync(SeriesKey key, CancellationToken cancellationToken = default);

    /// <summary>Current values of [from, to) grouped into buckets of <paramref name="bucketMinutes"/> minutes aligned to 2000-01-01T00:00Z; empty buckets are absent.</summary>
    Task<IReadOnlyList<SeriesBucket>> DownsampleAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        int bucketMinutes,
        CancellationToken cancellationToken = default
    );
}

/// <summary>An open write. Disposing without a commit drops what was appended. Not safe for several threads at once.</summary>
public interface ISeriesWriteBatch : IAsyncDisposable
{
    /// <summary>
    /// Adds points of one series; the order is free. A point whose interval is held with the same value is a duplicate; with another value it
    /// becomes the next version. Of several values for one interval in one batch the later published is the higher version, else the one with the
    /// higher <c>Version</c>, else the later one; a <c>Version</c> that is free is kept. The README of this folder has the whole rule.
    /// </summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite, a start is not UTC, or the definition contradicts the one held.</exception>
    Task AppendAsync(SeriesDefinition definition, ReadOnlyMemory<SeriesPoint> points, CancellationToken cancellationToken = default);

    /// <summary>Makes the batch durable and visible, all or nothing; afterwards the batch is closed, also when it fails.</summary>
    /// <exception cref="ArgumentException">Since the append another batch was committed whose definition of a series contradicts.</exception>
    Task<AppendResult> CommitAsync(CancellationToken cancellationToken = default);
}
