using Microsoft.Extensions.Options;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Forecasting.Tracking.Export;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Tracking;

/// <summary>The tracker over our own tables.</summary>
public sealed class EmbeddedTrackerTests : TrackerContract, IDisposable
{
    private readonly RecordsFixture _records = new();
    private readonly MemoryTrail _trail = new();

    public void Dispose() => _records.Dispose();

    protected override Task<IExperimentTracker> TrackerAsync() => Task.FromResult<IExperimentTracker>(Tracker());

    private EmbeddedTracker Tracker(params string[] permissions) =>
        new(
            _records,
            new FakeUser(permissions.Length > 0 ? permissions : [Permissions.ReadForecasts, Permissions.WriteExperiments]),
            _trail,
            TimeProvider.System,
            Options.Create(new TrackingOptions { LargestFile = 1024 })
        );

    [Fact]
    public async Task Reading_and_writing_need_their_permissions()
    {
        var reader = Tracker(Permissions.ReadForecasts);
        var writer = Tracker(Permissions.WriteExperiments);
        Assert.IsType<TrackingFailure>((await reader.CreateExperimentAsync("x", cancellationToken: Cancel)).Failure);
        var experiment = (await writer.CreateExperimentAsync("x", cancellationToken: Cancel)).Value;
        var run = (await writer.CreateRunAsync(new(experiment), Cancel)).Value.Info.Id;
        Assert.Equal(
            TrackingError.PermissionDenied,
            Assert.IsType<TrackingFailure>((await reader.LogAsync(run, new([new("m", 1, 1)]), Cancel)).Failure).Error
        );
        Assert.Equal(
            TrackingError.PermissionDenied,
            Assert.IsType<TrackingFailure>((await writer.SearchRunsAsync(new([experiment]), Cancel)).Failure).Error
        );
        Assert.True((await reader.GetRunAsync(run, Cancel)).IsSuccess);
    }

    [Fact]
    public async Task Another_organisation_sees_nothing()
    {
        var own = Tracker();
        var experiment = (await own.CreateExperimentAsync("ours", cancellationToken: Cancel)).Value;
        var run = (await own.CreateRunAsync(new(experiment), Cancel)).Value.Info.Id;
        var other = new EmbeddedTracker(
            _records,
            new FakeUser(Permissions.ReadForecasts, Permissions.WriteExperiments) { OrganisationId = Guid.CreateVersion7() },
            _trail,
            TimeProvider.System,
            Options.Create(new TrackingOptions())
        );
        Assert.False((await other.GetExperimentAsync(experiment, Cancel)).IsSuccess);
        Assert.False((await other.GetRunAsync(run, Cancel)).IsSuccess);
        Assert.False((await other.LogAsync(run, new([new("m", 1, 1)]), Cancel)).IsSuccess);
        Assert.Empty((await other.SearchRunsAsync(new([experiment]), Cancel)).Value.Items);
        Assert.True((await other.CreateExperimentAsync("ours", cancellationToken: Cancel)).IsSuccess);
    }

    [Fact]
    public async Task What_is_made_ended_and_deleted_is_audited()
    {
        var tracker = Tracker();
        var experiment = (await tracker.CreateExperimentAsync("audited", cancellationToken: Cancel)).Value;
        var run = (await tracker.CreateRunAsync(new(experiment), Cancel)).Value.Info.Id;
        await tracker.LogAsync(run, new([new("m", 1, 1)]), Cancel);
        await tracker.UpdateRunAsync(run, TrackedRunStatus.Finished, 5, cancellationToken: Cancel);
        await tracker.DeleteRunAsync(run, Cancel);
        await tracker.DeleteExperimentAsync(experiment, Cancel);
        Assert.Equal(["experiments.created", "runs.created", "runs.changed", "runs.deleted", "experiments.deleted"], _trail.Actions);
    }

    [Fact]
    public async Task The_default_experiment_is_there_when_it_is_needed()
    {
        var tracker = Tracker();
        var run = (await tracker.CreateRunAsync(new("0"), Cancel)).Value;
        Assert.Equal("0", run.Info.ExperimentId);
        Assert.Equal("Default", (await tracker.GetExperimentAsync("0", Cancel)).Value.Name);
        Assert.Equal("mlflow-artifacts:/0/" + run.Info.Id + "/artifacts", run.Info.ArtifactUri);
    }

