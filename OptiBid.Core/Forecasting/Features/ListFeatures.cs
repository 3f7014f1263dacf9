using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Features;

/// <inheritdoc cref="IListFeatures"/>
internal sealed class ListFeatures(ICurrentUser user, IForecasterCatalog catalog) : IListFeatures
{
    private static readonly Sentence s_lags =
        "prices of D-1, D-2, D-3 and D-7, published forecasts of D, D-1 and D-7, 24 hours each, and the day of the week";

    /// <summary>A series without values, with the two published forecasts that a panel may have.</summary>
    private static readonly DailyPanel s_empty = new(
        new DateOnly(2024, 1, 1),
        [],
        [
            [],
            [],
        ]
    );

    /// <inheritdoc/>
    public Result<FeatureOverview> Execute()
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        List<CataloguedFeature> read =
        [
            .. FeatureStore.Of(new FeatureRequest(s_empty, 0, 0, true)).Select(f => FeatureCatalogue.Of(f.Info)),
            .. RiskRows.OwnFeatures.Select(i => FeatureCatalogue.Of(i) with { ReadBy = ["risk"] }),
        ];
        // The models ask for one series alone; whoever names neighbours gets spreads too.
        var spreads = OtherFeatures
            .Spreads([new NeighbourSeries("neighbour-1", [], [])])
            .Select(f => FeatureCatalogue.Of(f.Info) with { ReadBy = [] });
        return new FeatureOverview([.. read, .. spreads], [.. Forecasters(read), .. Others(read)]);
    }

    private IEnumerable<ModelInputs> Forecasters(List<CataloguedFeature> features) =>
        // Models on one window of days read what their family reads.
        catalog
            .All.Select(m => m.Info)
            .Where(m => !m.Name.Any(char.IsAsciiDigit))
            .Select(m =>
            {
                var count = CountOf(features, m.Name);
                var reads =
                    count > 0 ? Whole(count)
                    : m.Family is "linear" or "kernel" ? s_lags
                    : m.Parameters;
                return new ModelInputs(m.Name, m.Family, reads, count, m.MinimumHistoryDays);
            });

    private IEnumerable<ModelInputs> Others(List<CataloguedFeature> features) =>
        FeatureCatalogue
            .Readers.Where(r => catalog.Find(r.Model) is null)
            .Select(r =>
            {
                var count = CountOf(features, r.Model);
                return new ModelInputs(r.Model, "trees", r.PerHour ? Whole(count) : OfDays(count), count, null);
            });

    private static Sentence Whole(int count) => $"the {count} features of hours and days";

    private static Sentence OfDays(int count) => $"the {count} features of days";

    private static int CountOf(List<CataloguedFeature> features, string model) => features.Count(f => f.ReadBy.Contains(model));
}
