namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>A day of a feed that is not usual.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="Day">The day.</param>
/// <param name="Rule">The rule that it breaks; none where only the machine finds it strange.</param>
/// <param name="Strangest">What is strangest about it.</param>
/// <param name="Strangeness">How far outside the machine finds it; below 0 is usual.</param>
public sealed record FeedAnomaly(string Feed, DateOnly Day, FeedRule Rule, string Strangest, double Strangeness);

/// <summary>Finds days of feeds that are not usual: spikes, flat lines, wrong units, signs and hours, copies, gaps. Safe for many threads.</summary>
public interface IAnomalyDetector
{
    /// <summary>
    /// The strange days among the last <paramref name="days"/> of each feed, learnt from the days before them; feeds of a group are compared with each
    /// other. A feed with under 88 days before those, or hardly any value in them, is left out.
    /// </summary>
    IReadOnlyList<FeedAnomaly> Find(IReadOnlyList<Feed> group, int days, CancellationToken cancellationToken = default);
}

/// <summary>One watch a feed.</summary>
internal sealed class AnomalyDetector : IAnomalyDetector
{
    /// <summary>Share of the days of the past that may be over the threshold.</summary>
    internal const double Alarms = 0.004;

    /// <inheritdoc/>
    public IReadOnlyList<FeedAnomaly> Find(IReadOnlyList<Feed> group, int days, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var found = new List<FeedAnomaly>();
        foreach (var feed in group.Where(f => f.Days.Length - days >= FeedWatch.FewestDays))
        {
            var end = feed.Days.Length - days;
            var watched = WatchedFeed.Of(feed, group, end);
            if (FeedWatch.Fit(watched, end, Alarms, cancellationToken) is not { } watch)
            {
                continue;
            }

            for (var d = end; d < feed.Days.Length; d++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var verdict = watch.Judge(UsualDay.Of(watched, d), feed.Days[d]);
                if (verdict.IsAnomaly)
                {
                    found.Add(new(feed.Name, feed.FirstDay.AddDays(d), verdict.Rule, verdict.Strangest, verdict.Strangeness));
                }
            }
        }

        return found;
    }
}
