using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Registry;

namespace OptiBid.Core.Forecasting.Tracking.Export;

/// <summary>What an export wrote.</summary>
/// <param name="Folder">The folder: what MLflow calls its tracking directory.</param>
/// <param name="Experiments">Experiments.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Measurements">Lines of metrics.</param>
/// <param name="Files">Files of runs.</param>
/// <param name="Models">Registered models.</param>
/// <param name="Versions">Their versions.</param>
/// <param name="Skipped">What the layout cannot hold: a name that is a file and a folder at once.</param>
public sealed record ExportedRuns(
    string Folder,
    int Experiments,
    int Runs,
    int Measurements,
    int Files,
    int Models,
    int Versions,
    IReadOnlyList<string> Skipped
);

/// <summary>
/// Writes experiments, runs and models in the layout of MLflow's file store, so that <c>mlflow ui --backend-store-uri FOLDER</c> shows them.
/// Needs <c>forecasts.read</c>.
/// </summary>
public interface IExportRuns
{
    /// <summary>Writes into a folder that is empty or missing; one experiment, or all when null.</summary>
    Task<Result<ExportedRuns>> ExecuteAsync(string folder, string? experiment = null, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IExportRuns"/>
internal sealed class ExportRuns(IEmbeddedTracker tracker, IModelRegistry registry) : IExportRuns
{
    private const int PageLength = 200;

    /// <inheritdoc/>
    public async Task<Result<ExportedRuns>> ExecuteAsync(
        string folder,
        string? experiment = null,
        CancellationToken cancellationToken = default
    )
    {
        var root = Path.GetFullPath(folder);
        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
        {
            return TrackingFailures.Invalid($"'{folder}' is not empty; name a folder that is empty or not there");
        }

        var experiments = await ExperimentsAsync(experiment, cancellationToken);
        if (experiments.Failure is { } failure)
        {
            return failure;
        }

        var layout = new FileLayout(root);
        foreach (var one in experiments.Value)
        {
            layout.Experiment(one);
            if (await RunsAsync(layout, one, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        return await ModelsAsync(layout, cancellationToken) is { } broken ? broken : layout.Done();
    }

    private async Task<Result<List<TrackedExperiment>>> ExperimentsAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is not null)
        {
            return (await tracker.FindExperimentAsync(name, cancellationToken)).Map(e => new List<TrackedExperiment> { e });
        }

        var all = new List<TrackedExperiment>();
        string? cursor = null;
        do
        {
            var page = await tracker.SearchExperimentsAsync(new(View: TrackingView.All, PageCursor: cursor), cancellationToken);
            if (page.Failure is { } failure)
            {
                return failure;
            }

            all.AddRange(page.Value.Items);
            cursor = page.Value.NextCursor;
        } while (cursor is not null);

        return all;
    }

    private async Task<Failure?> RunsAsync(FileLayout layout, TrackedExperiment experiment, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await tracker.SearchRunsAsync(
                new([experiment.Id], View: TrackingView.All, MostResults: PageLength, PageCursor: cursor),
                cancellationToken
            );
            if (page.Failure is not null)
            {
                return page.Failure;
            }

            foreach (var run in page.Value.Items)
            {
                layout.Run(experiment, run);
                foreach (var metric in run.Metrics)
                {
                    var history = await tracker.GetHistoryAsync(run.Info.Id, metric.Key, cancellationToken);
                    if (history.Failure is not null)
                    {
                        return history.Failure;
                    }

                    layout.Metric(experiment, run, metric.Key, history.Value);
                }

                if (await FilesAsync(layout, experiment, run, null, cancellationToken) is { } failure)
                {
                    return failure;
                }
            }

            cursor = page.Value.NextCursor;
        } while (cursor is not null);

        return null;
    }

    private async Task<Failure?> FilesAsync(
        FileLayout layout,
        TrackedExperiment experiment,
        TrackedRun run,
        string? folder,
        CancellationToken cancellationToken
    )
    {
        var listed = await tracker.ListFilesAsync(run.Info.Id, folder, cancellationToken);
        if (listed.Failure is not null)
        {
            return listed.Failure;
        }

        foreach (var file in listed.Value.Files)
        {
            if (file.IsFolder)
            {
                if (await FilesAsync(layout, experiment, run, file.Path, cancellationToken) is { } failure)
                {
                    return failure;
                }

                continue;
            }

            var content = await tracker.ReadFileAsync(run.Info.Id, file.Path, cancellationToken);
            if (content.Failure is not null)
            {
                return content.Failure;
            }

            layout.File(experiment, run, file.Path, content.Value);
        }

        return null;
    }

    private async Task<Failure?> ModelsAsync(FileLayout layout, CancellationToken cancellationToken)
    {
        var models = await registry.SearchModelsAsync(new(MostResults: TrackingRules.MostResults), cancellationToken);
        if (models.Failure is not null)
        {
            return models.Failure;
        }

        var versions = await registry.SearchVersionsAsync(new(MostResults: int.MaxValue), cancellationToken);
        if (versions.Failure is not null)
        {
            return versions.Failure;
        }

        var byModel = versions.Value.Items.ToLookup(v => v.Name, StringComparer.Ordinal);
        foreach (var model in models.Value.Items)
        {
            layout.Model(model, byModel[model.Name]);
        }

        return null;
    }
}

/// <summary>Numbers as MLflow's file store writes them.</summary>
internal static class FileNumbers
{
    /// <summary>A value that Python reads.</summary>
    public static string Of(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
