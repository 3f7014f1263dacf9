using System.Runtime.InteropServices;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;

namespace OptiBid.Web.Live;

/// <summary>The points before a chart goes live.</summary>
/// <param name="Definition">What the series is.</param>
/// <param name="X">Unix seconds of the starts.</param>
/// <param name="Y">The values.</param>
public sealed record LiveBackfill(SeriesDefinition Definition, double[] X, double[] Y)
{
    /// <summary>The points with those that came since; a point replaces what lies at or after its x.</summary>
    internal (double[] X, double[] Y) With(LiveEntry entry)
    {
        var (from, pairs) = (0L, new double[2 * LiveEntry.TrailLength]);
        var trail = MemoryMarshal.Cast<double, (double X, double Y)>(pairs.AsSpan(0, 2 * entry.CopySince(ref from, pairs)));
        var points = new List<(double X, double Y)>(X.Zip(Y));
        foreach (var (x, y) in trail)
        {
            if (points.Count > 0 && points[^1].X >= x)
            {
                points.RemoveAll(p => p.X >= x);
            }

            points.Add((x, y));
        }

        return ([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]);
    }
}

/// <summary>Reads the newest points of a series up to the clock of the feed. Needs <c>desk.read</c>.</summary>
public interface ILiveHistory
{
    /// <summary>The last <paramref name="points"/> intervals, 1 to 50,000; an unknown series answers <c>markets.series_not_found</c>.</summary>
    Task<Result<LiveBackfill>> ReadAsync(SeriesKey key, int points, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ILiveHistory"/>
internal sealed class LiveHistory(IListSeries list, IReadPrices prices, ILiveFeed feed) : ILiveHistory
{
    /// <inheritdoc/>
    public async Task<Result<LiveBackfill>> ReadAsync(SeriesKey key, int points, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, LivePage.MostPoints);
        var listed = await list.ExecuteAsync(cancellationToken);
        if (listed.Failure is { } refused)
        {
            return refused;
        }

        if (listed.Value.FirstOrDefault(s => s.Definition.Key == key) is not { } series)
        {
            return new SimpleFailure("markets.series_not_found", $"There is no series {key}", FailureKind.NotFound);
        }

        var length = TimeSpan.FromMinutes(series.Definition.IntervalMinutes);
        // Values that end after the feed's clock are still to come in a replay; day-ahead prices of tomorrow are known.
        var to =
            feed.Kind == LiveFeedKind.Replay && feed.ClockUtc < series.ToUtc
                ? feed.ClockUtc - length + TimeSpan.FromTicks(1)
                : series.ToUtc;
        var from = to - (points * length);
        var (x, y) = (new List<double>(points), new List<double>(points));
        while (from < to)
        {
            // One answer of the query is limited; a long history is several.
            var end = from + (PriceLimits.MaxPoints * length);
            var answer = await prices.ExecuteAsync(
                new(key, from, end < to ? end : to, BucketMinutes: series.Definition.IntervalMinutes),
                cancellationToken
            );
            if (answer.Failure is { } failure)
            {
                return failure;
            }

            foreach (var row in answer.Value.Rows)
            {
                x.Add((row.StartUtc.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond);
                y.Add(row.Value);
            }

            from = end;
        }

        return new LiveBackfill(series.Definition, [.. x], [.. y]);
    }
}
