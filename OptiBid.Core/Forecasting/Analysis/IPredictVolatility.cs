using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Analysis;

/// <summary>How much the prices of a day will move.</summary>
/// <param name="Day">The day.</param>
/// <param name="StandardDeviation">Standard deviation of its 24 prices.</param>
/// <param name="Tb4">Mean of its four highest prices less mean of its four lowest.</param>
/// <param name="Engine">What computed it.</param>
public sealed record VolatilityForecast(DateOnly Day, double StandardDeviation, double Tb4, string Engine);

/// <summary>
/// Predicts the volatility of a day with the CNN, trained anew on each 28th day of the calendar. Prices of the days before and exogenous forecasts up to the
/// day are read, nothing else of the panel. Safe for many threads at once.
/// </summary>
public interface IPredictVolatility
{
    /// <summary>The forecast, or why there is none.</summary>
    Result<VolatilityForecast> Execute(DailyPanel panel, DateOnly day, CancellationToken cancellationToken = default);
}
