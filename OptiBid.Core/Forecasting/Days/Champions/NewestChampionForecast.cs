using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days.Batches;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days.Champions;

/// <inheritdoc cref="INewestForecast"/>
internal sealed class NewestChampionForecast(
    ICurrentUser user,
    ITimeSeriesStore store,
    StoredPanelReader panels,
    ServeChampion champions,
    BatchLanes lanes
) : INewestForecast
{
    /// <inheritdoc/>
    public async Task<Result<NewestForecast?>> ExecuteAsync(SeriesKey target, DateTime? knownToUtc, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!user.Has(Permissions.RunForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.RunForecasts);
        }

        if (await store.FindAsync(target, cancellationToken) is not { } summary)
        {
            return ForecastingFailures.NoSeries(target);
        }

        var heldTo = HeldTo(summary);
        if (heldTo <= knownToUtc)
        {
            return Result<NewestForecast?>.Ok(null);
        }

        var day = DayAfter(summary);
        var served = await lanes.RunAsync(() => ServeAsync(target, day, cancellationToken), cancellationToken);
        return served.Map<NewestForecast?>(s => new(heldTo, s.Forecast));
    }

    /// <summary>End of the last whole hour: models work on hourly prices, so what comes in within an hour changes nothing yet.</summary>
    internal static DateTime HeldTo(SeriesSummary summary) => summary.ToUtc.AddTicks(-(summary.ToUtc.Ticks % TimeSpan.TicksPerHour));

    /// <summary>The day after the last that is held.</summary>
    internal static DateOnly DayAfter(SeriesSummary summary) =>
        MarketCalendar.ForSeries(summary.Definition.Key.Market, summary.Definition.TimeZoneId).DayOf(summary.ToUtc.AddTicks(-1)).AddDays(1);

    private async Task<Result<ServedDay>> ServeAsync(SeriesKey target, DateOnly day, CancellationToken cancellationToken)
    {
        var read = await panels.AsOfGateAsync(target, day, cancellationToken);
        return read.Failure is { } failure ? failure : await champions.ExecuteAsync(read.Value, day, cancellationToken);
    }
}
