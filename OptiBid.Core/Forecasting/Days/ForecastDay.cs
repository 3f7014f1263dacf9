using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <inheritdoc cref="IForecastDay"/>
internal sealed class ForecastDay(ICurrentUser user, IForecasterCatalog catalog, StoredPanelReader panels, TimeProvider time) : IForecastDay
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

        if (catalog.Find(model) is not { } forecaster)
        {
            return ForecastingFailures.UnknownModel(model, catalog);
        }

        var read = await panels.AsOfGateAsync(target, deliveryDay, cancellationToken);
        return read.Failure is { } failure
            ? failure
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
        CancellationToken cancellationToken
    )
    {
        var index = stored.Panel.IndexOf(day);
        var view = guard.View(index);
        if (view.Gap is { } gap)
        {
            return DailyRun.NotPublic(gap);
        }

        if (index < forecaster.Info.MinimumHistoryDays || forecaster.Forecast(view.Panel, index, cancellationToken) is not { } clock)
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
