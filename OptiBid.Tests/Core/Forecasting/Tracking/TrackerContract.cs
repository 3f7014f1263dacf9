using System.Text;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Tests.Core.Forecasting.Tracking;

/// <summary>What every tracker does: our own tables, our own server through its paths, and a server of MLflow.</summary>
public abstract class TrackerContract
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The tracker under test.</summary>
    protected abstract Task<IExperimentTracker> TrackerAsync();

    private static string NewName() => "Experiment " + Guid.CreateVersion7().ToString("N");

    private static string ErrorOf(Failure? failure) => TrackingErrors.NameOf(Assert.IsType<TrackingFailure>(failure).Error);

    [Fact]
    public async Task An_experiment_is_made_found_renamed_tagged_deleted_and_restored()
    {
        var tracker = await TrackerAsync();
        var name = NewName();
        var id = (await tracker.CreateExperimentAsync(name, tags: [new("team", "desk")], cancellationToken: Cancel)).Value;
        Assert.Equal("RESOURCE_ALREADY_EXISTS", ErrorOf((await tracker.CreateExperimentAsync(name, cancellationToken: Cancel)).Failure));
        Assert.Equal("INVALID_PARAMETER_VALUE", ErrorOf((await tracker.CreateExperimentAsync("", cancellationToken: Cancel)).Failure));
        var made = (await tracker.GetExperimentAsync(id, Cancel)).Value;
        Assert.Equal((id, name, false), (made.Id, made.Name, made.IsDeleted));
        Assert.Equal([new("team", "desk")], made.Tags);
        Assert.NotEqual(0, made.CreatedMs);
        Assert.NotEqual("", made.ArtifactLocation);
        Assert.Equal(id, (await tracker.FindExperimentAsync(name, Cancel)).Value.Id);

        Assert.True((await tracker.RenameExperimentAsync(id, name + "!", Cancel)).IsSuccess);
        Assert.True((await tracker.TagExperimentAsync(id, new("team", "quants"), Cancel)).IsSuccess);
        Assert.Equal("quants", Assert.Single((await tracker.FindExperimentAsync(name + "!", Cancel)).Value.Tags).Value);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", ErrorOf((await tracker.FindExperimentAsync(name, Cancel)).Failure));

        var run = (await tracker.CreateRunAsync(new(id), Cancel)).Value.Info.Id;
        Assert.True((await tracker.DeleteExperimentAsync(id, Cancel)).IsSuccess);
        Assert.True((await tracker.GetExperimentAsync(id, Cancel)).Value.IsDeleted);
        Assert.True((await tracker.GetRunAsync(run, Cancel)).Value.Info.IsDeleted);
        Assert.DoesNotContain((await tracker.SearchExperimentsAsync(new(MostResults: 1000), Cancel)).Value.Items, e => e.Id == id);
        Assert.Contains((await tracker.SearchExperimentsAsync(new(View: TrackingView.DeletedOnly), Cancel)).Value.Items, e => e.Id == id);
        Assert.True((await tracker.RestoreExperimentAsync(id, Cancel)).IsSuccess);
        Assert.False((await tracker.GetRunAsync(run, Cancel)).Value.Info.IsDeleted);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", ErrorOf((await tracker.GetExperimentAsync("nonesuch", Cancel)).Failure));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", ErrorOf((await tracker.DeleteExperimentAsync("nonesuch", Cancel)).Failure));
    }

    [Fact]
    public async Task A_run_keeps_what_it_logs()
    {
        var tracker = await TrackerAsync();
        var experiment = (await tracker.CreateExperimentAsync(NewName(), cancellationToken: Cancel)).Value;
        var started = (await tracker.CreateRunAsync(new(experiment, "night", 1_700_000_000_123, [new("desk", "ERCOT")]), Cancel)).Value;
        var id = started.Info.Id;
        Assert.Equal(
            (experiment, "night", TrackedRunStatus.Running, 1_700_000_000_123, (long?)null),
            (started.Info.ExperimentId, started.Info.Name, started.Info.Status, started.Info.StartMs, started.Info.EndMs)
        );
        var logged = await tracker.LogAsync(
            id,
            new(
                [
                    new("mae", 3.25, 1_700_000_000_200, 2),
                    new("mae", 9.5, 1_700_000_000_300, 1),
                    new("nothing", double.NaN, 5),
                    new("all", double.PositiveInfinity, 5),
                    new("deep/down", -1e-300, 5, -3),
                ],
                [new("model", "ridge"), new("windows", "56,84")],
                [new("desk", "CAISO"), new("optibid.data_hash", "ab12")]
            ),
            Cancel
        );
        Assert.Null(logged.Failure);
        Assert.Null((await tracker.LogAsync(id, new([new("mae", 2.5, 1_700_000_000_400, 3)]), Cancel)).Failure);
        // The same value again is no change; another is refused.
        Assert.Null((await tracker.LogAsync(id, new(Params: [new("model", "ridge")]), Cancel)).Failure);
        Assert.Equal("INVALID_PARAMETER_VALUE", ErrorOf((await tracker.LogAsync(id, new(Params: [new("model", "lear")]), Cancel)).Failure));

        var run = (await tracker.GetRunAsync(id, Cancel)).Value;
        Assert.Equal([new("model", "ridge"), new("windows", "56,84")], run.Params);
        Assert.Equal("CAISO", run.Tags.Single(t => t.Key == "desk").Value);
        Assert.Equal("ab12", run.Tags.Single(t => t.Key == "optibid.data_hash").Value);
        Assert.Equal(
            [
                new("all", double.PositiveInfinity, 5),
                new("deep/down", -1e-300, 5, -3),
                new("mae", 2.5, 1_700_000_000_400, 3),
                new("nothing", double.NaN, 5),
            ],
            run.Metrics
        );
        var history = (await tracker.GetHistoryAsync(id, "mae", Cancel)).Value;
        Assert.Equal([9.5, 3.25, 2.5], history.Select(m => m.Value));
        Assert.Equal([1L, 2L, 3L], history.Select(m => m.Step));
        Assert.Empty((await tracker.GetHistoryAsync(id, "unheard", Cancel)).Value);

        Assert.Null((await tracker.DeleteTagAsync(id, "desk", Cancel)).Failure);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", ErrorOf((await tracker.DeleteTagAsync(id, "desk", Cancel)).Failure));
        var ended = (await tracker.UpdateRunAsync(id, TrackedRunStatus.Finished, 1_700_000_009_999, "day", Cancel)).Value;
        Assert.Equal((TrackedRunStatus.Finished, (long?)1_700_000_009_999), (ended.Status, ended.EndMs));
        var after = (await tracker.GetRunAsync(id, Cancel)).Value;
        Assert.Equal("day", after.Info.Name);
        Assert.DoesNotContain(after.Tags, t => t.Key == "desk");
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_as_a_whole()
    {
        var tracker = await TrackerAsync();
        var experiment = (await tracker.CreateExperimentAsync(NewName(), cancellationToken: Cancel)).Value;
        var id = (await tracker.CreateRunAsync(new(experiment), Cancel)).Value.Info.Id;
        foreach (var key in new[] { "../up", "a//b", "a:b", new string('x', 251), "" })
        {
            var bad = await tracker.LogAsync(id, new([new("fine", 1, 1), new(key, 1, 1)]), Cancel);
            Assert.Equal("INVALID_PARAMETER_VALUE", ErrorOf(bad.Failure));
        }

        Assert.Equal(
            "INVALID_PARAMETER_VALUE",
            ErrorOf((await tracker.LogAsync(id, new([.. Enumerable.Repeat(new TrackedMetric("m", 1, 1), 1001)]), Cancel)).Failure)
        );
        Assert.Empty((await tracker.GetRunAsync(id, Cancel)).Value.Metrics);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", ErrorOf((await tracker.GetRunAsync(Guid.CreateVersion7().ToString("N"), Cancel)).Failure));
        Assert.Equal(
            "RESOURCE_DOES_NOT_EXIST",
            ErrorOf((await tracker.LogAsync(Guid.CreateVersion7().ToString("N"), new([new("m", 1, 1)]), Cancel)).Failure)
        );
    }

    [Fact]
    public async Task A_search_filters_orders_and_turns_pages()
    {
        var tracker = await TrackerAsync();
        var experiment = (await tracker.CreateExperimentAsync(NewName(), cancellationToken: Cancel)).Value;
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var id = (await tracker.CreateRunAsync(new(experiment, $"run {i}", 1000 + i), Cancel)).Value.Info.Id;
            ids.Add(id);
            var model = i % 2 == 0 ? "ridge" : "lear";
            Assert.Null(
                (
                    await tracker.LogAsync(
                        id,
                        new(i == 6 ? [] : [new("mae", 10 - i, 5)], [new("model", model)], [new("n", $"{i}")]),
                        Cancel
                    )
                ).Failure
            );
        }

        async Task<List<string>> NamesAsync(string? filter, string? order = null, TrackingView view = TrackingView.ActiveOnly)
        {
            var found = await tracker.SearchRunsAsync(new([experiment], filter, view, 1000, order is null ? null : [order]), Cancel);
            Assert.Null(found.Failure);
            return [.. found.Value.Items.Select(r => r.Info.Name)];
        }

        Assert.Equal(["run 6", "run 5", "run 4", "run 3", "run 2", "run 1", "run 0"], await NamesAsync(null));
        Assert.Equal(["run 5", "run 4", "run 3"], await NamesAsync("metrics.mae < 8"));
        Assert.Equal(["run 4"], await NamesAsync("metrics.mae <= 6 and params.model = 'ridge'"));
        Assert.Equal(["run 2"], await NamesAsync("tags.n = '2'"));
        Assert.Equal(["run 6", "run 4", "run 2", "run 0"], await NamesAsync("params.model LIKE 'rid%'"));
        Assert.Equal(["run 5", "run 4", "run 3", "run 2", "run 1", "run 0", "run 6"], await NamesAsync(null, "metrics.mae ASC"));
        Assert.Equal(["run 3"], await NamesAsync($"attributes.run_id = '{ids[3]}'"));
        Assert.Equal(
            "INVALID_PARAMETER_VALUE",
            ErrorOf((await tracker.SearchRunsAsync(new([experiment], "metrics.mae ~ 1"), Cancel)).Failure)
        );

        var pages = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await tracker.SearchRunsAsync(new([experiment], MostResults: 3, PageCursor: cursor), Cancel)).Value;
            Assert.InRange(page.Items.Count, 1, 3);
            pages.AddRange(page.Items.Select(r => r.Info.Id));
            cursor = page.NextCursor;
        } while (cursor is not null);
        Assert.Equal(ids.AsEnumerable().Reverse(), pages);

        Assert.Null((await tracker.DeleteRunAsync(ids[5], Cancel)).Failure);
        Assert.DoesNotContain("run 5", await NamesAsync(null));
        Assert.Equal(["run 5"], await NamesAsync(null, view: TrackingView.DeletedOnly));
        Assert.Null((await tracker.RestoreRunAsync(ids[5], Cancel)).Failure);
        Assert.Contains("run 5", await NamesAsync(null));
        Assert.Empty((await tracker.SearchRunsAsync(new([]), Cancel)).Value.Items);
    }

    [Fact]
    public async Task Files_of_a_run_are_kept_listed_and_read()
    {
        var tracker = await TrackerAsync();
        var experiment = (await tracker.CreateExperimentAsync(NewName(), cancellationToken: Cancel)).Value;
        var id = (await tracker.CreateRunAsync(new(experiment), Cancel)).Value.Info.Id;
        var content = Encoding.UTF8.GetBytes("alpha: 0.3\n");
        Assert.Null((await tracker.SaveFileAsync(id, "model/MLmodel", content, Cancel)).Failure);
        Assert.Null((await tracker.SaveFileAsync(id, "model/data/weights äß.bin", new byte[] { 0, 255, 10 }, Cancel)).Failure);
        Assert.Null((await tracker.SaveFileAsync(id, "notes.txt", new byte[] { 1 }, Cancel)).Failure);
        Assert.Null((await tracker.SaveFileAsync(id, "notes.txt", new byte[] { 1, 2 }, Cancel)).Failure);

        var top = (await tracker.ListFilesAsync(id, null, Cancel)).Value;
        Assert.Equal([new("model", true, null), new("notes.txt", false, 2)], top.Files);
        var below = (await tracker.ListFilesAsync(id, "model", Cancel)).Value;
        Assert.Equal([new("model/MLmodel", false, content.Length), new("model/data", true, null)], below.Files);
        Assert.Equal(content, (await tracker.ReadFileAsync(id, "model/MLmodel", Cancel)).Value.ToArray());
        Assert.Equal(new byte[] { 0, 255, 10 }, (await tracker.ReadFileAsync(id, "model/data/weights äß.bin", Cancel)).Value.ToArray());
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", ErrorOf((await tracker.ReadFileAsync(id, "gone", Cancel)).Failure));
        Assert.Equal("INVALID_PARAMETER_VALUE", ErrorOf((await tracker.SaveFileAsync(id, "../out", new byte[] { 1 }, Cancel)).Failure));
    }
}
