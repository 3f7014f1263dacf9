using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days.Champions;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Explained;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <inheritdoc cref="IExplainForecast"/>
internal sealed class ExplainForecast(
    ICurrentUser user,
    IForecasterCatalog catalog,
    StoredPanelReader panels,
    ServeChampion champions,
    TimeProvider time
) : IExplainForecast
{
    /// <inheritdoc/>
    public async Task<Result<DayDrivers>> ExecuteAsync(
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

        var forecaster = catalog.Find(model);
        if (forecaster is null && !ServedModels.IsChampion(model))
        {
            return ForecastingFailures.UnknownModel(model, catalog);
        }

        if (forecaster is not null and not IExplainedForecaster)
        {
            return Silent(forecaster);
        }

        var read = await panels.AsOfGateAsync(target, deliveryDay, cancellationToken);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        DayForecast? served = null;
        if (forecaster is null)
        {
            // Explained is what answers: the champion, or what stood in for it.
            var answer = await champions.ExecuteAsync(read.Value, deliveryDay, cancellationToken);
            if (answer.Failure is { } unserved)
            {
                return unserved;
            }

            (forecaster, served) = (answer.Value.Forecaster, answer.Value.Forecast);
        }

        return forecaster is IExplainedForecaster explained
            ? await Task.Run(() => Explain(read.Value, deliveryDay, explained, served, cancellationToken), cancellationToken)
            : Silent(forecaster);
    }

    private Result<DayDrivers> Explain(
        StoredPanel stored,
        DateOnly day,
        IExplainedForecaster model,
        DayForecast? served,
        CancellationToken cancellationToken
    )
    {
        var guard = new LeakageGuard(stored.Panel);
        var point = served is null ? PointOfDay.Of(stored, guard, day, model, time, cancellationToken) : Result<DayForecast>.Ok(served);
        if (point.Failure is { } failure)
        {
            return failure;
        }

        var index = stored.Panel.IndexOf(day);
        if (model.Explain(guard.View(index).Panel, index, cancellationToken) is not { } table)
        {
            return Silent(model);
        }

        double[] Hours(double[] clock) => stored.Calendar.FromClock24(day, clock);
        return new DayDrivers(
            stored.Definition.Key,
            day,
            model.Info.Name,
            point.Value.StartUtc,
            point.Value.Values,
            Hours(table.Level),
            [
                .. table.Groups.Select(
                    (g, i) =>
                        new DriverOfDay(
                            g == DriverTable.Calendar ? DayDrivers.Calendar : stored.Panel.Vintage!.Names[g],
                            Hours(table.Contributions[i])
                        )
                ),
            ]
        )
        {
            Served = served?.Served,
        };
    }

    private static SimpleFailure Silent(IForecaster model) =>
        new("forecast.drivers", $"{model.Info.Name} does not say what its forecasts are made of");
}
