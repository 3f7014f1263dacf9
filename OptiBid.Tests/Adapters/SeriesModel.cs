using OptiBid.Core.Series;

namespace OptiBid.Tests.Adapters;

/// <summary>The time-series store as a few lines over lists: what the adapters are compared with.</summary>
internal sealed class SeriesModel
{
    private readonly Dictionary<(int Series, DateTime Start), List<SeriesPoint>> _intervals = [];

    public AppendResult Append(IEnumerable<(int Series, SeriesPoint Point)> batch)
    {
        var result = default(AppendResult);
        foreach (var (series, p) in batch.OrderBy(b => b.Point.PublishedAtUtc).ThenBy(b => b.Point.Version))
        {
            if (!_intervals.TryGetValue((series, p.StartUtc), out var held))
            {
                _intervals.Add((series, p.StartUtc), [p]);
                result += new AppendResult(1, 0, 0);
                continue;
            }

            var known = held.Any(h => h.PublishedAtUtc == p.PublishedAtUtc && h.Value == p.Value);
            var before = held.Where(h => h.PublishedAtUtc < p.PublishedAtUtc).DefaultIfEmpty(held[0]).Last();
            if (known || before.Value == p.Value)
            {
                result += new AppendResult(0, 0, 1);
                continue;
            }

            held.Add(p with { Version = Math.Max(p.Version, held[^1].Version + 1) });
            result += new AppendResult(0, 1, 0);
        }

        return result;
    }

    public IEnumerable<SeriesPoint> Range(int series, DateTime? asOf) =>
        from interval in _intervals
        where interval.Key.Series == series
        orderby interval.Key.Start
        let visible = interval.Value.Where(v => asOf is null || v.PublishedAtUtc <= asOf).ToList()
        where visible.Count > 0
        select visible[^1];
}
