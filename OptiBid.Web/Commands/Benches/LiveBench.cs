using Microsoft.Extensions.Logging.Abstractions;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Series;
using OptiBid.Web.Live;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// The live path inside the process: batches of 1,000 quotes through the snapshot store to 500 subscribers of twelve series each, at ten updates a
/// second each. One operation is one quote.
/// </summary>
internal sealed class LiveBench : IBench
{
    private const int Series = 1_000;
    private const int Subscribers = 500;
    private const int SeriesOfOne = 12;

    /// <inheritdoc/>
    public string Name => "live";

    /// <inheritdoc/>
    public string Summary => "quotes a second through the snapshot store, and what reaches 500 throttled subscribers";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        using var values = new LiveValues(TimeProvider.System, NullLogger<LiveValues>.Instance);
        var keys = Enumerable.Range(0, Series).Select(i => new SeriesKey("BENCH", $"N{i}", Products.RtLmp)).ToArray();
        var (calls, delivered) = (0L, 0L);
        var subscriptions = Enumerable
            .Range(0, Subscribers)
            .Select(s =>
                values.Subscribe(
                    [.. Enumerable.Range(0, SeriesOfOne).Select(i => keys[((s * SeriesOfOne) + i) % Series])],
                    TimeSpan.FromMilliseconds(100),
                    changed =>
                    {
                        Interlocked.Increment(ref calls);
                        Interlocked.Add(ref delivered, changed.Count);
                        return Task.CompletedTask;
                    }
                )
            )
            .ToList();
        var start = TimeProvider.System.GetUtcNow().UtcDateTime;
        var quotes = new LiveQuote[Series];
        var began = TimeProvider.System.GetTimestamp();
        var timings = await BenchTimings.MeasureAsync(
            settings.Seconds,
            round =>
            {
                for (var i = 0; i < Series; i++)
                {
                    quotes[i] = new(keys[i], start, round, start.AddMilliseconds(round), IsIndicative: true);
                }

                values.Take(quotes, mayGoBack: false);
                return Task.FromResult((long)Series);
            },
            cancellationToken
        );
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        subscriptions.ForEach(s => s.Dispose());
        return new(
            timings,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["subscribers"] = Subscribers,
                ["updatesPerSubscriberAndSecond"] = calls / seconds / Subscribers,
                ["valuesDeliveredPerSecond"] = delivered / seconds,
            }
        );
    }
}
