using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptiBid.Core.Forecasting.Models.Blend;

/// <summary>
/// What windows say of days, remembered by the data that they depend on, so that the next day costs one day and not four weeks. What is missing
/// is made on all cores. Safe for many threads.
/// </summary>
/// <param name="forecast">What the windows say of a day; null when the history is too short.</param>
internal sealed class RememberedForecasts(Func<DailyPanel, int, CancellationToken, WindowForecast[]?> forecast)
{
    /// <summary>Some years of days; one takes a few kilobytes.</summary>
    private const int Most = 4096;

    private readonly ConcurrentDictionary<string, WindowForecast[]> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>The forecasts of the days from <paramref name="from"/> to <paramref name="last"/>, as far as there are any, the last day first.</summary>
    public IReadOnlyList<(int Day, WindowForecast[] Forecasts)> Get(
        DailyPanel panel,
        int from,
        int last,
        CancellationToken cancellationToken
    )
    {
        var keys = KeysOf(panel, last);
        var found = new WindowForecast[last - from + 1][];
        Parallel.For(
            0,
            found.Length,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => found[i] = One(panel, from + i, keys[from + i], cancellationToken)!
        );
        return [.. Enumerable.Range(from, found.Length).Reverse().Select(d => (d, found[d - from])).Where(f => f.Item2 is not null)];
    }

    private WindowForecast[]? One(DailyPanel panel, int day, string key, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (forecast(panel, day, cancellationToken) is not { } made)
        {
            return null;
        }

        if (_known.TryAdd(key, made))
        {
            _order.Enqueue(key);
            if (_known.Count > Most && _order.TryDequeue(out var oldest))
            {
                _known.TryRemove(oldest, out _);
            }
        }

        return made;
    }

    /// <summary>By day: a hash over all that its forecast may read, prices of the days before it and exogenous forecasts up to it.</summary>
    private static string[] KeysOf(DailyPanel panel, int last)
    {
        var keys = new string[last + 1];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(panel.FirstDay.DayNumber));
        for (var day = 0; day <= last; day++)
        {
            if (day > 0)
            {
                hash.AppendData(MemoryMarshal.AsBytes<double>(panel.Prices[day - 1]));
            }

            foreach (var series in panel.Exogenous)
            {
                hash.AppendData(MemoryMarshal.AsBytes<double>(series[day]));
            }

            keys[day] = Convert.ToHexString(hash.GetCurrentHash());
        }

        return keys;
    }
}

/// <summary>What one window of a model says of a day.</summary>
/// <param name="Model">The model.</param>
/// <param name="Prices">The 24 prices.</param>
internal readonly record struct WindowForecast(string Model, double[] Prices);
