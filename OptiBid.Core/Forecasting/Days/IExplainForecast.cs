using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <summary>What one group of inputs does to a forecast.</summary>
/// <param name="Group">Name of the series, or <see cref="DayDrivers.Calendar"/>.</param>
/// <param name="Values">What it adds in each hour, in the unit of the price.</param>
public sealed record DriverOfDay(string Group, IReadOnlyList<double> Values);

/// <summary>
/// What a forecast of a day is made of. Exact for linear models: in each hour the level and all drivers add up to the forecast. Drivers are Shapley
/// values of groups of inputs, because the model is linear in scaled prices and a price is not.
/// </summary>
/// <param name="Target">Series.</param>
/// <param name="DeliveryDay">Delivery day.</param>
/// <param name="Model">Model.</param>
/// <param name="StartUtc">Start of each hour.</param>
/// <param name="Values">Forecast of each hour.</param>
/// <param name="Level">The forecast with every input at its middle of the calibration windows.</param>
/// <param name="Drivers">By group: past prices, each exogenous forecast, day of the week.</param>
public sealed record DayDrivers(
    SeriesKey Target,
    DateOnly DeliveryDay,
    string Model,
    IReadOnlyList<DateTime> StartUtc,
    IReadOnlyList<double> Values,
    IReadOnlyList<double> Level,
    IReadOnlyList<DriverOfDay> Drivers
)
{
    /// <summary>Who answered, where the champion was asked for; else null.</summary>
    public ServedForecast? Served { get; init; }

    /// <summary>The group of the day of the week.</summary>
    public const string Calendar = "calendar";
}

/// <summary>Says what a forecast of a delivery day is made of. Needs <c>forecasts.run</c>.</summary>
public interface IExplainForecast
{
    /// <summary>The drivers; a failure where the model cannot say.</summary>
    Task<Result<DayDrivers>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, string model, CancellationToken cancellationToken);
}
