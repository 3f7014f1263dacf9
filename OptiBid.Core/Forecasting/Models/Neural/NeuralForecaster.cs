using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>
/// Mean of feed-forward networks that give the 24 prices of a day at once. Each is trained from random weights on a day of a fixed grid of the
/// calendar and brought up to date for each day after it, so that a forecast depends on the data before its gate alone and on nothing
/// that was asked before. Trained networks are remembered for panels that hold the same data up to their day. One thread per forecast.
/// </summary>
internal sealed class NeuralForecaster(ForecasterInfo info, IReadOnlyList<NetworkRecipe> members) : IForecaster
{
    /// <summary>Days of history below which there is no forecast.</summary>
    public const int MinimumHistoryDays = NetworkSamples.FewestRows + LearInputs.LongestLag;

    private const int MostRemembered = 12;
    private readonly ConcurrentDictionary<string, Trained> _trained = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <inheritdoc/>
    public ForecasterInfo Info => info;

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        return ForecastMembers(panel, day, cancellationToken) is { } forecasts
            ? [.. Enumerable.Range(0, 24).Select(h => forecasts.Average(f => f[h]))]
            : null;
    }

    /// <summary>The 24 prices that each member gives; null when the history is too short.</summary>
    public double[][]? ForecastMembers(DailyPanel panel, int day, CancellationToken cancellationToken)
    {
        if (day < MinimumHistoryDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var samples = new SampleCache(panel);
        var forecasts = new double[members.Count][];
        foreach (var group in Enumerable.Range(0, members.Count).GroupBy(m => members[m].FullTrainingDays))
        {
            var anchor = Math.Max(MinimumHistoryDays, day - ((panel.FirstDay.DayNumber + day) % group.Key));
            var trained = TrainedAt(panel, anchor, group.Key, cancellationToken);
            foreach (var m in group)
            {
                var today = samples.Get(day, members[m]);
                var network = trained[m]!;
                if (members[m].RefreshEpochs > 0)
                {
                    network = network.Copy();
                    NetworkTraining.Refresh(network, today, members[m], Seed(m, 1), cancellationToken);
                }

                forecasts[m] = today.Prices(network.Answer(today.Today));
            }
        }

        return forecasts;
    }

    private DenseNetwork?[] TrainedAt(DailyPanel panel, int day, int every, CancellationToken cancellationToken)
    {
        if (every == 1)
        {
            return Train(panel, day, every, cancellationToken);
        }

        var key = KeyOf(panel, day, every);
        var fresh = new Trained();
        var trained = _trained.GetOrAdd(key, fresh);
        if (ReferenceEquals(trained, fresh))
        {
            _order.Enqueue(key);
            if (_trained.Count > MostRemembered && _order.TryDequeue(out var oldest))
            {
                _trained.TryRemove(oldest, out _);
            }
        }

        // Threads that want the same networks wait for them instead of training them again; what is cancelled is tried anew.
        lock (trained.Gate)
        {
            return trained.Networks ??= Train(panel, day, every, cancellationToken);
        }
    }

    private DenseNetwork?[] Train(DailyPanel panel, int day, int every, CancellationToken cancellationToken)
    {
        var samples = new SampleCache(panel);
        return
        [
            .. members.Select(
                (m, i) => m.FullTrainingDays == every ? NetworkTraining.Train(samples.Get(day, m), m, Seed(i, 0), cancellationToken) : null
            ),
        ];
    }

    private static ulong Seed(int member, int course) => (ulong)((member * 2) + course + 1);

    /// <summary>What training on a day reads: all series before it.</summary>
    private static string KeyOf(DailyPanel panel, int day, int every)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(panel.FirstDay.DayNumber));
        hash.AppendData(BitConverter.GetBytes(day));
        hash.AppendData(BitConverter.GetBytes(every));
        foreach (var row in panel.Exogenous.Prepend(panel.Prices).SelectMany(s => s.Take(day)))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(row));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The networks of one day, in the order of the members.</summary>
    private sealed class Trained
    {
        public Lock Gate { get; } = new();

        public DenseNetwork?[]? Networks { get; set; }
    }

    /// <summary>Samples of a day that members share when their inputs are the same.</summary>
    private sealed class SampleCache(DailyPanel panel)
    {
        private readonly Dictionary<(int Day, string Key), NetworkSamples> _known = [];

        public NetworkSamples Get(int day, NetworkRecipe recipe)
        {
            var key = (day, recipe.SamplesKey);
            if (!_known.TryGetValue(key, out var samples))
            {
                samples = NetworkSamples.Of(panel, day, recipe)!;
                _known.Add(key, samples);
            }

            return samples;
        }
    }
}
