namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>How a tracked run stands.</summary>
public enum TrackedRunStatus
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It will run later.</summary>
    Scheduled,

    /// <summary>It ended well.</summary>
    Finished,

    /// <summary>It ended with a fault.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Killed,
}

/// <summary>Which objects a search shows.</summary>
public enum TrackingView
{
    /// <summary>Those that are not deleted.</summary>
    ActiveOnly,

    /// <summary>Deleted ones.</summary>
    DeletedOnly,

    /// <summary>Both.</summary>
    All,
}

/// <summary>A name with a text.</summary>
/// <param name="Key">Name: letters, digits, <c>_ - . /</c> and spaces, at most 250.</param>
/// <param name="Value">Text: at most 6,000 characters of a parameter, 5,000 of a tag.</param>
public sealed record TrackedText(string Key, string Value);

/// <summary>One measurement.</summary>
/// <param name="Key">Name of the metric.</param>
/// <param name="Value">Value; may be infinite or no number.</param>
/// <param name="TimestampMs">When, milliseconds since 1970 UTC.</param>
/// <param name="Step">Step of the training, or 0.</param>
public sealed record TrackedMetric(string Key, double Value, long TimestampMs, long Step = 0);

/// <summary>An experiment: the runs that answer one question.</summary>
/// <param name="Id">Id: letters and digits.</param>
/// <param name="Name">Name, unique.</param>
/// <param name="ArtifactLocation">Where the files of its runs are.</param>
/// <param name="IsDeleted">It was deleted and can be restored.</param>
/// <param name="CreatedMs">When it was made, milliseconds since 1970 UTC.</param>
/// <param name="UpdatedMs">Last change, milliseconds since 1970 UTC.</param>
/// <param name="Tags">Its tags, by name.</param>
public sealed record TrackedExperiment(
    string Id,
    string Name,
    string ArtifactLocation,
    bool IsDeleted,
    long CreatedMs,
    long UpdatedMs,
    IReadOnlyList<TrackedText> Tags
);

/// <summary>What a run is, without what was logged.</summary>
/// <param name="Id">Id: 32 hexadecimal digits.</param>
/// <param name="ExperimentId">Its experiment.</param>
/// <param name="Name">Name for people.</param>
/// <param name="User">Who started it.</param>
/// <param name="Status">How it stands.</param>
/// <param name="StartMs">Start, milliseconds since 1970 UTC.</param>
/// <param name="EndMs">End, or null.</param>
/// <param name="ArtifactUri">Where its files are.</param>
/// <param name="IsDeleted">It was deleted and can be restored.</param>
public sealed record TrackedRunInfo(
    string Id,
    string ExperimentId,
    string Name,
    string User,
    TrackedRunStatus Status,
    long StartMs,
    long? EndMs,
    string ArtifactUri,
    bool IsDeleted
);

/// <summary>A run with what was logged: of each metric the value of the last step.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Metrics">Latest values, by name.</param>
/// <param name="Params">Parameters, by name.</param>
/// <param name="Tags">Tags, by name.</param>
public sealed record TrackedRun(
    TrackedRunInfo Info,
    IReadOnlyList<TrackedMetric> Metrics,
    IReadOnlyList<TrackedText> Params,
    IReadOnlyList<TrackedText> Tags
);

/// <summary>A run to start.</summary>
/// <param name="ExperimentId">Its experiment; the default one is <c>0</c>.</param>
/// <param name="Name">Name; made up when null.</param>
/// <param name="StartMs">Start; now when null.</param>
/// <param name="Tags">Tags.</param>
public sealed record RunStart(string ExperimentId, string? Name = null, long? StartMs = null, IReadOnlyList<TrackedText>? Tags = null);

/// <summary>What is logged at once: at most 1,000 metrics, 100 parameters, 100 tags, 1,000 in all.</summary>
/// <param name="Metrics">Measurements.</param>
/// <param name="Params">Parameters; each may be set once.</param>
/// <param name="Tags">Tags.</param>
public sealed record RunBatch(
    IReadOnlyList<TrackedMetric>? Metrics = null,
    IReadOnlyList<TrackedText>? Params = null,
    IReadOnlyList<TrackedText>? Tags = null
);

/// <summary>A search for experiments.</summary>
/// <param name="Filter">MLflow's grammar over <c>name</c>, <c>creation_time</c>, <c>last_update_time</c> and <c>tags.KEY</c>.</param>
/// <param name="View">Deleted ones too, or only.</param>
/// <param name="MostResults">Rows of a page, 1 to 50,000.</param>
/// <param name="OrderBy">Columns, each with <c>ASC</c> or <c>DESC</c>; the newest first when empty.</param>
/// <param name="PageCursor">Cursor of an earlier page.</param>
public sealed record ExperimentSearch(
    string? Filter = null,
    TrackingView View = TrackingView.ActiveOnly,
    int MostResults = 1000,
    IReadOnlyList<string>? OrderBy = null,
    string? PageCursor = null
);

/// <summary>A search for runs.</summary>
/// <param name="ExperimentIds">Experiments to look in; none finds nothing.</param>
/// <param name="Filter">MLflow's grammar over <c>metrics.</c>, <c>params.</c>, <c>tags.</c> and <c>attributes.</c></param>
/// <param name="View">Deleted ones too, or only.</param>
/// <param name="MostResults">Rows of a page, 1 to 50,000.</param>
/// <param name="OrderBy">Columns, each with <c>ASC</c> or <c>DESC</c>; the newest start first when empty.</param>
/// <param name="PageCursor">Cursor of an earlier page.</param>
public sealed record RunSearch(
    IReadOnlyList<string> ExperimentIds,
    string? Filter = null,
    TrackingView View = TrackingView.ActiveOnly,
    int MostResults = 1000,
    IReadOnlyList<string>? OrderBy = null,
    string? PageCursor = null
);

/// <summary>A file or folder of a run.</summary>
/// <param name="Path">Path below the run.</param>
/// <param name="IsFolder">A folder.</param>
/// <param name="Size">Bytes of a file; null for a folder.</param>
public sealed record TrackedFile(string Path, bool IsFolder, long? Size);

/// <summary>The files of a run in one folder.</summary>
/// <param name="RootUri">Where the run's files are.</param>
/// <param name="Files">Files and folders, by path.</param>
public sealed record TrackedFiles(string RootUri, IReadOnlyList<TrackedFile> Files);
