using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Identity;
using OptiBid.Web.Security;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>Files of runs as MLflow's servers pass them through: <c>/api/2.0/mlflow-artifacts/artifacts/EXPERIMENT/RUN/artifacts/PATH</c>.</summary>
internal static class MlflowArtifacts
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(RouteGroupBuilder files)
    {
        files.MapGet("/artifacts", MlflowAnswers.Of(ListAsync)).RequireAuthorization(Permissions.ReadForecasts);
        files
            .MapMethods("/artifacts/{**path}", ["GET"], (RequestDelegate)ReadAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithMetadata(new EndsWithSessionAttribute());
        files.MapMethods("/artifacts/{**path}", ["PUT"], (RequestDelegate)SaveAsync).RequireAuthorization(Permissions.WriteExperiments);
    }

    private static async Task<OptiBid.Core.Common.Result<System.Text.Json.Nodes.JsonObject>> ListAsync(MlflowCall call)
    {
        var (run, folder) = Place(call.Required("path"));
        return (await call.Tracker.ListFilesAsync(run, folder, call.Cancel)).Map(f =>
            // Paths are told from the folder that was asked for.
            MlflowJson.Page("files", f.Files.Select(x => MlflowRuns.File(x, x.Path.Split('/')[^1])), null)
        );
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var (run, path) = Place((string?)context.Request.RouteValues["path"] ?? "");
        var tracker = context.RequestServices.GetRequiredService<IEmbeddedTracker>();
        var file = await tracker.ReadFileAsync(run, path, context.RequestAborted);
        if (file.Failure is { } failure)
        {
            await MlflowAnswers.FailureAsync(context, failure);
            return;
        }

        // Whatever was kept is a file to save, never a page of this site.
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = "attachment";
        context.Response.ContentLength = file.Value.Length;
        await context.Response.Body.WriteAsync(file.Value, context.RequestAborted);
    }

    private static async Task SaveAsync(HttpContext context)
    {
        var largest = context.RequestServices.GetRequiredService<IOptions<TrackingOptions>>().Value.LargestFile;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = largest;
        }

        var (run, path) = Place((string?)context.Request.RouteValues["path"] ?? "");
        using var content = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await MlflowAnswers.ErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                "INVALID_PARAMETER_VALUE",
                $"A file has at most {largest} bytes."
            );
            return;
        }

        var tracker = context.RequestServices.GetRequiredService<IEmbeddedTracker>();
        var saved = await tracker.SaveFileAsync(run, path, content.ToArray(), context.RequestAborted);
        await (
            saved.Failure is { } failure
                ? MlflowAnswers.FailureAsync(context, failure)
                : context.Response.WriteAsJsonAsync(new { }, context.RequestAborted)
        );
    }

    /// <summary>The run and the path below it; the experiment in front is not asked: the run knows its own.</summary>
    private static (string Run, string Path) Place(string path)
    {
        var parts = path.Trim('/').Split('/', 4);
        return parts.Length >= 3 && parts[2] == "artifacts" ? (parts[1], parts.Length > 3 ? parts[3] : "") : ("", path);
    }
}
