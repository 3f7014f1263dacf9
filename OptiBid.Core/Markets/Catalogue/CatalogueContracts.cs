using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Catalogue;

/// <summary>A stored series as the data catalogue lists it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Unit">Unit of every value.</param>
/// <param name="IntervalMinutes">Length of one interval.</param>
/// <param name="TimeZoneId">IANA zone of the market's clock.</param>
/// <param name="Source">Feed or file that the first values came from.</param>
/// <param name="IsSimulated">True for generated data.</param>
/// <param name="FromUtc">Start of the first interval.</param>
/// <param name="ToUtc">End (exclusive) of the last interval.</param>
/// <param name="Count">Intervals with a value.</param>
/// <param name="Missing">Intervals between the first and the last that have none.</param>
public sealed record CataloguedSeries(
    SeriesKey Key,
    string Unit,
    int IntervalMinutes,
    string TimeZoneId,
    string Source,
    bool IsSimulated,
    DateTime FromUtc,
    DateTime ToUtc,
    long Count,
    long Missing
)
{
    /// <summary>Share of the intervals from the first to the last that have a value, 0 to 1.</summary>
    public double Coverage => Count + Missing == 0 ? 0 : Count / (double)(Count + Missing);
}

/// <summary>What the values of a series say about it: counted from each of them, nothing is guessed.</summary>
/// <param name="Series">The series; count and missing intervals are those that were read.</param>
/// <param name="GapCount">Runs of missing intervals.</param>
/// <param name="LongestGap">The longest of them (the first of several as long), or null.</param>
/// <param name="LongestGapIntervals">Its intervals.</param>
/// <param name="NewestGaps">The newest gaps, at most <see cref="MostGaps"/>, the newest first.</param>
/// <param name="Corrected">Intervals whose value in force is not the first version.</param>
/// <param name="HighestVersion">Highest version of a value in force; 0 where there is no value.</param>
/// <param name="NewestPublishedUtc">Newest publication of a value in force.</param>
public sealed record SeriesCoverage(
    CataloguedSeries Series,
    int GapCount,
    SeriesGap? LongestGap,
    long LongestGapIntervals,
    IReadOnlyList<SeriesGap> NewestGaps,
    long Corrected,
    int HighestVersion,
    DateTime? NewestPublishedUtc
)
{
    /// <summary>Most gaps that are listed one by one.</summary>
    public const int MostGaps = 50;
}

/// <summary>Every stored series with its extent and its missing intervals, by key; costs no read of values. Needs <c>markets.read</c>.</summary>
public interface IListCatalogue
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<CataloguedSeries>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Gaps, versions and newest publication of one series. Reads every value of it, in slices, so that it is asked for one series at a time. Needs
/// <c>markets.read</c>; an unknown series answers <c>markets.series_not_found</c>.
/// </summary>
public interface IDescribeSeries
{
    /// <summary>Runs the query.</summary>
    Task<Result<SeriesCoverage>> ExecuteAsync(SeriesKey key, CancellationToken cancellationToken = default);
}
