using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Catalogue;

/// <inheritdoc cref="IListCatalogue"/>
internal sealed class ListCatalogue(ITimeSeriesStore store, ICurrentUser user) : IListCatalogue
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<CataloguedSeries>>> ExecuteAsync(CancellationToken cancellationToken = default) =>
        user.Has(Permissions.ReadMarkets)
            ? Result<IReadOnlyList<CataloguedSeries>>.Ok([.. (await store.ListAsync(cancellationToken)).Select(Of)])
            : PriceFailures.Forbidden();

    /// <summary>A series as the catalogue lists it: what is missing follows from its extent and its count.</summary>
    public static CataloguedSeries Of(SeriesSummary series)
    {
        var definition = series.Definition;
        var intervals = (series.ToUtc - series.FromUtc).Ticks / (definition.IntervalMinutes * TimeSpan.TicksPerMinute);
        return new(
            definition.Key,
            definition.Unit,
            definition.IntervalMinutes,
            definition.TimeZoneId,
            definition.Source,
            definition.IsSimulated,
            series.FromUtc,
            series.ToUtc,
            series.Count,
            Math.Max(0, intervals - series.Count)
        );
    }
}
