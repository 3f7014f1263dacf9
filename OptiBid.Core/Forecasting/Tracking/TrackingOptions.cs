namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>Where experiments are kept.</summary>
public enum TrackingProvider
{
    /// <summary>In our own tables.</summary>
    Embedded,

    /// <summary>On a tracking server of MLflow.</summary>
    MLflow,
}

/// <summary>Experiment tracking. Section <c>Tracking</c>.</summary>
public sealed class TrackingOptions
{
    /// <summary>Where <see cref="IExperimentTracker"/> keeps experiments. Default: Embedded.</summary>
    public TrackingProvider Provider { get; set; }

    /// <summary>Address of the tracking server, such as <c>https://mlflow.example.com</c>; needed with MLflow.</summary>
    public Uri? Url { get; set; }

    /// <summary>Bearer token for the tracking server, from the environment or a secret store; none when null.</summary>
    public string? BearerToken { get; set; }

    /// <summary>Largest file of a run in our own tables, bytes. 1 kB to 256 MB, default 16 MB.</summary>
    public int LargestFile { get; set; } = 16 << 20;

    /// <summary>Runs that one search looks through. 100 to 1,000,000, default 50,000; a search over more is refused.</summary>
    public int MostRunsSearched { get; set; } = 50_000;
}
