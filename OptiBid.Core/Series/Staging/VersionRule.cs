namespace OptiBid.Core.Series.Staging;

/// <summary>
/// Decides what a further point of an interval is: a duplicate or the next version. The one rule of both adapters. The points of one batch are
/// taken in the order of publication, then version, then their place in the batch; so taking a batch a second time changes nothing.
/// </summary>
internal static class VersionRule
{
    /// <summary>
    /// Adds <paramref name="candidate"/> to the versions of its interval (ascending) and returns true, or returns false for a duplicate:
    /// its value is the one in force before its publication (the first one where nothing was in force), or was published at the same moment.
    /// The new version has the number the candidate carries, or the next free one where that is higher.
    /// </summary>
    public static bool TryAdd(List<SeriesPoint> versions, SeriesPoint candidate)
    {
        if (versions.Count == 0)
        {
            versions.Add(candidate);
            return true;
        }

        var inForce = versions[0];
        foreach (var version in versions)
        {
            if (version.PublishedAtUtc == candidate.PublishedAtUtc && version.Value == candidate.Value)
            {
                return false;
            }

            if (version.PublishedAtUtc < candidate.PublishedAtUtc)
            {
                inForce = version;
            }
        }

        if (inForce.Value == candidate.Value)
        {
            return false;
        }

        versions.Add(candidate with { Version = Math.Max(candidate.Version, versions[^1].Version + 1) });
        return true;
    }
}
