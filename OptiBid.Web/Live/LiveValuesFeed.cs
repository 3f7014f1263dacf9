using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;

namespace OptiBid.Web.Live;

/// <summary>
/// Writes the snapshot store, from the two ways that values come: quotes of the running feed, and commits of the store, after which the newest
/// points of the changed series are read once for the whole process, however many pages are open.
/// </summary>
internal sealed class LiveValuesFeed(
    LiveValues values,
    ITimeSeriesStore store,
    IPriceTicks ticks,
    ILiveFeed feed,
    TimeProvider time,
    ILogger<LiveValuesFeed> log
) : BackgroundService
{
    private readonly Dictionary<SeriesKey, (DateTime ToUtc, long Count)> _read = [];
    private readonly Lock _writing = new();

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        feed.Kind == LiveFeedKind.Replay
            ? FollowFeedAsync(stoppingToken)
            : Task.WhenAll(FollowFeedAsync(stoppingToken), FollowStoreAsync(stoppingToken));

    /// <summary>Reads what is new in the store.</summary>
    public async Task ReadStoreAsync(CancellationToken cancellationToken)
    {
        var held = await store.ListAsync(cancellationToken);
        foreach (var series in held.OrderByDescending(s => s.ToUtc))
        {
            var key = series.Definition.Key;
            var isNew = !_read.TryGetValue(key, out var seen);
            var followed = values.Known(key) is { Listeners.IsEmpty: false };
            if (isNew ? _read.Count >= LiveValues.MostSeries && !followed : seen == (series.ToUtc, series.Count) && !followed)
            {
                continue;
            }

            await ReadAsync(series, isNew ? null : seen.ToUtc, cancellationToken);
            _read[key] = (series.ToUtc, series.Count);
        }
    }

    private async Task ReadAsync(SeriesSummary series, DateTime? knownToUtc, CancellationToken cancellationToken)
    {
        var key = series.Definition.Key;
        var length = TimeSpan.FromMinutes(series.Definition.IntervalMinutes);
        // The last interval known is read again: it may have been corrected.
        var from = knownToUtc is { } known && known < series.ToUtc ? known - length : series.ToUtc - (2 * length);
        var oldest = series.ToUtc - (LiveEntry.TrailLength * length);
        var points = await store.RangeAsync(key, from > oldest ? from : oldest, series.ToUtc, cancellationToken: cancellationToken);
        lock (_writing)
        {
            var now = time.GetUtcNow().UtcDateTime;
            double? previous = null;
            foreach (var point in points)
            {
                values.Take(
                    new(key, point.StartUtc, point.Value, point.PublishedAtUtc, IsIndicative: false),
                    now,
                    mayGoBack: false,
                    previous
                );
                previous = point.Value;
            }
        }
    }

    private async Task FollowStoreAsync(CancellationToken stoppingToken)
    {
        await using var next = ticks.ListenAsync(stoppingToken).GetAsyncEnumerator(stoppingToken);
        // Listening begins before the first read, so that no commit falls between.
        var moving = next.MoveNextAsync();
        do
        {
            try
            {
                await ReadStoreAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The newest values could not be read; the next tick tries again");
            }
        } while (await AdvanceAsync());

        async ValueTask<bool> AdvanceAsync()
        {
            var more = await moving;
            moving = more ? next.MoveNextAsync() : moving;
            return more;
        }
    }

    private async Task FollowFeedAsync(CancellationToken stoppingToken)
    {
        await foreach (var quotes in feed.ReadAsync(stoppingToken))
        {
            lock (_writing)
            {
                values.Take(quotes, mayGoBack: feed.Kind == LiveFeedKind.Replay);
            }
        }
    }
}
