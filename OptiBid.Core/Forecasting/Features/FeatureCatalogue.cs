using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>A model that asks the store for rows of features.</summary>
/// <param name="Model">Its name.</param>
/// <param name="PerHour">True when it asks for rows of hours, which have all features; else for rows of days.</param>
internal sealed record FeatureReader(string Model, bool PerHour);

/// <summary>What is said of each feature beside what it is: its publication rule and its readers.</summary>
internal static class FeatureCatalogue
{
    private static readonly Sentence s_calendar = "Known for ever.";

    private static readonly Sentence s_prices =
        "Prices of days before, public before the gate of the day closed; for one that was late the same hour of the week before stands in.";

    private static readonly Sentence s_quantities =
        "The last version that was public before the gate of the day closed; for one that was late the same hour of the week before stands in.";

    /// <summary>Who builds rows: <c>FeatureCatalogueTests</c> looks for others in the code.</summary>
    public static IReadOnlyList<FeatureReader> Readers { get; } = [new("boosting", true), new("risk", true), new("trend", false)];

    /// <summary>A feature that models find in every row of its kind.</summary>
    public static CataloguedFeature Of(FeatureInfo info) =>
        new(
            info.Name,
            info.Unit,
            info.Kind,
            info.PerHour,
            info.About,
            RuleOf(info.Kind),
            [.. Readers.Where(r => r.PerHour || !info.PerHour).Select(r => r.Model)]
        );

    private static Sentence RuleOf(FeatureKind kind) =>
        kind switch
        {
            FeatureKind.Calendar => s_calendar,
            FeatureKind.Quantity => s_quantities,
            _ => s_prices,
        };
}
