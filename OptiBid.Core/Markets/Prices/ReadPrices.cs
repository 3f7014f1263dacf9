using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Prices;

/// <inheritdoc cref="IListSeries"/>
internal sealed class ListSeries(ITimeSeriesStore store, ICurrentUser user) : IListSeries
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<SeriesSummary>>> ExecuteAsync(CancellationToken cancellationToken = default) =>
        user.Has(Permissions.ReadMarkets)
            ? Result<IReadOnlyList<SeriesSummary>>.Ok(await store.ListAsync(cancellationToken))
            : PriceFailures.Forbidden();
}

/// <inheritdoc cref="IReadPrices"/>
internal sealed class ReadPrices(ITimeSeriesStore store, ICurrentUser user) : IReadPrices
{
    /// <inheritdoc/>
    public async Task<Result<PriceRange>> ExecuteAsync(PriceQuery query, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadMarkets))
        {
            return PriceFailures.Forbidden();
        }

        ArgumentNullException.ThrowIfNull(query);
        if (Check(query) is { } fault)
        {
            return fault;
        }

        if (await store.FindAsync(query.Key, cancellationToken) is not { } series)
        {
            return PriceFailures.NotFound(query.Key);
        }

        var definition = series.Definition;
        if (query.BucketMinutes < definition.IntervalMinutes)
        {
            return PriceFailures.Invalid(
                "bucket",
                $"bucket is {query.BucketMinutes}; the series has {definition.IntervalMinutes}-minute intervals"
            );
        }

        // What lies outside the series costs nothing, so a wide range over a short series stays fine.
        var from = query.FromUtc > series.FromUtc ? query.FromUtc : series.FromUtc;
        var to = query.ToUtc < series.ToUtc ? query.ToUtc : series.ToUtc;
        var minutes = Math.Max(0, (to - from).TotalMinutes);
        var step = query.BucketMinutes ?? StepFor(minutes, definition.IntervalMinutes, query.MaxPoints);
        if (step is null || minutes / step > query.MaxPoints)
        {
            return PriceFailures.Invalid(
                "bucket",
                $"The range holds more than {query.MaxPoints} rows; choose a longer bucket or a shorter range"
            );
        }

        if (query.AsOfUtc is not null && minutes / definition.IntervalMinutes > PriceLimits.MaxAsOfIntervals)
        {
            return PriceFailures.Invalid(
                "to",
                $"An as-of query reads at most {PriceLimits.MaxAsOfIntervals} intervals; choose a shorter range"
            );
        }

        var downsampled = step != definition.IntervalMinutes;
        var rows =
            minutes <= 0 ? []
            : downsampled ? await BucketsAsync(query, from, to, step.Value, cancellationToken)
            : [.. (await store.RangeAsync(query.Key, from, to, query.AsOfUtc, cancellationToken)).Select(Row)];
        return new PriceRange(definition, step.Value, downsampled, rows);
    }

    private static Failure? Check(PriceQuery query)
    {
        if (
            query.FromUtc.Kind != DateTimeKind.Utc
            || query.ToUtc.Kind != DateTimeKind.Utc
            || query.AsOfUtc is { Kind: not DateTimeKind.Utc }
        )
        {
            return PriceFailures.Invalid("from", "Times are UTC");
        }

        if (query.FromUtc >= query.ToUtc)
        {
            return PriceFailures.Invalid("to", "to is not after from");
        }

        if ((query.ToUtc - query.FromUtc).TotalDays > PriceLimits.MaxDays)
        {
            return PriceFailures.Invalid("to", $"The range is longer than {PriceLimits.MaxDays} days");
        }

        if (query.MaxPoints is < 1 or > PriceLimits.MaxPoints)
        {
            return PriceFailures.Invalid("maxPoints", $"maxPoints is {query.MaxPoints}; expected 1 to {PriceLimits.MaxPoints}");
        }

        return query.BucketMinutes is { } bucket && !PriceLimits.Buckets.Contains(bucket)
            ? PriceFailures.Invalid("bucket", $"bucket is {bucket}; expected one of {string.Join(", ", PriceLimits.Buckets)} minutes")
            : null;
    }

    private static int? StepFor(double minutes, int interval, int maxPoints) =>
        minutes / interval <= maxPoints
            ? interval
            : PriceLimits.Buckets.Where(b => b > interval && minutes / b <= maxPoints).Select(b => (int?)b).FirstOrDefault();

    private async Task<IReadOnlyList<PriceRow>> BucketsAsync(
        PriceQuery query,
        DateTime from,
        DateTime to,
        int minutes,
        CancellationToken cancellationToken
    )
    {
        if (query.AsOfUtc is null)
        {
            var buckets = await store.DownsampleAsync(query.Key, from, to, minutes, cancellationToken);
            return [.. buckets.Select(b => new PriceRow(b.StartUtc, b.Mean, b.Min, b.Max, b.Count, null, null))];
        }

        var origin = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var points = await store.RangeAsync(query.Key, from, to, query.AsOfUtc, cancellationToken);
        return
        [
            .. points
                .GroupBy(p => (long)Math.Floor((p.StartUtc - origin).TotalMinutes / minutes))
                .Select(g => new PriceRow(
                    origin.AddMinutes(g.Key * minutes),
                    g.Average(p => p.Value),
                    g.Min(p => p.Value),
                    g.Max(p => p.Value),
                    g.Count(),
                    null,
                    null
                )),
        ];
    }

    private static PriceRow Row(SeriesPoint p) => new(p.StartUtc, p.Value, p.Value, p.Value, 1, p.PublishedAtUtc, p.Version);
}

/// <summary>Why a price query was refused.</summary>
internal static class PriceFailures
{
    /// <summary>The user may not read the desk.</summary>
    public static Failure Forbidden() =>
        new SimpleFailure("identity.forbidden", $"This needs the permission {Permissions.ReadMarkets}", FailureKind.Forbidden);

    /// <summary>The store holds no such series.</summary>
    public static Failure NotFound(SeriesKey key) =>
        new SimpleFailure("markets.series_not_found", $"There is no series {key}", FailureKind.NotFound);

    /// <summary>A parameter is out of bounds.</summary>
    public static Failure Invalid(string field, Sentence message) => new SimpleFailure("markets.query_invalid", message) { Field = field };
}
