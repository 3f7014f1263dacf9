namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>A feed by day and hour.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstDay">First day.</param>
/// <param name="Days">24 values a day; a missing one is NaN.</param>
public sealed record Feed(string Name, DateOnly FirstDay, double[][] Days);

/// <summary>A feed with others that move like it, on the same days.</summary>
/// <param name="Feed">The feed that is watched.</param>
/// <param name="Neighbours">Values of the others, 24 per day of the feed; days that they do not have are NaN.</param>
internal sealed record WatchedFeed(Feed Feed, IReadOnlyList<double[][]> Neighbours)
{
    /// <summary>Most neighbours that are looked at.</summary>
    public const int MostNeighbours = 3;

    private const double LeastCorrelation = 0.3;

    /// <summary>A feed with those of a group whose hours are most correlated with its own on its first days.</summary>
    public static WatchedFeed Of(Feed feed, IReadOnlyList<Feed> group, int days) =>
        new(
            feed,
            [
                .. group
                    .Where(other => !ReferenceEquals(other, feed))
                    .Select(other => Aligned(feed, other))
                    .Select(other => (Days: other, Like: Correlation(feed.Days, other, days)))
                    .Where(other => other.Like > LeastCorrelation)
                    .OrderByDescending(other => other.Like)
                    .Take(MostNeighbours)
                    .Select(other => other.Days),
            ]
        );

    private static double[][] Aligned(Feed feed, Feed other)
    {
        double[] nothing = [.. Enumerable.Repeat(double.NaN, 24)];
        var shift = feed.FirstDay.DayNumber - other.FirstDay.DayNumber;
        return
        [
            .. Enumerable
                .Range(0, feed.Days.Length)
                .Select(d => (uint)(d + shift) < (uint)other.Days.Length ? other.Days[d + shift] : nothing),
        ];
    }

    private static double Correlation(double[][] a, double[][] b, int days)
    {
        var (n, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var d = 0; d < days; d++)
        {
            for (var h = 0; h < 24; h++)
            {
                var (p, q) = (a[d][h], b[d][h]);
                if (double.IsNaN(p) || double.IsNaN(q))
                {
                    continue;
                }

                n++;
                x += p;
                y += q;
                xx += p * p;
                yy += q * q;
                xy += p * q;
            }
        }

        var spread = ((n * xx) - (x * x)) * ((n * yy) - (y * y));
        return spread > 0 ? ((n * xy) - (x * y)) / Math.Sqrt(spread) : 0;
    }
}
