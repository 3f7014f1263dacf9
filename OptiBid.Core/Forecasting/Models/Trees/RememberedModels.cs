using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>
/// Fitted models by the data that they were fitted on, so that asking again costs nothing and the answer never depends on what was asked before.
/// Safe for many threads; one fits at a time.
/// </summary>
internal sealed class RememberedModels<T>(int most)
    where T : class
{
    private readonly ConcurrentDictionary<string, T> _models = new(StringComparer.Ordinal);
    private readonly Lock _fitting = new();

    /// <summary>
    /// The first day of the period of <paramref name="everyDays"/> days, counted from a fixed Monday, in which a day lies; not before the
    /// <paramref name="earliest"/>. Models are fitted anew then.
    /// </summary>
    public static int PeriodStart(DailyPanel panel, int day, int everyDays, int earliest) =>
        Math.Max(earliest, day - (panel.FirstDay.AddDays(day).DayNumber % everyDays));

    /// <summary>The model fitted on the days before <paramref name="until"/>.</summary>
    public T Get(DailyPanel panel, int until, Func<T> fit)
    {
        var key = KeyOf(panel, until);
        if (_models.TryGetValue(key, out var known))
        {
            return known;
        }

        lock (_fitting)
        {
            if (_models.TryGetValue(key, out known))
            {
                return known;
            }

            var model = fit();
            if (_models.Count >= most)
            {
                _models.Clear();
            }

            _models[key] = model;
            return model;
        }
    }

    private static string KeyOf(DailyPanel panel, int until)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(panel.FirstDay.DayNumber));
        hash.AppendData(BitConverter.GetBytes(until));
        foreach (var row in panel.Exogenous.Prepend(panel.Prices).SelectMany(s => s.Take(until)))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(row));
        }

        if (panel.Vintage is { } vintage)
        {
            foreach (var row in vintage.PublishedUtc.SelectMany(s => s.Take(until)))
            {
                hash.AppendData(MemoryMarshal.AsBytes<DateTime>(row));
            }

            hash.AppendData(MemoryMarshal.AsBytes<DateTime>([.. vintage.GateClosureUtc.Take(until)]));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
