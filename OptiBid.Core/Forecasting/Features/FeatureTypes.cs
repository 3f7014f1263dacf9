using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>What the values of a feature measure; it decides how a model may scale them.</summary>
public enum FeatureKind
{
    /// <summary>A price.</summary>
    PriceLevel,

    /// <summary>A difference between prices, or their spread.</summary>
    PriceDifference,

    /// <summary>A quantity that was forecast, such as load.</summary>
    Quantity,

    /// <summary>Of the calendar; known for ever.</summary>
    Calendar,
}

/// <summary>What a feature is.</summary>
/// <param name="Name">Name in tables, lower case.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Kind">What they measure.</param>
/// <param name="PerHour">False where all hours of a day have the same value.</param>
/// <param name="About">What it is, for people.</param>
public sealed record FeatureInfo(string Name, string Unit, FeatureKind Kind, bool PerHour, Sentence About);

/// <summary>Prices of another series on the days and the clock of a panel.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prices">24 per day, from the first day of the panel.</param>
/// <param name="PublishedUtc">When each became public.</param>
public sealed record NeighbourSeries(string Name, double[][] Prices, DateTime[][] PublishedUtc);

/// <summary>A value that was not public at the gate closure of its day.</summary>
/// <param name="Feature">The feature that read it.</param>
/// <param name="Day">Delivery day of the row.</param>
/// <param name="PublishedUtc">When the value became public.</param>
/// <param name="GateUtc">When the gate of the day closed.</param>
public sealed record FeatureLeak(string Feature, DateOnly Day, DateTime PublishedUtc, DateTime GateUtc);

/// <summary>A feature would have read what nobody knew yet.</summary>
/// <param name="Leaks">The first leak of each feature that leaks.</param>
public sealed record FeaturesLeak(IReadOnlyList<FeatureLeak> Leaks)
    : Failure(
        "forecast.feature_leak",
        $"features read values that were not public at gate closure: {string.Join(", ", Leaks.Select(l => FormattableString.Invariant($"{l.Feature} of {l.Day:yyyy-MM-dd}")))}"
    );

/// <summary>
/// Rows of features, one per day or one per hour, the oldest first. A value is NaN where it could not be known; each has the publication of the
/// newest value that it was made of.
/// </summary>
/// <param name="Features">The columns.</param>
/// <param name="FirstDay">Index into the panel of the day of the first row.</param>
/// <param name="RowsPerDay">24 or 1.</param>
/// <param name="Values">Row by row.</param>
/// <param name="PublishedUtc">The same shape; the least possible time for what is known for ever.</param>
public sealed record FeatureTable(
    IReadOnlyList<FeatureInfo> Features,
    int FirstDay,
    int RowsPerDay,
    float[] Values,
    DateTime[] PublishedUtc
)
{
    /// <summary>Values a row.</summary>
    public int Width => Features.Count;

    /// <summary>Number of rows.</summary>
    public int Rows => Values.Length / Width;

    /// <summary>History values that were not public at the gate of their row; the same hour a week before stands in.</summary>
    public int Withheld { get; init; }

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>When the values of a row became public.</summary>
    public ReadOnlySpan<DateTime> Published(int row) => PublishedUtc.AsSpan(row * Width, Width);

    /// <summary>Column of a feature.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public int ColumnOf(string name)
    {
        for (var c = 0; c < Features.Count; c++)
        {
            if (Features[c].Name == name)
            {
                return c;
            }
        }

        throw new KeyNotFoundException($"no feature '{name}'");
    }
}
