using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Markets.Simulated;

/// <summary>The contract of the store in memory, so that tests of its users need no native library.</summary>
internal sealed class MemorySeriesStore : ITimeSeriesStore
{
    private readonly SortedDictionary<string, (SeriesDefinition Definition, SortedDictionary<DateTime, List<SeriesPoint>> Points)> _series =
        new(StringComparer.Ordinal);

    /// <summary>Set to make the next commit fail.</summary>
    public Exception? Fault { get; set; }

    public string AdapterName => "Memory";

    public Task InitialiseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<ISeriesWriteBatch> BeginBatchAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<ISeriesWriteBatch>(new Batch(this));

    public Task<IReadOnlyList<SeriesSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        lock (_series)
        {
            return Task.FromResult<IReadOnlyList<SeriesSummary>>([.. _series.Values.Select(Summary)]);
        }
    }

    public Task<SeriesSummary?> FindAsync(SeriesKey key, CancellationToken cancellationToken = default)
    {
        lock (_series)
        {
            return Task.FromResult(_series.TryGetValue(key.ToString(), out var series) ? Summary(series) : null);
        }
    }

    public Task<IReadOnlyList<SeriesPoint>> RangeAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        DateTime? asOfUtc = null,
        CancellationToken cancellationToken = default
    )
    {
        lock (_series)
        {
            if (!_series.TryGetValue(key.ToString(), out var series))
            {
                return Task.FromResult<IReadOnlyList<SeriesPoint>>([]);
            }

            var points = series
                .Points.Where(p => p.Key >= fromUtc && p.Key < toUtc)
                .Select(p => p.Value.Where(v => asOfUtc is null || v.PublishedAtUtc <= asOfUtc).ToList())
                .Where(v => v.Count > 0)
                .Select(v => v[^1]);
            return Task.FromResult<IReadOnlyList<SeriesPoint>>([.. points]);
        }
    }

    public Task<SeriesPoint?> LatestAsync(SeriesKey key, CancellationToken cancellationToken = default)
    {
        lock (_series)
        {
            return Task.FromResult(_series.TryGetValue(key.ToString(), out var s) ? s.Points.Last().Value[^1] : (SeriesPoint?)null);
        }
    }

    public async Task<IReadOnlyList<SeriesBucket>> DownsampleAsync(
        SeriesKey key,
        DateTime fromUtc,
        DateTime toUtc,
        int bucketMinutes,
        CancellationToken cancellationToken = default
    )
    {
        var origin = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var points = await RangeAsync(key, fromUtc, toUtc, null, cancellationToken);
        return
        [
            .. points
                .GroupBy(p => (long)Math.Floor((p.StartUtc - origin).TotalMinutes / bucketMinutes))
                .Select(g => new SeriesBucket(
                    origin.AddMinutes(g.Key * bucketMinutes),
                    g.Average(p => p.Value),
                    g.Min(p => p.Value),
                    g.Max(p => p.Value),
                    g.Count()
                )),
        ];
    }

    private static SeriesSummary Summary((SeriesDefinition Definition, SortedDictionary<DateTime, List<SeriesPoint>> Points) s) =>
        new(s.Definition, s.Points.First().Key, s.Points.Last().Key.AddMinutes(s.Definition.IntervalMinutes), s.Points.Count);

    private sealed class Batch(MemorySeriesStore store) : ISeriesWriteBatch
    {
        private readonly List<(SeriesDefinition Definition, SeriesPoint[] Points)> _pending = [];

        public Task AppendAsync(
            SeriesDefinition definition,
            ReadOnlyMemory<SeriesPoint> points,
            CancellationToken cancellationToken = default
        )
        {
            Assert.All(points.ToArray(), p => Assert.True(double.IsFinite(p.Value) && p.StartUtc.Kind == DateTimeKind.Utc));
            _pending.Add((definition, points.ToArray()));
            return Task.CompletedTask;
        }

        public Task<AppendResult> CommitAsync(CancellationToken cancellationToken = default)
        {
            if (store.Fault is { } fault)
            {
                store.Fault = null;
                throw fault;
            }

            var result = default(AppendResult);
            lock (store._series)
            {
                foreach (var (definition, points) in _pending)
                {
                    var name = definition.Key.ToString();
                    if (!store._series.TryGetValue(name, out var series))
                    {
                        store._series[name] = series = (definition, []);
                    }

                    Assert.Equal(series.Definition, definition);
                    result = points.Aggregate(result, (sum, p) => sum + Add(series.Points, p));
                }
            }

            return Task.FromResult(result);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static AppendResult Add(SortedDictionary<DateTime, List<SeriesPoint>> points, SeriesPoint point)
        {
            if (!points.TryGetValue(point.StartUtc, out var versions))
            {
                points[point.StartUtc] = [point];
                return new(1, 0, 0);
            }

            if (versions[^1].Value.Equals(point.Value))
            {
                return new(0, 0, 1);
            }

            versions.Add(point with { Version = versions.Count + 1 });
            return new(0, 1, 0);
        }
    }
}
