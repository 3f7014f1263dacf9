using System.Collections.Concurrent;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days.Batches;

/// <summary>
/// A store that reads each series once for all days of a batch: what was known at a gate is cut from the current values in memory. That is the same
/// only where no value was corrected, so a range with corrected values is read from the store itself. Safe for many threads at once.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="firstUtc">Start of what is read at once.</param>
/// <param name="endUtc">End of it.</param>
internal sealed class OneReadStore(ITimeSeriesStore store, DateTime firstUtc, DateTime endUtc) : ITimeSeriesStore
{
    private readonly ConcurrentDictionary<SeriesKey, Lazy<Task<IReadOnlyList<SeriesPoint>>>> _held = new();
    private readonly ConcurrentDictionary<SeriesKey, Lazy<Task<SeriesSummary?>>> _found = new();
    private readonly Lazy<Task<IReadOnlyList<SeriesSummary>>> _list = new(() => store.ListAsync());

    /// <inheritdoc/>
    public string AdapterName => store.AdapterName;

    /// <inheritdoc/>
    public Task InitialiseAsync(CancellationToken cancellationToken = default) => store.InitialiseAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ISeriesWriteBatch> BeginBatchAsync(CancellationToken cancellationToken = default) =>
        store.BeginBatchAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeriesSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        _list.Value.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<SeriesSummary?> FindAsync(SeriesKey key, CancellationToken cancellationToken = default) =>
        _found.GetOrAdd(key, k => new(() => store.FindAsync(k, cancellationToken))).Value;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesPoint>> RangeAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        DateTime? asOfUtc = null,
        CancellationToken cancellationToken = default
    )
    {
        if (asOfUtc is { } known && Holds(fromUtc, toUtc))
        {
            var held = await HeldAsync(key, cancellationToken);
            var range = held.Where(p => p.StartUtc >= fromUtc && p.StartUtc < toUtc).ToList();
            if (range.TrueForAll(p => p.Version <= 1))
            {
                return range.FindAll(p => p.PublishedAtUtc <= known);
            }
        }

        return await store.RangeAsync(key, fromUtc, toUtc, asOfUtc, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SeriesPoint?> LatestAsync(SeriesKey key, CancellationToken cancellationToken = default) =>
        store.LatestAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeriesBucket>> DownsampleAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        int bucketMinutes,
        CancellationToken cancellationToken = default
    ) => store.DownsampleAsync(key, fromUtc, toUtc, bucketMinutes, cancellationToken);

    private bool Holds(DateTime from, DateTime to) => from >= firstUtc && to <= endUtc;

    private Task<IReadOnlyList<SeriesPoint>> HeldAsync(SeriesKey key, CancellationToken cancellationToken) =>
        _held.GetOrAdd(key, k => new(() => store.RangeAsync(k, firstUtc, endUtc, null, cancellationToken))).Value;
}
