namespace OptiBid.Web.Features.Dashboards;

/// <summary>What becomes of two versions of a dashboard.</summary>
internal enum ConflictChoice
{
    /// <summary>Both changes in one version.</summary>
    Merge,

    /// <summary>Mine as a dashboard of its own.</summary>
    Copy,

    /// <summary>Mine in place of theirs.</summary>
    Overwrite,
}
