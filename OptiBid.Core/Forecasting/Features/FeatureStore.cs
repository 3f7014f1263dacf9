using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>Rows of features that are asked for.</summary>
/// <param name="Panel">Prices and forecasts; without a vintage that of the benchmark is assumed.</param>
/// <param name="FirstDay">Index of the first day.</param>
/// <param name="Days">Number of days; the last may be the day after the last price.</param>
/// <param name="PerHour">24 rows a day with all features, or one row with those of days.</param>
public sealed record FeatureRequest(DailyPanel Panel, int FirstDay, int Days, bool PerHour)
{
    /// <summary>Other series whose spread to the price is wanted.</summary>
    public IReadOnlyList<NeighbourSeries> Neighbours { get; init; } = [];
}

/// <summary>Point-in-time features of a panel: what could be known about each day before its gate closed. Safe for many threads.</summary>
public interface IFeatureStore
{
    /// <summary>The features that a panel has.</summary>
    IReadOnlyList<FeatureInfo> Features(FeatureRequest request);

    /// <summary>The rows, or <see cref="FeaturesLeak"/> where a feature reads what was not public at the gate of its row.</summary>
    Result<FeatureTable> Build(FeatureRequest request);
}

/// <summary>The features of the house.</summary>
internal sealed class FeatureStore : IFeatureStore
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureInfo> Features(FeatureRequest request) => [.. Of(request).Select(f => f.Info)];

    /// <inheritdoc/>
    public Result<FeatureTable> Build(FeatureRequest request) => Build(request, Of(request));

    /// <summary>The features for a request.</summary>
    public static IReadOnlyList<Feature> Of(FeatureRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Feature[] all =
        [
            .. PriceFeatures.PerHour(),
            .. PriceFeatures.PerDay(),
            .. OtherFeatures.Exogenous(request.Panel),
            .. OtherFeatures.Calendar(),
            .. OtherFeatures.Spreads(request.Neighbours),
        ];
        return request.PerHour ? all : [.. all.Where(f => !f.Info.PerHour)];
    }

    /// <summary>The rows of chosen features; the guard names those that leak.</summary>
    public static Result<FeatureTable> Build(FeatureRequest request, IReadOnlyList<Feature> features)
    {
        var hours = request.PerHour ? 24 : 1;
        var width = features.Count;
        var values = new float[request.Days * hours * width];
        var published = new DateTime[values.Length];
        var reader = new PanelReader(request.Panel, request.Neighbours);
        var leaks = new FeatureLeak?[width];
        for (var day = 0; day < request.Days; day++)
        {
            reader.MoveTo(request.FirstDay + day);
            for (var f = 0; f < width; f++)
            {
                Fill(
                    reader,
                    features[f],
                    request.FirstDay + day,
                    values,
                    published,
                    ((day * hours) * width) + f,
                    hours,
                    width,
                    ref leaks[f]
                );
            }
        }

        return leaks.Any(l => l is not null)
            ? new FeaturesLeak([.. leaks.OfType<FeatureLeak>()])
            : new FeatureTable([.. features.Select(f => f.Info)], request.FirstDay, hours, values, published)
            {
                Withheld = reader.Withheld,
            };
    }

    private static void Fill(
        PanelReader reader,
        Feature feature,
        int day,
        float[] values,
        DateTime[] published,
        int first,
        int hours,
        int width,
        ref FeatureLeak? leak
    )
    {
        for (var h = 0; h < hours; h++)
        {
            var at = first + (h * width);
            if (h > 0 && !feature.Info.PerHour)
            {
                (values[at], published[at]) = (values[first], published[first]);
                continue;
            }

            reader.Begin();
            values[at] = (float)feature.Value(reader, day, h);
            published[at] = reader.NewestUtc;
            if (reader.NewestUtc >= reader.GateUtc)
            {
                leak ??= new(feature.Info.Name, reader.FirstDay.AddDays(day), reader.NewestUtc, reader.GateUtc);
            }
        }
    }
}