    [Fact]
    public async Task The_latest_value_stays_whoever_writes_last()
    {
        var tracker = Tracker();
        var run = (await tracker.CreateRunAsync(new("0"), Cancel)).Value.Info.Id;
        await Parallel.ForAsync(
            0,
            40,
            Cancel,
            async (i, token) =>
                Assert.Null((await Tracker().LogAsync(run, new([new("loss", 100 - i, 1000 + i, i)], [new("seed", "7")]), token)).Failure)
        );
        var metric = Assert.Single((await tracker.GetRunAsync(run, Cancel)).Value.Metrics);
        Assert.Equal((61.0, 39L), (metric.Value, metric.Step));
        Assert.Equal(40, (await tracker.GetHistoryAsync(run, "loss", Cancel)).Value.Count);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused()
    {
        var tracker = Tracker();
        var run = (await tracker.CreateRunAsync(new("0"), Cancel)).Value.Info.Id;
        Assert.False((await tracker.SaveFileAsync(run, "big", new byte[1025], Cancel)).IsSuccess);
    }

    [Fact]
    public async Task An_export_is_what_mlflow_keeps_in_files()
    {
        var tracker = Tracker();
        var experiment = (
            await tracker.CreateExperimentAsync("It's \"quoted\": ä", tags: [new("team", "desk")], cancellationToken: Cancel)
        ).Value;
        var run = (await tracker.CreateRunAsync(new(experiment, "night", 1000), Cancel)).Value.Info.Id;
        await tracker.LogAsync(
            run,
            new([new("mae", 3.25, 5, 1), new("mae", double.NaN, 6, 2), new("a", 1, 7), new("a/b", 2, 7)], [new("model", "ridge")]),
            Cancel
        );
        await tracker.SaveFileAsync(run, "model/weights.bin", new byte[] { 1, 2, 3 }, Cancel);
        await tracker.UpdateRunAsync(run, TrackedRunStatus.Finished, 2000, cancellationToken: Cancel);
        var registry = new ModelRegistry(
            _records,
            new FakeUser(Permissions.ReadForecasts, Permissions.WriteModels),
            _trail,
            TimeProvider.System
        );
        await registry.CreateModelAsync("price", "of ERCOT", cancellationToken: Cancel);
        await registry.CreateVersionAsync(new("price", "runs:/" + run + "/model", run), Cancel);
        await registry.SetAliasAsync("price", "challenger", 1, Cancel);

        var folder = Path.Combine(Path.GetTempPath(), "optibid-mlruns-" + Guid.CreateVersion7().ToString("N"));
        try
        {
            var done = (await new ExportRuns(tracker, registry).ExecuteAsync(folder, null, Cancel)).Value;
            Assert.Equal((1, 1, 3, 1, 1, 1), (done.Experiments, done.Runs, done.Measurements, done.Files, done.Models, done.Versions));
            // A name that is a file cannot be a folder too.
            Assert.Equal("a/b", Assert.Single(done.Skipped).Split("metrics/")[1]);
            string Read(params string[] path) => File.ReadAllText(Path.Combine([folder, .. path]));
            Assert.Contains("name: \"It's \\\"quoted\\\": ä\"\n", Read(experiment, "meta.yaml"), StringComparison.Ordinal);
            Assert.Equal("desk", Read(experiment, "tags", "team"));
            var meta = Read(experiment, run, "meta.yaml");
            foreach (
                var line in new[] { "status: 3", "start_time: 1000", "end_time: 2000", "lifecycle_stage: active", $"run_id: \"{run}\"" }
            )
            {
                Assert.Contains(line + "\n", meta, StringComparison.Ordinal);
            }

            Assert.Equal("ridge", Read(experiment, run, "params", "model"));
            Assert.Equal("5 3.25 1\n6 nan 2\n", Read(experiment, run, "metrics", "mae"));
            Assert.Equal("night", Read(experiment, run, "tags", "mlflow.runName"));
            Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Combine(folder, experiment, run, "artifacts", "model", "weights.bin")));
            Assert.Contains("current_stage: None\n", Read("models", "price", "version-1", "meta.yaml"), StringComparison.Ordinal);
            Assert.Equal("1", Read("models", "price", "aliases", "challenger"));
            Assert.False((await new ExportRuns(tracker, registry).ExecuteAsync(folder, null, Cancel)).IsSuccess);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
