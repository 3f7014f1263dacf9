using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Catalogue;

/// <summary>Walks over the values of a series in order of time and counts what is not there. For one thread.</summary>
internal sealed class CoverageScan(int intervalMinutes)
{
    private readonly long _interval = intervalMinutes * TimeSpan.TicksPerMinute;
    private readonly Queue<SeriesGap> _newest = new();
    private DateTime? _last;
    private DateTime? _published;
    private SeriesGap? _longest;
    private long _longestIntervals;
    private long _count;
    private long _missing;
    private long _corrected;
    private int _gaps;
    private int _version;

    /// <summary>Takes the next values; they follow those taken before.</summary>
    public void Take(IReadOnlyList<SeriesPoint> points)
    {
        foreach (var point in points)
        {
            if (_last is { } last)
            {
                TakeStep(last, point.StartUtc);
            }

            _last = point.StartUtc;
            _count++;
            _corrected += point.Version > 1 ? 1 : 0;
            _version = Math.Max(_version, point.Version);
            _published = _published is { } newest && newest >= point.PublishedAtUtc ? newest : point.PublishedAtUtc;
        }
    }

    /// <summary>What was found.</summary>
    public SeriesCoverage Of(CataloguedSeries series) =>
        new(
            series with
            {
                Count = _count,
                Missing = _missing,
            },
            _gaps,
            _longest,
            _longestIntervals,
            [.. _newest.Reverse()],
            _corrected,
            _version,
            _published
        );

    private void TakeStep(DateTime last, DateTime next)
    {
        var missing = ((next - last).Ticks / _interval) - 1;
        if (missing < 1)
        {
            return;
        }

        var gap = new SeriesGap(last.AddTicks(_interval), next);
        _gaps++;
        _missing += missing;
        if (missing > _longestIntervals)
        {
            (_longest, _longestIntervals) = (gap, missing);
        }

        _newest.Enqueue(gap);
        if (_newest.Count > SeriesCoverage.MostGaps)
        {
            _newest.Dequeue();
        }
    }
}
