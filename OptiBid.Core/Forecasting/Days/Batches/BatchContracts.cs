using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days.Batches;

/// <summary>Limits of a batch.</summary>
public static class BatchLimits
{
    /// <summary>Most forecasts of one call.</summary>
    public const int MostItems = 200;
}

/// <summary>One forecast to make.</summary>
/// <param name="Target">Series.</param>
/// <param name="DeliveryDay">Delivery day.</param>
/// <param name="Model">Model of the catalogue, or <see cref="ServedModels.Champion"/>.</param>
public sealed record BatchItem(SeriesKey Target, DateOnly DeliveryDay, string Model);

/// <summary>What became of it: a forecast or a failure, never both.</summary>
/// <param name="Item">What was asked for.</param>
/// <param name="Forecast">The forecast, or null.</param>
/// <param name="Failure">Why there is none, or null.</param>
public sealed record BatchAnswer(BatchItem Item, DayForecast? Forecast, Failure? Failure);

/// <summary>
/// Makes several day forecasts in one call, each the same as <see cref="IForecastDay"/> makes it, on as many threads as
/// <see cref="ForecastingOptions.Threads"/>, which all batches of the process share. Needs <c>forecasts.run</c>.
/// </summary>
public interface IForecastBatch
{
    /// <summary>
    /// One answer for each item, in their order. A failure of all where there are none or more than <see cref="BatchLimits.MostItems"/>. Models that
    /// are trained for minutes are refused item by item.
    /// </summary>
    Task<Result<IReadOnlyList<BatchAnswer>>> ExecuteAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellationToken);
}
