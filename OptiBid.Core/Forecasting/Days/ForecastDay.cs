using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Days.Champions;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <inheritdoc cref="IForecastDay"/>
internal sealed class ForecastDay(
    ICurrentUser user,
    IForecasterCatalog catalog,
    StoredPanelReader panels,
    ServeChampion champions,
    TimeProvider time
) : IForecastDay
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
        if (!user.Has(Permissions.RunForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.RunForecasts);
        }

        if (deliveryDay.Year is < 1990 or > 2200)
        {
            return ForecastingFailures.NoSuchDay();
        }

        var forecaster = catalog.Find(model);
        if (forecaster is null && !ServedModels.IsChampion(model))
        {
            return ForecastingFailures.UnknownModel(model, catalog);
        }

        var read = await panels.AsOfGateAsync(target, deliveryDay, cancellationToken);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        return forecaster is null
            ? (await champions.ExecuteAsync(read.Value, deliveryDay, cancellationToken)).Map(served => served.Forecast)
            : await Task.Run(
                () => PointOfDay.Of(read.Value, new(read.Value.Panel), deliveryDay, forecaster, time, cancellationToken),
                cancellationToken
            );
    }
}

/// <summary>The point forecast of a day of a stored panel.</summary>
internal static class PointOfDay
{
    public static Result<DayForecast> Of(
        StoredPanel stored,
        LeakageGuard guard,
        DateOnly day,
        IForecaster forecaster,
        TimeProvider time,
        CancellationToken cancellationToken,
        DayMemory? memory = null
    )
    {
        var index = stored.Panel.IndexOf(day);
        var view = guard.View(index);
        if (view.Gap is { } gap)
        {
            return DailyRun.NotPublic(gap);
        }

        if (
            index < forecaster.Info.MinimumHistoryDays
            || ClockOf(view.Panel, index, forecaster, memory, cancellationToken) is not { } clock
        )
        {
            return new SimpleFailure(
                "forecast.history",
                $"{stored.Definition.Key} has {index} days before {day:yyyy-MM-dd}; {forecaster.Info.Name} needs {forecaster.Info.MinimumHistoryDays}"
            );
        }

        var isOpen = time.GetUtcNow().UtcDateTime < guard.GateOf(index);
        return new DayForecast(
            stored.Definition.Key,
            day,
            forecaster.Info.Name,
            guard.GateOf(index),
            view.NewestPublishedUtc,
            [.. stored.Calendar.HoursOf(day).Select(h => h.StartUtc)],
            stored.Calendar.FromClock24(day, clock),
            stored.Definition.IsSimulated,
            isOpen
                ? [.. stored.Notes, "the gate is still open: what becomes public before it closes can change this forecast"]
                : stored.Notes
        )
        {
            Inputs = [.. Known(stored.Panel, index, guard.GateOf(index))],
        };
    }

    /// <summary>The 24 prices, kept or made.</summary>
    private static double[]? ClockOf(
        DailyPanel panel,
        int index,
        IForecaster forecaster,
        DayMemory? memory,
        CancellationToken cancellationToken
    )
    {
        if (memory is null)
        {
            return forecaster.Forecast(panel, index, cancellationToken);
        }

        // Members are kept too: a backtest takes no kept forecast of an ensemble without them.
        var ensemble = forecaster as IEnsembleForecaster;
        if (memory.Find([index]).TryGetValue(index, out var kept) && kept.Members.Length == (ensemble?.Members.Count ?? 0))
        {
            return kept.Prices;
        }

        var begin = Stopwatch.GetTimestamp();
        var members = ensemble?.ForecastMembers(panel, index, cancellationToken);
        var clock =
            ensemble is null ? forecaster.Forecast(panel, index, cancellationToken)
            : members is null ? null
            : ensemble.Combine(members, index);
        if (clock is not null && clock.All(double.IsFinite))
        {
            memory.Keep(index, new(clock, members ?? [], Stopwatch.GetElapsedTime(begin).TotalSeconds));
        }

        return clock;
    }

    private static IEnumerable<KnownInput> Known(DailyPanel panel, int index, DateTime gate)
    {
        var vintage = panel.Vintage!;
        for (var s = 0; s < vintage.Names.Count; s++)
        {
            for (var d = s == 0 ? index - 1 : index; d >= 0; d--)
            {
                var published = vintage.PublishedUtc[s][d].Where(at => at < gate).ToList();
                if (published.Count > 0)
                {
                    yield return new(vintage.Names[s], panel.FirstDay.AddDays(d), published.Max());
                    break;
                }
            }
        }
    }
}
