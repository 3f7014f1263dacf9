using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// What was trained on a day of a fixed grid of the calendar, remembered for panels that hold the same data up to that day, so that an answer depends
/// on nothing that was asked before. Safe for many threads at once: those that want the same training wait for it.
/// </summary>
internal sealed class CalendarMemory<T>(int everyDays, int most)
    where T : class
{
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>The day of the grid that answers for a day, not before <paramref name="earliest"/>.</summary>
    public int Anchor(DailyPanel panel, int day, int earliest) => Math.Max(earliest, day - ((panel.FirstDay.DayNumber + day) % everyDays));

    /// <summary>What was trained for a day of the grid.</summary>
    public T? Get(DailyPanel panel, int anchor, Func<T?> train)
    {
        var key = KeyOf(panel, anchor);
        var fresh = new Entry();
        var entry = _known.GetOrAdd(key, fresh);
        if (ReferenceEquals(entry, fresh))
        {
            _order.Enqueue(key);
            if (_known.Count > most && _order.TryDequeue(out var oldest))
            {
                _known.TryRemove(oldest, out _);
            }
        }

        // What is cancelled is tried anew by the next.
        lock (entry.Gate)
        {
            return entry.Trained ??= train();
        }
    }

    private static string KeyOf(DailyPanel panel, int day)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(panel.FirstDay.DayNumber));
        hash.AppendData(BitConverter.GetBytes(day));
        foreach (var row in panel.Exogenous.Prepend(panel.Prices).SelectMany(s => s.Take(day)))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(row));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed class Entry
    {
        public Lock Gate { get; } = new();

        public T? Trained { get; set; }
    }
}
