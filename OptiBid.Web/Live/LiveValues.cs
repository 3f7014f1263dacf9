using System.Collections.Concurrent;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Series;

namespace OptiBid.Web.Live;

/// <summary>What the parts of the live path know beside <see cref="ILiveValues"/>: the series themselves, for charts.</summary>
internal interface ILiveEntries
{
    /// <summary>The series; made when it is not there yet.</summary>
    LiveEntry Entry(SeriesKey key);
}

/// <summary>
/// The snapshot store of this process. Written by <see cref="LiveValuesFeed"/> alone, read and heard by everybody. Holds at most
/// <see cref="MostSeries"/> series that nobody asked for.
/// </summary>
internal sealed class LiveValues(TimeProvider time, ILogger<LiveValues> log) : ILiveValues, ILiveEntries, IDisposable
{
    /// <summary>Series kept without being asked for.</summary>
    public const int MostSeries = 2_000;

    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<SeriesKey, LiveEntry> _entries = new();
    private readonly Lock _joining = new();
    private readonly HashSet<LiveListener> _all = [];
    private readonly List<LiveEntry> _taken = [];

    /// <summary>How many series are known.</summary>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public LiveValue? Find(SeriesKey key) => Known(key)?.Newest;

    /// <summary>The series, or null when nobody asked for it and no value came.</summary>
    public LiveEntry? Known(SeriesKey key) => _entries.GetValueOrDefault(key);

    /// <inheritdoc/>
    public LiveEntry Entry(SeriesKey key)
    {
        if (_entries.TryGetValue(key, out var held))
        {
            return held;
        }

        lock (_joining)
        {
            if (_entries.TryGetValue(key, out held))
            {
                return held;
            }

            var entry = new LiveEntry(key);
            foreach (var listener in _all)
            {
                entry.Add(listener, listener.Join(entry));
            }

            _entries.TryAdd(key, entry);
            return entry;
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IReadOnlyCollection<SeriesKey> keys, TimeSpan atLeast, Func<IReadOnlyList<LiveValue>, Task> onChange)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(onChange);
        ArgumentOutOfRangeException.ThrowIfLessThan(atLeast, s_shortest);
        if (keys.Count > 0)
        {
            return Listen([.. keys.Distinct().Select(Entry)], atLeast, onChange);
        }

        lock (_joining)
        {
            var all = Listen([.. _entries.Values], atLeast, onChange);
            _all.Add(all);
            return all;
        }
    }

    /// <summary>Takes values of a feed or of the store, and tells who listens. One caller at a time.</summary>
    public void Take(IReadOnlyList<LiveQuote> quotes, bool mayGoBack)
    {
        var now = time.GetUtcNow().UtcDateTime;

        // All are marked before anybody is woken: who is told of the first alone would hear of the others an interval later.
        foreach (var quote in quotes)
        {
            var entry = Entry(quote.Key);
            if (entry.Take(quote, now, mayGoBack))
            {
                Mark(entry);
                _taken.Add(entry);
            }
        }

        foreach (var entry in _taken)
        {
            Wake(entry);
        }

        _taken.Clear();
    }

    /// <summary>Takes one value, with the one before it where that is known.</summary>
    public void Take(in LiveQuote quote, DateTime nowUtc, bool mayGoBack, double? previous)
    {
        var entry = Entry(quote.Key);
        if (!entry.Take(quote, nowUtc, mayGoBack, previous))
        {
            return;
        }

        Mark(entry);
        Wake(entry);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in _entries.Values.SelectMany(e => e.Listeners).Select(l => l.Listener).Distinct().ToList())
        {
            listener.Dispose();
        }
    }

    private static void Mark(LiveEntry entry)
    {
        foreach (var (listener, index) in entry.Listeners)
        {
            listener.Mark(index);
        }
    }

    private static void Wake(LiveEntry entry)
    {
        foreach (var (listener, _) in entry.Listeners)
        {
            listener.Wake();
        }
    }

    private LiveListener Listen(LiveEntry[] entries, TimeSpan atLeast, Func<IReadOnlyList<LiveValue>, Task> onChange)
    {
        var listener = new LiveListener(entries, atLeast, onChange, time, log, Forget);
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i].Add(listener, i);
        }

        return listener;
    }

    private void Forget(LiveListener gone)
    {
        lock (_joining)
        {
            _all.Remove(gone);
        }

        foreach (var entry in gone.Entries)
        {
            entry.Remove(gone);
        }
    }
}
