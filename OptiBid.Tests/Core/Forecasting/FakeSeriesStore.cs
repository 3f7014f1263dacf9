using System.Collections.Concurrent;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>A time-series store in memory: every version is kept, reads go as of a time.</summary>
internal sealed class FakeSeriesStore : ITimeSeriesStore
{
    private readonly ConcurrentDictionary<SeriesKey, (SeriesDefinition Definition, List<SeriesPoint> Points)> _series = new();
    private int _reads;

    public string AdapterName => "Memory";

    /// <summary>Ranges that were read.</summary>
    public int Reads => _reads;

    public void Add(SeriesDefinition definition, IEnumerable<SeriesPoint> points)
    {
        var held = _series.GetOrAdd(definition.Key, _ => (definition, []));
        held.Points.AddRange(points);
    }

    /// <summary>Replaces every version of every point.</summary>
    public void Change(SeriesKey key, Func<SeriesPoint, SeriesPoint> change)
    {
        var points = _series[key].Points;
        for (var i = 0; i < points.Count; i++)
        {
            points[i] = change(points[i]);
        }
    }

    public void RemoveWhere(SeriesKey key, Predicate<SeriesPoint> which) => _series[key].Points.RemoveAll(which);

    public Task InitialiseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<ISeriesWriteBatch> BeginBatchAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("tests add directly");

    public Task<IReadOnlyList<SeriesSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<SeriesSummary>>([.. _series.Keys.OrderBy(k => k.ToString(), StringComparer.Ordinal).Select(Summary)]);

    public Task<SeriesSummary?> FindAsync(SeriesKey key, CancellationToken cancellationToken = default) =>
        Task.FromResult(_series.ContainsKey(key) ? Summary(key) : null);

    public Task<IReadOnlyList<SeriesPoint>> RangeAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        DateTime? asOfUtc = null,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult<IReadOnlyList<SeriesPoint>>(
            _series.TryGetValue(key, out var held)
                ?
                [
                    .. held
                        .Points.Where(p => p.StartUtc >= fromUtc && p.StartUtc < toUtc && (asOfUtc is null || p.PublishedAtUtc <= asOfUtc))
                        .GroupBy(p => p.StartUtc)
                        .Select(g => g.MaxBy(p => p.Version))
                        .OrderBy(p => p.StartUtc),
                ]
                : []
        );
    }

    public Task<SeriesPoint?> LatestAsync(SeriesKey key, CancellationToken cancellationToken = default) =>
        Task.FromResult<SeriesPoint?>(
            _series.TryGetValue(key, out var held) && held.Points.Count > 0 ? held.Points.MaxBy(p => (p.StartUtc, p.Version)) : null
        );

    public Task<IReadOnlyList<SeriesBucket>> DownsampleAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        int bucketMinutes,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException("not used by forecasts");

    private SeriesSummary Summary(SeriesKey key)
    {
        var (definition, points) = _series[key];
        return new(
            definition,
            points.Min(p => p.StartUtc),
            points.Max(p => p.StartUtc).AddMinutes(definition.IntervalMinutes),
            points.DistinctBy(p => p.StartUtc).Count()
        );
    }
}
