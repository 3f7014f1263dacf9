using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>The data of a job.</summary>
/// <param name="Stored">Prices and forecasts up to the last day.</param>
/// <param name="Last">Last day with all its prices.</param>
/// <param name="Today">Today on the clock of the market.</param>
/// <param name="Hash">SHA-256 over values and publication times.</param>
internal sealed record RetrainData(StoredPanel Stored, DateOnly Last, DateOnly Today, string Hash);

/// <summary>Reads the data of a job: the first version of each value, up to the last day whose prices are all there.</summary>
internal sealed class RetrainDataReader(ITimeSeriesStore store, StoredPanelReader panels, TimeProvider time)
{
    /// <summary>Days before the last one that have to be readable without a gap that nothing fills.</summary>
    private const int Needed = 28;

    public async Task<Result<RetrainData>> ReadAsync(RetrainPlan plan, CancellationToken cancellationToken)
    {
        var summary = await store.FindAsync(plan.Target, cancellationToken);
        var latest = await store.LatestAsync(plan.Target, cancellationToken);
        if (summary is null || latest is null)
        {
            return ForecastingFailures.NoSeries(plan.Target);
        }

        var calendar = MarketCalendar.ForSeries(plan.Market, summary.Definition.TimeZoneId);
        var last = calendar.DayOf(latest.Value.StartUtc);
        if (latest.Value.StartUtc.AddMinutes(summary.Definition.IntervalMinutes) < calendar.DayBounds(last).ToUtc)
        {
            last = last.AddDays(-1);
        }

        var read = await panels.FirstVersionsAsync(plan.Target, last.AddDays(-Needed), last, cancellationToken);
        var today = calendar.DayOf(time.GetUtcNow().UtcDateTime);
        return read.Map(stored => new RetrainData(stored, last, today, stored.Hash()));
    }
}
