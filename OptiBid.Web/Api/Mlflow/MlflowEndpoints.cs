using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Web.Security;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>
/// MLflow's tracking and registry API 2.0 under <c>/api/2.0/mlflow</c> over our own tables, for MLflow's clients. A session, an access token or an
/// API key (as <c>MLFLOW_TRACKING_TOKEN</c>) says who asks; each endpoint names its permission, and the commands ask again.
/// </summary>
internal static class MlflowEndpoints
{
    private const string Read = Permissions.ReadForecasts;
    private const string Log = Permissions.WriteExperiments;
    private const string Register = Permissions.WriteModels;

    /// <summary>Maps the endpoints.</summary>
    public static void MapMlflow(this WebApplication app)
    {
        var mlflow = app.MapGroup("/api/2.0/mlflow").WithMetadata(new MlflowEndpointAttribute()).ExcludeFromDescription();
        MapExperiments(mlflow);
        MapRuns(mlflow);
        MapModels(mlflow);
        MapVersions(mlflow);
        MlflowArtifacts.Map(app.MapGroup("/api/2.0/mlflow-artifacts").WithMetadata(new MlflowEndpointAttribute()).ExcludeFromDescription());
        mlflow
            .Map(
                "/{**rest}",
                context =>
                    MlflowAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "ENDPOINT_NOT_FOUND", "There is no such endpoint.")
            )
            .RequireAuthorization();
    }

    private static void MapExperiments(RouteGroupBuilder mlflow)
    {
        Map(mlflow, "POST", "/experiments/create", Log, MlflowRuns.CreateExperimentAsync);
        Map(mlflow, "GET", "/experiments/get", Read, MlflowRuns.GetExperimentAsync);
        Map(mlflow, "GET", "/experiments/get-by-name", Read, MlflowRuns.FindExperimentAsync);
        Map(mlflow, "GET", "/experiments/list", Read, MlflowRuns.SearchExperimentsAsync);
        Map(mlflow, "GET", "/experiments/search", Read, MlflowRuns.SearchExperimentsAsync);
        Map(mlflow, "POST", "/experiments/search", Read, MlflowRuns.SearchExperimentsAsync);
        Map(mlflow, "POST", "/experiments/update", Log, MlflowRuns.RenameExperimentAsync);
        Map(mlflow, "POST", "/experiments/delete", Log, MlflowRuns.DeleteExperimentAsync);
        Map(mlflow, "POST", "/experiments/restore", Log, MlflowRuns.RestoreExperimentAsync);
        Map(mlflow, "POST", "/experiments/set-experiment-tag", Log, MlflowRuns.TagExperimentAsync);
    }

    private static void MapRuns(RouteGroupBuilder mlflow)
    {
        Map(mlflow, "POST", "/runs/create", Log, MlflowRuns.CreateAsync);
        Map(mlflow, "GET", "/runs/get", Read, MlflowRuns.GetAsync);
        Map(mlflow, "POST", "/runs/update", Log, MlflowRuns.UpdateAsync);
        Map(mlflow, "POST", "/runs/delete", Log, MlflowRuns.DeleteAsync);
        Map(mlflow, "POST", "/runs/restore", Log, MlflowRuns.RestoreAsync);
        Map(mlflow, "POST", "/runs/log-metric", Log, MlflowRuns.LogMetricAsync);
        Map(mlflow, "POST", "/runs/log-parameter", Log, MlflowRuns.LogParameterAsync);
        Map(mlflow, "POST", "/runs/log-batch", Log, MlflowRuns.LogBatchAsync);
        Map(mlflow, "POST", "/runs/set-tag", Log, MlflowRuns.SetTagAsync);
        Map(mlflow, "POST", "/runs/delete-tag", Log, MlflowRuns.DeleteTagAsync);
        Map(mlflow, "POST", "/runs/search", Read, MlflowRuns.SearchAsync);
        Map(mlflow, "GET", "/metrics/get-history", Read, MlflowRuns.HistoryAsync);
        Map(mlflow, "GET", "/artifacts/list", Read, MlflowRuns.FilesAsync);
    }

    private static void MapModels(RouteGroupBuilder mlflow)
    {
        Map(mlflow, "POST", "/registered-models/create", Register, MlflowModels.CreateAsync);
        Map(mlflow, "GET", "/registered-models/get", Read, MlflowModels.GetAsync);
        Map(mlflow, "POST", "/registered-models/rename", Register, MlflowModels.RenameAsync);
        Map(mlflow, "PATCH", "/registered-models/update", Register, MlflowModels.UpdateAsync);
        Map(mlflow, "DELETE", "/registered-models/delete", Register, MlflowModels.DeleteAsync);
        Map(mlflow, "GET", "/registered-models/search", Read, MlflowModels.SearchAsync);
        Map(mlflow, "GET", "/registered-models/get-latest-versions", Read, MlflowModels.LatestAsync);
        Map(mlflow, "POST", "/registered-models/get-latest-versions", Read, MlflowModels.LatestAsync);
        Map(mlflow, "POST", "/registered-models/set-tag", Register, MlflowModels.SetTagAsync);
        Map(mlflow, "DELETE", "/registered-models/delete-tag", Register, MlflowModels.DeleteTagAsync);
        Map(mlflow, "GET", "/registered-models/alias", Read, MlflowModels.FindByAliasAsync);
        Map(mlflow, "POST", "/registered-models/alias", Register, MlflowModels.SetAliasAsync);
        Map(mlflow, "DELETE", "/registered-models/alias", Register, MlflowModels.DeleteAliasAsync);
    }

    private static void MapVersions(RouteGroupBuilder mlflow)
    {
        Map(mlflow, "POST", "/model-versions/create", Register, MlflowVersions.CreateAsync);
        Map(mlflow, "GET", "/model-versions/get", Read, MlflowVersions.GetAsync);
        Map(mlflow, "PATCH", "/model-versions/update", Register, MlflowVersions.UpdateAsync);
        Map(mlflow, "DELETE", "/model-versions/delete", Register, MlflowVersions.DeleteAsync);
        Map(mlflow, "GET", "/model-versions/search", Read, MlflowVersions.SearchAsync);
        Map(mlflow, "POST", "/model-versions/transition-stage", Register, MlflowVersions.MoveAsync);
        Map(mlflow, "GET", "/model-versions/get-download-uri", Read, MlflowVersions.DownloadUriAsync);
        Map(mlflow, "POST", "/model-versions/set-tag", Register, MlflowVersions.SetTagAsync);
        Map(mlflow, "DELETE", "/model-versions/delete-tag", Register, MlflowVersions.DeleteTagAsync);
    }

    private static void Map(
        RouteGroupBuilder mlflow,
        string method,
        string path,
        string permission,
        Func<MlflowCall, Task<Result<JsonObject>>> handler
    ) =>
        mlflow
            .MapMethods(path, [method], MlflowAnswers.Of(handler))
            .RequireAuthorization(permission)
            // A list in a query is a parameter that is given several times.
            .WithMetadata(new RepeatsParametersAttribute());
}
