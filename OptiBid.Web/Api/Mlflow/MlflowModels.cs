using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Registry;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>Registered models in MLflow's words.</summary>
internal static class MlflowModels
{
    public static async Task<Result<JsonObject>> CreateAsync(MlflowCall call) =>
        (await call.Registry.CreateModelAsync(call.Required("name"), call.Text("description"), call.Pairs("tags"), call.Cancel)).Map(Model);

    public static async Task<Result<JsonObject>> GetAsync(MlflowCall call) =>
        (await call.Registry.GetModelAsync(call.Required("name"), call.Cancel)).Map(Model);

    public static async Task<Result<JsonObject>> RenameAsync(MlflowCall call) =>
        (
            await call.Registry.UpdateModelAsync(call.Required("name"), newName: call.Required("new_name"), cancellationToken: call.Cancel)
        ).Map(Model);

    public static async Task<Result<JsonObject>> UpdateAsync(MlflowCall call) =>
        (
            await call.Registry.UpdateModelAsync(
                call.Required("name"),
                description: call.Text("description"),
                cancellationToken: call.Cancel
            )
        ).Map(Model);

    public static async Task<Result<JsonObject>> DeleteAsync(MlflowCall call) =>
        MlflowRuns.Empty(await call.Registry.DeleteModelAsync(call.Required("name"), call.Cancel));

    public static async Task<Result<JsonObject>> SearchAsync(MlflowCall call) =>
        (await call.Registry.SearchModelsAsync(Search(call, 100), call.Cancel)).Map(p =>
            MlflowJson.Page("registered_models", p.Items.Select(MlflowJson.Model), p.NextCursor)
        );

    public static async Task<Result<JsonObject>> LatestAsync(MlflowCall call)
    {
        var stages = call.Texts("stages").Select(MlflowCall.Stage).ToHashSet();
        return (await call.Registry.GetModelAsync(call.Required("name"), call.Cancel)).Map(m =>
            MlflowJson.Page(
                "model_versions",
                m.LatestVersions.Where(v => stages.Count == 0 || stages.Contains(v.Stage)).Select(MlflowJson.Version),
                null
            )
        );
    }

    public static async Task<Result<JsonObject>> SetTagAsync(MlflowCall call)
    {
        var tag = call.Pair();
        return MlflowRuns.Empty(await call.Registry.TagModelAsync(call.Required("name"), tag.Key, tag.Value, call.Cancel));
    }

    public static async Task<Result<JsonObject>> DeleteTagAsync(MlflowCall call) =>
        MlflowRuns.Empty(await call.Registry.TagModelAsync(call.Required("name"), call.Required("key"), null, call.Cancel));

    public static async Task<Result<JsonObject>> FindByAliasAsync(MlflowCall call) =>
        (await call.Registry.FindByAliasAsync(call.Required("name"), call.Required("alias"), call.Cancel)).Map(MlflowVersions.Version);

    public static async Task<Result<JsonObject>> SetAliasAsync(MlflowCall call) =>
        MlflowRuns.Empty(await call.Registry.SetAliasAsync(call.Required("name"), call.Required("alias"), call.Version(), call.Cancel));

    public static async Task<Result<JsonObject>> DeleteAliasAsync(MlflowCall call) =>
        MlflowRuns.Empty(await call.Registry.SetAliasAsync(call.Required("name"), call.Required("alias"), null, call.Cancel));

    /// <summary>The fields of a search.</summary>
    public static RegistrySearch Search(MlflowCall call, int otherwise) =>
        new(call.Text("filter"), call.Most(otherwise), call.Texts("order_by"), call.Text("page_token"));

    private static JsonObject Model(RegisteredModel model) => new() { ["registered_model"] = MlflowJson.Model(model) };
}

/// <summary>Versions of models in MLflow's words.</summary>
internal static class MlflowVersions
{
    public static async Task<Result<JsonObject>> CreateAsync(MlflowCall call) =>
        (
            await call.Registry.CreateVersionAsync(
                new(
                    call.Required("name"),
                    call.Required("source"),
                    call.Text("run_id"),
                    call.Text("run_link"),
                    call.Text("description"),
                    call.Pairs("tags")
                ),
                call.Cancel
            )
        ).Map(Version);

    public static async Task<Result<JsonObject>> GetAsync(MlflowCall call) =>
        (await call.Registry.GetVersionAsync(call.Required("name"), call.Version(), call.Cancel)).Map(Version);

    public static async Task<Result<JsonObject>> UpdateAsync(MlflowCall call) =>
        (await call.Registry.UpdateVersionAsync(call.Required("name"), call.Version(), call.Text("description"), call.Cancel)).Map(Version);

    public static async Task<Result<JsonObject>> DeleteAsync(MlflowCall call) =>
        MlflowRuns.Empty(await call.Registry.DeleteVersionAsync(call.Required("name"), call.Version(), call.Cancel));

    public static async Task<Result<JsonObject>> SearchAsync(MlflowCall call) =>
        (await call.Registry.SearchVersionsAsync(MlflowModels.Search(call, 10_000), call.Cancel)).Map(p =>
            MlflowJson.Page("model_versions", p.Items.Select(MlflowJson.Version), p.NextCursor)
        );

    /// <summary>Into and out of Production answers PERMISSION_DENIED and changes nothing: that is a promotion, which two people make.</summary>
    public static async Task<Result<JsonObject>> MoveAsync(MlflowCall call) =>
        (
            await call.Registry.MoveAsync(
                call.Required("name"),
                call.Version(),
                MlflowCall.Stage(call.Required("stage")),
                call.Flag("archive_existing_versions"),
                call.Cancel
            )
        ).Map(Version);

    public static async Task<Result<JsonObject>> DownloadUriAsync(MlflowCall call) =>
        (await call.Registry.GetVersionAsync(call.Required("name"), call.Version(), call.Cancel)).Map(v => new JsonObject
        {
            ["artifact_uri"] = v.Source,
        });

    public static async Task<Result<JsonObject>> SetTagAsync(MlflowCall call)
    {
        var tag = call.Pair();
        return MlflowRuns.Empty(
            await call.Registry.TagVersionAsync(call.Required("name"), call.Version(), tag.Key, tag.Value, call.Cancel)
        );
    }

    public static async Task<Result<JsonObject>> DeleteTagAsync(MlflowCall call) =>
        MlflowRuns.Empty(
            await call.Registry.TagVersionAsync(call.Required("name"), call.Version(), call.Required("key"), null, call.Cancel)
        );

    /// <summary>A version as an answer.</summary>
    public static JsonObject Version(ModelVersion version) => new() { ["model_version"] = MlflowJson.Version(version) };
}
