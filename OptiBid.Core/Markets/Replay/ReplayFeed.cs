using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Replay;

/// <summary>
/// Plays the history of the store: each value of the last days leaves when the replay's clock reaches the end of its interval, then all again from
/// the start. Nothing is written. It reads again what was imported meanwhile at each start.
/// </summary>
internal sealed class ReplayFeed(ITimeSeriesStore store, ILiveFeed feed, TimeProvider time, MarketsOptions options, ILogger<ReplayFeed> log)
    : BackgroundService
{
    private const int MostSeries = 100;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var played = false;
            try
            {
                played = await PlayAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The replay could not read the store; it tries again");
            }

            if (!played)
            {
                // Nothing held yet: an import may bring something.
                await Task.Delay(s_idle, time, stoppingToken);
            }
        }
    }

    private async Task<bool> PlayAsync(CancellationToken token)
    {
        var film = await ReadAsync(token);
        if (film.Count == 0)
        {
            return false;
        }

        var (from, began, next) = (film[0].AtUtc.AddMinutes(-1), time.GetTimestamp(), 0);
        while (next < film.Count)
        {
            var clock = from + (time.GetElapsedTime(began) * options.ReplaySpeed);
            feed.MoveClock(clock);
            var first = next;
            while (next < film.Count && film[next].AtUtc <= clock)
            {
                next++;
            }

            feed.Publish(film.GetRange(first, next - first));
            await Task.Delay(s_step, time, token);
        }

        return true;
    }

    /// <summary>The values of the last days by the end of their interval.</summary>
    private async Task<List<LiveQuote>> ReadAsync(CancellationToken token)
    {
        var held = await store.ListAsync(token);
        var real = held.Where(s => s.Definition.Key.Product.StartsWith(Products.RtLmp, StringComparison.Ordinal)).ToList();
        if ((real.Count > 0 ? real : [.. held]) is not [_, ..] leading)
        {
            return [];
        }

        var to = leading.Max(s => s.ToUtc);
        var from = to.AddDays(-options.ReplayDays);
        var film = new List<LiveQuote>();
        foreach (var series in held.Where(s => s.ToUtc > from && s.FromUtc < to).OrderByDescending(real.Contains).Take(MostSeries))
        {
            var length = TimeSpan.FromMinutes(series.Definition.IntervalMinutes);
            foreach (var point in await store.RangeAsync(series.Definition.Key, from, to, cancellationToken: token))
            {
                film.Add(new(series.Definition.Key, point.StartUtc, point.Value, point.StartUtc + length, IsIndicative: false));
            }
        }

        film.Sort((a, b) => a.AtUtc.CompareTo(b.AtUtc));
        return film;
    }
}
