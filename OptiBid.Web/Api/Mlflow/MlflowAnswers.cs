using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>An endpoint of MLflow's protocol: the gate says no in its words too.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class MlflowEndpointAttribute : Attribute;

/// <summary>Answers in the form of MLflow's servers.</summary>
internal static class MlflowAnswers
{
    /// <summary>Runs a handler and writes what it found, or the failure.</summary>
    public static RequestDelegate Of(Func<MlflowCall, Task<Result<JsonObject>>> handler) =>
        async context =>
        {
            try
            {
                var result = await handler(await MlflowCall.ReadAsync(context));
                await (
                    result.Failure is { } failure
                        ? FailureAsync(context, failure)
                        : WriteAsync(context, StatusCodes.Status200OK, result.Value)
                );
            }
            catch (MlflowInputException fault)
            {
                await ErrorAsync(context, StatusCodes.Status400BadRequest, "INVALID_PARAMETER_VALUE", fault.Message);
            }
        };

    /// <summary>A failure.</summary>
    public static Task FailureAsync(HttpContext context, Failure failure)
    {
        var error = failure is TrackingFailure tracking
            ? tracking.Error
            : failure.Kind switch
            {
                FailureKind.NotFound => TrackingError.ResourceDoesNotExist,
                FailureKind.Forbidden => TrackingError.PermissionDenied,
                FailureKind.Conflict => TrackingError.Aborted,
                FailureKind.Unavailable => TrackingError.TemporarilyUnavailable,
                _ => TrackingError.InvalidParameterValue,
            };
        return ErrorAsync(context, TrackingErrors.StatusOf(error), TrackingErrors.NameOf(error), failure.Message);
    }

    /// <summary>An error with MLflow's code.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string code, string message) =>
        WriteAsync(context, status, new JsonObject { ["error_code"] = code, ["message"] = message });

    private static async Task WriteAsync(HttpContext context, int status, JsonObject json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
