using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Uncertainty.Scenarios;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <summary>
/// Forecasts a delivery day with predictive quantiles. The first ask for a series, model and month forecasts up to half a year of days before and
/// takes as long as a backtest of them; their forecasts are kept, so that later ones are quick. Needs <c>forecasts.run</c>.
/// </summary>
public interface IForecastIntervals
{
    /// <summary>The forecast of <see cref="IForecastDay"/>; without quantiles, and with a note why, where too few days could be learned from.</summary>
    Task<Result<DayForecast>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, string model, CancellationToken cancellationToken);
}

/// <summary>Paths that the prices of a day may take.</summary>
/// <param name="Forecast">The forecast with its quantiles.</param>
/// <param name="Scenarios">Paths over the hours of the day: 23, 24 or 25.</param>
/// <param name="RankedDays">Days before that say how hours hang together.</param>
public sealed record DayScenarios(DayForecast Forecast, IReadOnlyList<PriceScenario> Scenarios, int RankedDays);

/// <summary>Draws correlated paths of a delivery day for an optimiser. Needs <c>forecasts.run</c>.</summary>
public interface IMakeScenarios
{
    /// <summary>The paths; a failure when too few days could be learned from.</summary>
    Task<Result<DayScenarios>> ExecuteAsync(
        SeriesKey target,
        DateOnly deliveryDay,
        string model,
        ScenarioDraw draw,
        CancellationToken cancellationToken
    );
}
