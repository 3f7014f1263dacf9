using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Prices;

/// <inheritdoc cref="IReadFeedHealth"/>
internal sealed class ReadFeedHealth(ITimeSeriesStore store, ICurrentUser user, TimeProvider time, MarketsOptions options) : IReadFeedHealth
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<FeedHealth>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadMarkets))
        {
            return PriceFailures.Forbidden();
        }

        if (!options.Feed.Equals("Simulated", StringComparison.OrdinalIgnoreCase))
        {
            return Result<IReadOnlyList<FeedHealth>>.Ok([]);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var held = (await store.ListAsync(cancellationToken)).ToDictionary(s => s.Definition.Key);
        var health = new List<FeedHealth>();
        foreach (var series in SimulatedSeries.All)
        {
            if (held.TryGetValue(series.Definition.Key, out var summary))
            {
                var due = series.PublishedAtUtc(summary.ToUtc);
                health.Add(new(summary, due, (int)Math.Max(0, (now - due) / SimulatedFeed.Interval)));
            }
        }

        return health;
    }
}
