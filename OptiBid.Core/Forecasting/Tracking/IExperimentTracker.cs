using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>
/// Experiments and runs: in our own tables (<c>Tracking:Provider</c> = Embedded) or on a tracking server of MLflow (MLflow). Both answer alike
/// (one contract test runs against both); a failure is a <see cref="TrackingFailure"/>. In our own tables reading needs <c>forecasts.read</c> and
/// the rest <c>experiments.write</c>, and each organisation has its own; a tracking server of MLflow knows neither, so only the platform's own
/// work goes there, never what a person asks for.
/// </summary>
/// <threadsafety>The embedded one serves one caller at a time, as a scope does; the remote one any number.</threadsafety>
public interface IExperimentTracker
{
    /// <summary>Makes an experiment; its id.</summary>
    Task<Result<string>> CreateExperimentAsync(
        string name,
        string? artifactLocation = null,
        IReadOnlyList<TrackedText>? tags = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>An experiment, also a deleted one.</summary>
    Task<Result<TrackedExperiment>> GetExperimentAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>An experiment by its name, also a deleted one.</summary>
    Task<Result<TrackedExperiment>> FindExperimentAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>A page of experiments.</summary>
    Task<Result<Page<TrackedExperiment>>> SearchExperimentsAsync(ExperimentSearch search, CancellationToken cancellationToken = default);

    /// <summary>Gives an experiment another name.</summary>
    Task<Result<Done>> RenameExperimentAsync(string id, string name, CancellationToken cancellationToken = default);

    /// <summary>Deletes an experiment with its runs, so that it can be restored.</summary>
    Task<Result<Done>> DeleteExperimentAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Brings a deleted experiment and its runs back.</summary>
    Task<Result<Done>> RestoreExperimentAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Sets a tag of an experiment.</summary>
    Task<Result<Done>> TagExperimentAsync(string id, TrackedText tag, CancellationToken cancellationToken = default);

    /// <summary>Starts a run.</summary>
    Task<Result<TrackedRun>> CreateRunAsync(RunStart start, CancellationToken cancellationToken = default);

    /// <summary>A run, also a deleted one.</summary>
    Task<Result<TrackedRun>> GetRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Changes what is not null.</summary>
    Task<Result<TrackedRunInfo>> UpdateRunAsync(
        string runId,
        TrackedRunStatus? status = null,
        long? endMs = null,
        string? name = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes a run, so that it can be restored.</summary>
    Task<Result<Done>> DeleteRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Brings a deleted run back.</summary>
    Task<Result<Done>> RestoreRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Logs metrics, parameters and tags: all of them or none. A parameter that has another value already is a failure.</summary>
    Task<Result<Done>> LogAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Removes a tag.</summary>
    Task<Result<Done>> DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default);

    /// <summary>A page of runs.</summary>
    Task<Result<Page<TrackedRun>>> SearchRunsAsync(RunSearch search, CancellationToken cancellationToken = default);

    /// <summary>Every value of a metric, in the order of step and time.</summary>
    Task<Result<IReadOnlyList<TrackedMetric>>> GetHistoryAsync(string runId, string key, CancellationToken cancellationToken = default);

    /// <summary>The files of a run in a folder.</summary>
    Task<Result<TrackedFiles>> ListFilesAsync(string runId, string? folder = null, CancellationToken cancellationToken = default);

    /// <summary>Keeps a file of a run; one of the same path is replaced.</summary>
    Task<Result<Done>> SaveFileAsync(
        string runId,
        string path,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    );

    /// <summary>A file of a run.</summary>
    Task<Result<ReadOnlyMemory<byte>>> ReadFileAsync(string runId, string path, CancellationToken cancellationToken = default);
}

/// <summary>The tracker over our own tables, whatever <c>Tracking:Provider</c> says: MLflow's paths of this server answer from it.</summary>
public interface IEmbeddedTracker : IExperimentTracker;
