using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Simulated;

/// <summary>Brings the simulated series of the store up to now. Idempotent; one catch-up at a time.</summary>
internal sealed class SimulatedMarket(ITimeSeriesStore store, IPriceTicks ticks, TimeProvider time, MarketsOptions options) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Appends, in one batch, every interval that became public since the last one held: the whole history for a new series.</summary>
    public async Task<AppendResult> CatchUpAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow().UtcDateTime;
            var due = new List<(SeriesDefinition Definition, SeriesPoint[] Points)>();
            foreach (var series in SimulatedSeries.All)
            {
                var points = series.Due(await NextStartAsync(series.Definition, now, cancellationToken), now);
                if (points.Length > 0)
                {
                    due.Add((series.Definition, points));
                }
            }

            if (due.Count == 0)
            {
                return default;
            }

            await using var batch = await store.BeginBatchAsync(cancellationToken);
            foreach (var (definition, points) in due)
            {
                await batch.AppendAsync(definition, points, cancellationToken);
            }

            var result = await batch.CommitAsync(cancellationToken);
            ticks.Publish(new(now));
            return result;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<DateTime> NextStartAsync(SeriesDefinition definition, DateTime nowUtc, CancellationToken cancellationToken)
    {
        if (await store.LatestAsync(definition.Key, cancellationToken) is { } latest)
        {
            return latest.StartUtc.AddMinutes(definition.IntervalMinutes);
        }

        var calendar = MarketCalendar.For(definition.Key.Market);
        return calendar.DayBounds(calendar.DayOf(nowUtc.AddDays(-options.SimulatedHistoryDays))).FromUtc;
    }
}
