using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days;

/// <summary>How far an input was known when the gate of a day closed.</summary>
/// <param name="Series">Name of the series.</param>
/// <param name="NewestDay">Last day of which any value was public.</param>
/// <param name="PublishedUtc">When the newest of its values that were public became so.</param>
public sealed record KnownInput(string Series, DateOnly NewestDay, DateTime PublishedUtc);

/// <summary>A forecast of one delivery day with what it knew.</summary>
/// <param name="Target">Series.</param>
/// <param name="DeliveryDay">Delivery day.</param>
/// <param name="Model">Model.</param>
/// <param name="GateClosureUtc">When bids for the day close; nothing public from then on was used.</param>
/// <param name="NewestInputPublishedUtc">Publication of the newest value that was used.</param>
/// <param name="StartUtc">Start of each hour of the day: 23, 24 or 25.</param>
/// <param name="Values">Forecast of each hour.</param>
/// <param name="IsSimulated">True when the series is generated data.</param>
/// <param name="Notes">What was filled, replaced or left out.</param>
public sealed record DayForecast(
    SeriesKey Target,
    DateOnly DeliveryDay,
    string Model,
    DateTime GateClosureUtc,
    DateTime NewestInputPublishedUtc,
    IReadOnlyList<DateTime> StartUtc,
    IReadOnlyList<double> Values,
    bool IsSimulated,
    IReadOnlyList<Sentence> Notes
)
{
    /// <summary>How far each input was known, the prices first.</summary>
    public IReadOnlyList<KnownInput> Inputs { get; init; } = [];

    /// <summary>
    /// For each hour the quantiles at <see cref="Uncertainty.QuantileLevels.Kept"/>, where <see cref="IForecastIntervals"/> made them; empty else.
    /// </summary>
    public IReadOnlyList<double[]> Quantiles { get; init; } = [];

    /// <summary>Days before whose errors the quantiles come from.</summary>
    public int LearnedDays { get; init; }

    /// <summary>Who answered, where a name was asked for that stands for another model, such as <see cref="ServedModels.Champion"/>; else null.</summary>
    public ServedForecast? Served { get; init; }

    /// <summary>The name that was asked for.</summary>
    public string Asked => Served?.Asked ?? Model;
}

/// <summary>
/// Forecasts a delivery day of a stored series from what was public when its gate closed, with a model of the catalogue or with
/// <see cref="ServedModels.Champion"/>. Needs <c>forecasts.run</c>.
/// </summary>
public interface IForecastDay
{
    /// <summary>The forecast; the same for the same store and day, whenever it is asked for, unless values come in that were public earlier.</summary>
    Task<Result<DayForecast>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, string model, CancellationToken cancellationToken);
}
