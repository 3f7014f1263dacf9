using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <summary>The forecast of the day after the last that is held of a series.</summary>
/// <param name="PricesToUtc">End of the last whole hour of prices that is held.</param>
/// <param name="Forecast">The champion's forecast.</param>
public sealed record NewestForecast(DateTime PricesToUtc, DayForecast Forecast);

/// <summary>Forecasts the day after the last that is held of a series with its champion. Needs <c>forecasts.run</c>.</summary>
public interface INewestForecast
{
    /// <summary>
    /// The forecast, or null where the store holds no whole hour of prices more than up to <paramref name="knownToUtc"/>.
    /// </summary>
    Task<Result<NewestForecast?>> ExecuteAsync(SeriesKey target, DateTime? knownToUtc, CancellationToken cancellationToken);
}
