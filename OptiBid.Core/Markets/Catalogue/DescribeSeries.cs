using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Catalogue;

/// <inheritdoc cref="IDescribeSeries"/>
internal sealed class DescribeSeries(ITimeSeriesStore store, ICurrentUser user) : IDescribeSeries
{
    /// <summary>So many intervals are in memory at a time.</summary>
    private const int SliceIntervals = 50_000;

    /// <inheritdoc/>
    public async Task<Result<SeriesCoverage>> ExecuteAsync(SeriesKey key, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadMarkets))
        {
            return PriceFailures.Forbidden();
        }

        ArgumentNullException.ThrowIfNull(key);
        if (await store.FindAsync(key, cancellationToken) is not { } series)
        {
            return PriceFailures.NotFound(key);
        }

        var minutes = series.Definition.IntervalMinutes;
        var slice = TimeSpan.FromTicks(minutes * SliceIntervals * TimeSpan.TicksPerMinute);
        var scan = new CoverageScan(minutes);
        for (var from = series.FromUtc; from < series.ToUtc; from += slice)
        {
            var to = series.ToUtc - from > slice ? from + slice : series.ToUtc;
            scan.Take(await store.RangeAsync(key, from, to, cancellationToken: cancellationToken));
        }

        return scan.Of(ListCatalogue.Of(series));
    }
}
