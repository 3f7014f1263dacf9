using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>Experiments and runs in MLflow's words.</summary>
internal static class MlflowRuns
{
    public static async Task<Result<JsonObject>> CreateExperimentAsync(MlflowCall call) =>
        (
            await call.Tracker.CreateExperimentAsync(call.Required("name"), call.Text("artifact_location"), call.Pairs("tags"), call.Cancel)
        ).Map(id => new JsonObject { ["experiment_id"] = id });

    public static async Task<Result<JsonObject>> GetExperimentAsync(MlflowCall call) =>
        (await call.Tracker.GetExperimentAsync(call.Required("experiment_id"), call.Cancel)).Map(Experiment);

    public static async Task<Result<JsonObject>> FindExperimentAsync(MlflowCall call) =>
        (await call.Tracker.FindExperimentAsync(call.Required("experiment_name"), call.Cancel)).Map(Experiment);

    public static async Task<Result<JsonObject>> SearchExperimentsAsync(MlflowCall call) =>
        (
            await call.Tracker.SearchExperimentsAsync(
                new(call.Text("filter"), call.View("view_type"), call.Most(1000), call.Texts("order_by"), call.Text("page_token")),
                call.Cancel
            )
        ).Map(p => MlflowJson.Page("experiments", p.Items.Select(MlflowJson.Experiment), p.NextCursor));

    public static async Task<Result<JsonObject>> RenameExperimentAsync(MlflowCall call) =>
        Empty(await call.Tracker.RenameExperimentAsync(call.Required("experiment_id"), call.Required("new_name"), call.Cancel));

    public static async Task<Result<JsonObject>> DeleteExperimentAsync(MlflowCall call) =>
        Empty(await call.Tracker.DeleteExperimentAsync(call.Required("experiment_id"), call.Cancel));

    public static async Task<Result<JsonObject>> RestoreExperimentAsync(MlflowCall call) =>
        Empty(await call.Tracker.RestoreExperimentAsync(call.Required("experiment_id"), call.Cancel));

    public static async Task<Result<JsonObject>> TagExperimentAsync(MlflowCall call) =>
        Empty(await call.Tracker.TagExperimentAsync(call.Required("experiment_id"), call.Pair(), call.Cancel));

    public static async Task<Result<JsonObject>> CreateAsync(MlflowCall call) =>
        (
            await call.Tracker.CreateRunAsync(
                new(
                    call.Text("experiment_id") is { Length: > 0 } id ? id : "0",
                    call.Text("run_name"),
                    call.Long("start_time"),
                    call.Pairs("tags")
                ),
                call.Cancel
            )
        ).Map(Run);

    public static async Task<Result<JsonObject>> GetAsync(MlflowCall call) =>
        (await call.Tracker.GetRunAsync(call.RunId(), call.Cancel)).Map(Run);

    public static async Task<Result<JsonObject>> UpdateAsync(MlflowCall call) =>
        (await call.Tracker.UpdateRunAsync(call.RunId(), call.Status(), call.Long("end_time"), call.Text("run_name"), call.Cancel)).Map(
            i => new JsonObject { ["run_info"] = MlflowJson.Info(i) }
        );

    public static async Task<Result<JsonObject>> DeleteAsync(MlflowCall call) =>
        Empty(await call.Tracker.DeleteRunAsync(call.RunId(), call.Cancel));

    public static async Task<Result<JsonObject>> RestoreAsync(MlflowCall call) =>
        Empty(await call.Tracker.RestoreRunAsync(call.RunId(), call.Cancel));

    public static async Task<Result<JsonObject>> LogMetricAsync(MlflowCall call) =>
        Empty(await call.Tracker.LogAsync(call.RunId(), new(Metrics: [call.Metric()]), call.Cancel));

    public static async Task<Result<JsonObject>> LogParameterAsync(MlflowCall call) =>
        Empty(await call.Tracker.LogAsync(call.RunId(), new(Params: [call.Pair()]), call.Cancel));

    public static async Task<Result<JsonObject>> LogBatchAsync(MlflowCall call) =>
        Empty(
            await call.Tracker.LogAsync(call.RunId(), new(call.Metrics("metrics"), call.Pairs("params"), call.Pairs("tags")), call.Cancel)
        );

    public static async Task<Result<JsonObject>> SetTagAsync(MlflowCall call) =>
        Empty(await call.Tracker.LogAsync(call.RunId(), new(Tags: [call.Pair()]), call.Cancel));

    public static async Task<Result<JsonObject>> DeleteTagAsync(MlflowCall call) =>
        Empty(await call.Tracker.DeleteTagAsync(call.RunId(), call.Required("key"), call.Cancel));

    public static async Task<Result<JsonObject>> SearchAsync(MlflowCall call) =>
        (
            await call.Tracker.SearchRunsAsync(
                new(
                    call.Texts("experiment_ids"),
                    call.Text("filter"),
                    call.View("run_view_type"),
                    call.Most(1000),
                    call.Texts("order_by"),
                    call.Text("page_token")
                ),
                call.Cancel
            )
        ).Map(p => MlflowJson.Page("runs", p.Items.Select(MlflowJson.Run), p.NextCursor));

    /// <summary>Without a length of the page, all of it.</summary>
    public static async Task<Result<JsonObject>> HistoryAsync(MlflowCall call)
    {
        var all = await call.Tracker.GetHistoryAsync(call.RunId(), call.Required("metric_key"), call.Cancel);
        if (all.Failure is { } failure)
        {
            return failure;
        }

        var most = Math.Max(1, call.Most(int.MaxValue));
        var start = call.Long("page_token") is { } offset ? (int)Math.Clamp(offset, 0, all.Value.Count) : 0;
        var page = all.Value.Skip(start).Take(most).ToList();
        var next = start + page.Count;
        return MlflowJson.Page(
            "metrics",
            page.Select(MlflowJson.Metric),
            next < all.Value.Count ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null
        );
    }

    public static async Task<Result<JsonObject>> FilesAsync(MlflowCall call) =>
        (await call.Tracker.ListFilesAsync(call.RunId(), call.Text("path"), call.Cancel)).Map(f =>
        {
            var json = MlflowJson.Page("files", f.Files.Select(x => File(x, x.Path)), null);
            json["root_uri"] = f.RootUri;
            return json;
        });

    /// <summary>A file under the path that the question is about.</summary>
    public static JsonObject File(TrackedFile file, string path)
    {
        var json = new JsonObject { ["path"] = path, ["is_dir"] = file.IsFolder };
        if (file.Size is { } size)
        {
            json["file_size"] = size;
        }

        return json;
    }

    /// <summary>MLflow's answer where there is nothing to say.</summary>
    public static Result<JsonObject> Empty(Result<Done> result) => result.Map(_ => new JsonObject());

    private static JsonObject Experiment(TrackedExperiment experiment) => new() { ["experiment"] = MlflowJson.Experiment(experiment) };

    private static JsonObject Run(TrackedRun run) => new() { ["run"] = MlflowJson.Run(run) };
}
