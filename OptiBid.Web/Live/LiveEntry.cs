using System.Collections.Immutable;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Series;

namespace OptiBid.Web.Live;

/// <summary>
/// One series: its newest value as an immutable snapshot, and the last points for charts, so that a page that is throttled or paused for a while
/// still draws every point. Safe for use by many threads at once.
/// </summary>
internal sealed class LiveEntry(SeriesKey key)
{
    /// <summary>Points kept: 51 seconds at 10 Hz, 42 hours of five-minute intervals.</summary>
    public const int TrailLength = 512;

    private readonly Lock _gate = new();
    private ImmutableArray<(LiveListener Listener, int Index)> _listeners = [];
    private volatile Snapshot? _newest;
    private double[]? _trail;
    private long _written;
    private DateTime _closedUtc = DateTime.MinValue;

    /// <summary>The series.</summary>
    public SeriesKey Key { get; } = key;

    /// <summary>The newest value, or null while none is known.</summary>
    public LiveValue? Newest => _newest?.Value;

    /// <summary>Number of the next point: what a chart that starts now has seen.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _written;
            }
        }
    }

    /// <summary>Who listens.</summary>
    public ImmutableArray<(LiveListener Listener, int Index)> Listeners => _listeners;

    /// <summary>Adds a listener, for which this series has the number <paramref name="index"/>.</summary>
    public void Add(LiveListener listener, int index) =>
        ImmutableInterlocked.Update(ref _listeners, (list, added) => list.Add(added), (listener, index));

    /// <summary>Removes a listener.</summary>
    public void Remove(LiveListener listener) =>
        ImmutableInterlocked.Update(ref _listeners, (list, gone) => list.RemoveAll(l => l.Listener == gone), listener);

    /// <summary>
    /// Takes a value; false when nothing changed. An older interval, an indicative value of a closed interval and a repeated value change nothing,
    /// except that a replay may go back in time (<paramref name="mayGoBack"/>).
    /// </summary>
    public bool Take(in LiveQuote quote, DateTime nowUtc, bool mayGoBack, double? previous = null)
    {
        lock (_gate)
        {
            if (!mayGoBack && quote.IsIndicative && quote.StartUtc <= _closedUtc)
            {
                return false;
            }

            var newest = _newest?.Value;
            if (!mayGoBack && newest is { } held)
            {
                if (quote.StartUtc < held.StartUtc)
                {
                    // A closed value that an indicative one of the next interval has overtaken still belongs on the charts.
                    var late = !quote.IsIndicative && quote.StartUtc > _closedUtc;
                    if (late)
                    {
                        Write(quote);
                    }

                    return late;
                }

                if (quote.StartUtc == held.StartUtc && !quote.IsIndicative && !held.IsIndicative && quote.Value.Equals(held.Value))
                {
                    return false;
                }
            }

            _newest = new(new(Key, quote.StartUtc, quote.Value, newest?.Value ?? previous, nowUtc) { IsIndicative = quote.IsIndicative });
            Write(quote);
            return true;
        }
    }

    /// <summary>How many points follow <paramref name="position"/>; <paramref name="lost"/> when some of them are no longer kept.</summary>
    public int CountSince(long position, out bool lost)
    {
        lock (_gate)
        {
            lost = _written - position > TrailLength;
            return (int)Math.Min(_written - position, TrailLength);
        }
    }

    /// <summary>Copies the points after <paramref name="position"/> as pairs of x (Unix seconds) and y, as many as fit; moves the position.</summary>
    public int CopySince(ref long position, Span<double> pairs)
    {
        lock (_gate)
        {
            var first = Math.Max(position, _written - TrailLength);
            var count = (int)Math.Min(_written - first, pairs.Length / 2);
            for (var i = 0; i < count; i++)
            {
                var at = 2 * (int)((first + i) % TrailLength);
                pairs[2 * i] = _trail![at];
                pairs[(2 * i) + 1] = _trail[at + 1];
            }

            position = first + count;
            return count;
        }
    }

    private void Write(in LiveQuote quote)
    {
        _trail ??= new double[2 * TrailLength];
        var at = 2 * (int)(_written % TrailLength);
        _trail[at] = Seconds(quote.IsIndicative ? quote.AtUtc : quote.StartUtc);
        _trail[at + 1] = quote.Value;
        _written++;
        if (!quote.IsIndicative)
        {
            _closedUtc = quote.StartUtc;
        }
    }

    private static double Seconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;

    private sealed record Snapshot(LiveValue Value);
}
