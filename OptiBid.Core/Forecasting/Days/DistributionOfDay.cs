using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Forecasting.Uncertainty;
using OptiBid.Core.Forecasting.Uncertainty.Scenarios;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <summary>A day's forecast with what the days before say about its errors.</summary>
/// <param name="Forecast">The point forecast.</param>
/// <param name="Calendar">Its clock.</param>
/// <param name="Quantiles">For each of 24 hours 99 quantiles; null where too few days could be learned from.</param>
/// <param name="Ranks">Where past prices were in the quantiles made for them.</param>
/// <param name="LearnedDays">Days learned from.</param>
internal sealed record DayDistribution(
    DayForecast Forecast,
    MarketCalendar Calendar,
    double[][]? Quantiles,
    IReadOnlyList<double[]> Ranks,
    int LearnedDays
);

/// <summary>
/// Makes the distribution of a day from the model's forecasts of the days before, all from what was public at the gate of the day itself. The
/// model chooses its settings for each past day on data before that day's month.
/// </summary>
internal sealed class DistributionOfDay(
    ICurrentUser user,
    IForecasterCatalog catalog,
    StoredPanelReader panels,
    IDbContextFactory<OptiBidDbContext> contexts,
    IOptions<ForecastingOptions> options,
    TimeProvider time
)
{
    /// <summary>Half a year to measure sizes of errors on, after the days that the first quantiles need.</summary>
    private const int MostDays = QuantileLevels.WindowDays + QuantileLevels.FewestDays;

    public async Task<Result<DayDistribution>> MakeAsync(SeriesKey target, DateOnly day, string model, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.RunForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.RunForecasts);
        }

        if (catalog.Find(model) is not { } forecaster)
        {
            return ForecastingFailures.UnknownModel(model, catalog);
        }

        var read = await panels.AsOfGateAsync(target, day, cancellationToken);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        var cache = new DatabaseForecastCache(contexts.CreateDbContext, user.OrganisationId, time);
        var made = await Task.Run(() => Make(read.Value, day, forecaster, cache, cancellationToken), cancellationToken);
        await cache.TrimAsync(options.Value.MostKeptForecasts, cancellationToken);
        return made;
    }

    private Result<DayDistribution> Make(
        StoredPanel stored,
        DateOnly day,
        IForecaster forecaster,
        DatabaseForecastCache cache,
        CancellationToken cancellationToken
    )
    {
        var guard = new LeakageGuard(stored.Panel);
        var point = PointOfDay.Of(stored, guard, day, forecaster, time, cancellationToken);
        if (point.Failure is { } failure)
        {
            return failure;
        }

        var walk = new DistributionWalk();
        var index = stored.Panel.IndexOf(day);
        var first = Math.Max(Math.Max(1, forecaster.Info.MinimumHistoryDays), index - MostDays);
        if (index - first >= QuantileLevels.FewestDays)
        {
            var memory =
                forecaster is NaiveForecaster
                    ? null
                    : new DayMemory(cache, new ForecastKeys(stored.Panel), forecaster.Info, settledOn: null);
            var past = new DailyRun(forecaster, guard, first, index - 1, new DayProgress(index - first, null), memory);
            if (past.Finish(past.Recall(), options.Value.Threads, cancellationToken) is { } stopped)
            {
                return stopped;
            }

            for (var d = first; d < index; d++)
            {
                if (IsKnown(stored, d, guard.GateOf(index)))
                {
                    walk.Observe(past.Forecasts[d - first], stored.Panel.Prices[d]);
                }
            }
        }

        var clock = stored.Calendar.ToClock24(day, [.. point.Value.Values]);
        return new DayDistribution(point.Value, stored.Calendar, walk.Quantiles(clock), walk.Ranks, walk.Days);
    }

    /// <summary>Whether a day has all its prices and they are public at a gate.</summary>
    private static bool IsKnown(StoredPanel stored, int day, DateTime gate) =>
        !stored.DaysWithGaps.Contains(stored.Panel.FirstDay.AddDays(day))
        && stored.Panel.Vintage!.PublishedUtc[0][day].All(published => published < gate);
}

/// <inheritdoc cref="IForecastIntervals"/>
internal sealed class ForecastIntervals(DistributionOfDay distribution) : IForecastIntervals
{
    /// <inheritdoc/>
    public async Task<Result<DayForecast>> ExecuteAsync(
        SeriesKey target,
        DateOnly deliveryDay,
        string model,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        return (await distribution.MakeAsync(target, deliveryDay, model, cancellationToken)).Map(WithQuantiles);
    }

    /// <summary>The forecast with the kept quantiles on the hours of the day.</summary>
    internal static DayForecast WithQuantiles(DayDistribution made)
    {
        if (made.Quantiles is not { } quantiles)
        {
            return made.Forecast with
            {
                LearnedDays = made.LearnedDays,
                Notes =
                [
                    .. made.Forecast.Notes,
                    Sentence.Of(
                        $"no intervals: they need the forecasts of {QuantileLevels.FewestDays} days before, of which there are {made.LearnedDays}"
                    ),
                ],
            };
        }

        var levels = QuantileLevels
            .Kept.Select(q => made.Calendar.FromClock24(made.Forecast.DeliveryDay, [.. quantiles.Select(hour => hour[q - 1])]))
            .ToList();
        return made.Forecast with
        {
            LearnedDays = made.LearnedDays,
            Quantiles = [.. made.Forecast.Values.Select((_, hour) => levels.Select(level => level[hour]).ToArray())],
        };
    }
}

/// <inheritdoc cref="IMakeScenarios"/>
internal sealed class MakeScenarios(ICurrentUser user, DistributionOfDay distribution) : IMakeScenarios
{
    /// <inheritdoc/>
    public async Task<Result<DayScenarios>> ExecuteAsync(
        SeriesKey target,
        DateOnly deliveryDay,
        string model,
        ScenarioDraw draw,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(draw);
        if (!user.Has(Permissions.RunForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.RunForecasts);
        }

        if (draw.WrongField is { } field)
        {
            return new SimpleFailure(
                "forecast.scenarios",
                "out of range: 2 to 10000 paths, of which 1 to all are kept; of more than 2000 all are"
            )
            {
                Field = field,
            };
        }

        var made = await distribution.MakeAsync(target, deliveryDay, model, cancellationToken);
        if (made.Failure is { } failure)
        {
            return failure;
        }

        if (made.Value.Quantiles is not { } quantiles)
        {
            return new SimpleFailure(
                "forecast.scenarios",
                $"paths need the forecasts of {QuantileLevels.FewestDays} days before {deliveryDay:yyyy-MM-dd}, of which there are {made.Value.LearnedDays}"
            );
        }

        return await Task.Run(() => Draw(made.Value, quantiles, draw), cancellationToken);
    }

    private static DayScenarios Draw(DayDistribution made, double[][] quantiles, ScenarioDraw draw) =>
        new(
            ForecastIntervals.WithQuantiles(made),
            [
                .. PriceScenarios
                    .Draw(quantiles, made.Ranks, draw)
                    .Select(s => s with { Prices = made.Calendar.FromClock24(made.Forecast.DeliveryDay, s.Prices) }),
            ],
            made.Ranks.Count
        );
}
