using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>A feature as the data catalogue lists it.</summary>
/// <param name="Name">Name in tables, lower case.</param>
/// <param name="Unit">Unit of its values; <c>price</c> is the unit of the series.</param>
/// <param name="Kind">What its values measure.</param>
/// <param name="PerHour">False where all hours of a day have the same value.</param>
/// <param name="About">What it is, for people.</param>
/// <param name="Rule">What of its inputs counts as known for a delivery day.</param>
/// <param name="ReadBy">Models that read it.</param>
public sealed record CataloguedFeature(
    string Name,
    string Unit,
    FeatureKind Kind,
    bool PerHour,
    Sentence About,
    Sentence Rule,
    IReadOnlyList<string> ReadBy
);

/// <summary>What a model reads.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Family">Naive, linear, trees, ...</param>
/// <param name="Reads">Its inputs in words.</param>
/// <param name="Features">How many of the features it reads; 0 for a model that takes its inputs from the series themselves.</param>
/// <param name="MinimumHistoryDays">Days of prices below which it gives no answer, or null where the catalogue of forecasters does not have it.</param>
public sealed record ModelInputs(string Model, string Family, Sentence Reads, int Features, int? MinimumHistoryDays);

/// <summary>The features there are, and who reads what.</summary>
/// <param name="Features">The features; <c>forecast-1</c> and <c>forecast-2</c> stand for the published forecasts that a market has.</param>
/// <param name="Models">The models.</param>
public sealed record FeatureOverview(IReadOnlyList<CataloguedFeature> Features, IReadOnlyList<ModelInputs> Models);

/// <summary>The values of a feature on one delivery day.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Values">24 values on the clock of the models, null where one could not be known; all alike for a feature of the day.</param>
/// <param name="PublishedUtc">When the newest value behind each became public; null for what is known for ever or not known.</param>
public sealed record FeatureHours(CataloguedFeature Feature, IReadOnlyList<float?> Values, IReadOnlyList<DateTime?> PublishedUtc);

/// <summary>The features of one delivery day of a stored series, as of its gate closure.</summary>
/// <param name="Target">Series.</param>
/// <param name="DeliveryDay">Delivery day.</param>
/// <param name="Unit">Unit of the prices.</param>
/// <param name="IsSimulated">True when the series is generated data.</param>
/// <param name="GateClosureUtc">When bids for the day close; nothing public from then on is in a value.</param>
/// <param name="NewestPublishedUtc">Publication of the newest value behind any of them, or null.</param>
/// <param name="Withheld">Readings of values that were late for the gate; the same hour of the week before stands in.</param>
/// <param name="Features">The features of the store that the series has; the spike levels that <c>risk</c> adds are not among them.</param>
/// <param name="Notes">What was filled, replaced or left out.</param>
public sealed record FeatureDay(
    SeriesKey Target,
    DateOnly DeliveryDay,
    string Unit,
    bool IsSimulated,
    DateTime GateClosureUtc,
    DateTime? NewestPublishedUtc,
    int Withheld,
    IReadOnlyList<FeatureHours> Features,
    IReadOnlyList<Sentence> Notes
);

/// <summary>The features of the house with their publication rules, and which model reads what. Needs <c>forecasts.read</c>.</summary>
public interface IListFeatures
{
    /// <summary>Runs the query.</summary>
    Result<FeatureOverview> Execute();
}

/// <summary>The features of a delivery day of a stored series with value and publication. Needs <c>forecasts.read</c>.</summary>
public interface IReadFeatureDay
{
    /// <summary>Runs the query; a series with too little history without gaps, or none, is a failure that says so.</summary>
    Task<Result<FeatureDay>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, CancellationToken cancellationToken = default);
}
