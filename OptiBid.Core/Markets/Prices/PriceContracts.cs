using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Prices;

/// <summary>What is asked of one series.</summary>
/// <param name="Key">The series.</param>
/// <param name="FromUtc">Start (inclusive), UTC.</param>
/// <param name="ToUtc">End (exclusive), UTC.</param>
/// <param name="AsOfUtc">Only what was public then, or null for the current values.</param>
/// <param name="BucketMinutes">Length of a bucket, one of <see cref="PriceLimits.Buckets"/>, or null: the interval itself, or the smallest bucket that keeps <paramref name="MaxPoints"/>.</param>
/// <param name="MaxPoints">Most rows of the answer, 1 to <see cref="PriceLimits.MaxPoints"/>.</param>
public sealed record PriceQuery(
    SeriesKey Key,
    DateTime FromUtc,
    DateTime ToUtc,
    DateTime? AsOfUtc = null,
    int? BucketMinutes = null,
    int MaxPoints = PriceLimits.MaxPoints
);

/// <summary>Limits of the price queries.</summary>
public static class PriceLimits
{
    /// <summary>Most rows of one answer; above it values are grouped into buckets.</summary>
    public const int MaxPoints = 20_000;

    /// <summary>Longest range, days.</summary>
    public const int MaxDays = 3_660;

    /// <summary>Most intervals that an as-of query reads.</summary>
    public const int MaxAsOfIntervals = 200_000;

    /// <summary>Bucket lengths, minutes.</summary>
    public static IReadOnlyList<int> Buckets { get; } = [5, 15, 30, 60, 120, 180, 360, 720, 1440];
}

/// <summary>One row of an answer: an interval, or a bucket of intervals.</summary>
/// <param name="StartUtc">Start, UTC.</param>
/// <param name="Value">The value, or the mean of the bucket.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Count">Values behind the row: 1 for an interval.</param>
/// <param name="PublishedAtUtc">When the value became public, UTC; null for a bucket.</param>
/// <param name="Version">Version of the value; null for a bucket.</param>
public readonly record struct PriceRow(
    DateTime StartUtc,
    double Value,
    double Min,
    double Max,
    int Count,
    DateTime? PublishedAtUtc,
    int? Version
);

/// <summary>The answer to a <see cref="PriceQuery"/>.</summary>
/// <param name="Definition">What the series is.</param>
/// <param name="StepMinutes">Length of a row, minutes.</param>
/// <param name="IsDownsampled">True when rows are buckets.</param>
/// <param name="Rows">The rows, by start; intervals without a value are absent.</param>
public sealed record PriceRange(SeriesDefinition Definition, int StepMinutes, bool IsDownsampled, IReadOnlyList<PriceRow> Rows);

/// <summary>Every series that the store holds, by key. Needs <c>desk.read</c>.</summary>
public interface IListSeries
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<SeriesSummary>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Values of one series. Needs <c>desk.read</c>. An unknown series answers <c>markets.series_not_found</c>, a range, bucket or limit out of
/// bounds <c>markets.query_invalid</c> with the field.
/// </summary>
public interface IReadPrices
{
    /// <summary>Runs the query.</summary>
    Task<Result<PriceRange>> ExecuteAsync(PriceQuery query, CancellationToken cancellationToken = default);
}

/// <summary>How fresh one series of the running feed is.</summary>
/// <param name="Series">The series; <c>ToUtc</c> is the end of its last interval.</param>
/// <param name="NextDueUtc">When its next value is, or was, due.</param>
/// <param name="MissedTicks">Ticks of the feed that should have brought it and did not.</param>
public sealed record FeedHealth(SeriesSummary Series, DateTime NextDueUtc, int MissedTicks)
{
    /// <summary>True after three missed ticks.</summary>
    public bool IsStale => MissedTicks >= 3;
}

/// <summary>The series that the running feed brings, with their age; empty when no feed runs. Needs <c>desk.read</c>.</summary>
public interface IReadFeedHealth
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<FeedHealth>>> ExecuteAsync(CancellationToken cancellationToken = default);
}
