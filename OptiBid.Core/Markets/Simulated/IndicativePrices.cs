using Microsoft.Extensions.Hosting;
using OptiBid.Core.Markets.Live;

namespace OptiBid.Core.Markets.Simulated;

/// <summary>
/// Indicative values of the open interval of every five-minute series: a path from the closed value before to the value that the interval will
/// close at, with noise that fades towards the end. A function of time alone, like the market itself; nothing is stored.
/// </summary>
internal sealed class IndicativePrices(ILiveFeed feed, TimeProvider time, MarketsOptions options) : BackgroundService
{
    private static readonly SimulatedSeries[] s_series = [.. SimulatedSeries.All.Where(s => s.Definition.IntervalMinutes == 5)];
    private static readonly ulong[] s_seeds = [.. s_series.Select(s => Noise.SeedOf(s.Definition.Key + " indicative"))];
    private readonly (double Before, double Close)[] _ends = new (double, double)[s_series.Length];
    private DateTime _start;

    /// <summary>The quotes at an instant. Not safe for several threads at once.</summary>
    public IReadOnlyList<LiveQuote> At(DateTime nowUtc)
    {
        var start = new DateTime(nowUtc.Ticks - (nowUtc.Ticks % SimulatedFeed.Interval.Ticks), DateTimeKind.Utc);
        if (start != _start)
        {
            for (var i = 0; i < s_series.Length; i++)
            {
                var pair = s_series[i].Values(start - SimulatedFeed.Interval, 2);
                _ends[i] = (pair[0], pair[1]);
            }

            _start = start;
        }

        var done = (nowUtc - start) / SimulatedFeed.Interval;
        var quotes = new LiveQuote[s_series.Length];
        for (var i = 0; i < quotes.Length; i++)
        {
            var definition = s_series[i].Definition;
            var (before, close) = _ends[i];
            var size = (0.02 * Math.Abs(close)) + (0.15 * Math.Abs(close - before));
            var noise = size * Math.Sqrt(done * (1 - done)) * Wobble(s_seeds[i], nowUtc);
            quotes[i] = new(definition.Key, start, Math.Round(before + (done * (close - before)) + noise, 2), nowUtc, IsIndicative: true);
        }

        return quotes;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.SimulatedTickSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            feed.Publish(At(time.GetUtcNow().UtcDateTime));
        }
    }

    // Three slow waves and a little white noise: looks like a price, needs no state.
    private static double Wobble(ulong seed, DateTime utc)
    {
        var seconds = utc.Ticks / (double)TimeSpan.TicksPerSecond;
        var waves =
            Math.Sin((seconds / 11) + Noise.Uniform(seed, 1)) + Math.Sin((seconds / 29) + Noise.Uniform(seed, 2)) + Math.Sin(seconds / 3.7);
        return waves + (0.4 * Noise.Gaussian(seed, utc.Ticks / (TimeSpan.TicksPerMillisecond * 100)));
    }
}
