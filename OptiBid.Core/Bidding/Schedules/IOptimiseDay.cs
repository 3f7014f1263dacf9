using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Core.Bidding.Schedules;

/// <summary>A day to optimise.</summary>
/// <param name="AssetId">The battery.</param>
/// <param name="Day">Operating day on the market's clock.</param>
/// <param name="Model">Forecast model whose prices to use, or null for the day-ahead prices that cleared (hindsight).</param>
/// <param name="WithRegulation">Offer regulation too; needs hindsight and stored regulation prices of the node.</param>
public sealed record OptimiseDayRequest(Guid AssetId, DateOnly Day, string? Model = null, bool WithRegulation = false);

/// <summary>An optimised day.</summary>
/// <param name="Asset">The battery.</param>
/// <param name="Hours">Hours of the day that have a price, in order.</param>
/// <param name="Schedule">One entry per hour.</param>
/// <param name="Forecast">The forecast behind the prices, or null for hindsight.</param>
/// <param name="ActualUsdPerMwh">Day-ahead price of each hour where it has cleared, else null.</param>
/// <param name="IsSimulated">True when the prices are generated data.</param>
/// <param name="TimeZoneId">Clock of the series.</param>
/// <param name="Seconds">Time of the optimisation itself, s.</param>
public sealed record OptimisedDay(
    AssetView Asset,
    IReadOnlyList<MarketHour> Hours,
    BatterySchedule Schedule,
    DayForecast? Forecast,
    IReadOnlyList<double?> ActualUsdPerMwh,
    bool IsSimulated,
    string TimeZoneId,
    double Seconds
);

/// <summary>
/// The schedule of a battery that earns most on a day: at forecast prices (nothing newer than gate closure) or in hindsight. Needs
/// <c>analytics.run</c>.
/// </summary>
public interface IOptimiseDay
{
    /// <summary>Runs the optimisation.</summary>
    Task<Result<OptimisedDay>> ExecuteAsync(OptimiseDayRequest request, CancellationToken cancellationToken = default);
}
