using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>What MLflow's protocol calls a failure.</summary>
public enum TrackingError
{
    /// <summary>The request breaks a rule: <c>INVALID_PARAMETER_VALUE</c>, HTTP 400.</summary>
    InvalidParameterValue,

    /// <summary>There is no such object: <c>RESOURCE_DOES_NOT_EXIST</c>, HTTP 404.</summary>
    ResourceDoesNotExist,

    /// <summary>The name is taken: <c>RESOURCE_ALREADY_EXISTS</c>, HTTP 400.</summary>
    ResourceAlreadyExists,

    /// <summary>The caller may not do this: <c>PERMISSION_DENIED</c>, HTTP 403.</summary>
    PermissionDenied,

    /// <summary>Somebody else changed it at the same time: <c>ABORTED</c>, HTTP 409.</summary>
    Aborted,

    /// <summary>The tracking server does not answer: <c>TEMPORARILY_UNAVAILABLE</c>, HTTP 503.</summary>
    TemporarilyUnavailable,
}

/// <summary>A failure of experiment tracking or of the model registry, with MLflow's name for it.</summary>
/// <param name="Error">What MLflow calls it.</param>
/// <param name="Explanation">One sentence for the program's author.</param>
public sealed record TrackingFailure(TrackingError Error, Sentence Explanation)
    : Failure("tracking." + TrackingErrors.NameOf(Error).ToLowerInvariant(), Explanation, TrackingErrors.KindOf(Error));

/// <summary>The names of MLflow's protocol.</summary>
public static class TrackingErrors
{
    /// <summary>The value of <c>error_code</c>.</summary>
    public static string NameOf(TrackingError error) =>
        error switch
        {
            TrackingError.ResourceDoesNotExist => "RESOURCE_DOES_NOT_EXIST",
            TrackingError.ResourceAlreadyExists => "RESOURCE_ALREADY_EXISTS",
            TrackingError.PermissionDenied => "PERMISSION_DENIED",
            TrackingError.Aborted => "ABORTED",
            TrackingError.TemporarilyUnavailable => "TEMPORARILY_UNAVAILABLE",
            _ => "INVALID_PARAMETER_VALUE",
        };

    /// <summary>The error of a value of <c>error_code</c>; one that is not known is told by its HTTP status.</summary>
    public static TrackingError Parse(string? name, int status) =>
        name switch
        {
            "RESOURCE_DOES_NOT_EXIST" or "NOT_FOUND" => TrackingError.ResourceDoesNotExist,
            "RESOURCE_ALREADY_EXISTS" or "ALREADY_EXISTS" => TrackingError.ResourceAlreadyExists,
            "PERMISSION_DENIED" or "UNAUTHENTICATED" or "CUSTOMER_UNAUTHORIZED" => TrackingError.PermissionDenied,
            "ABORTED" or "RESOURCE_CONFLICT" => TrackingError.Aborted,
            "INVALID_PARAMETER_VALUE" or "BAD_REQUEST" or "MALFORMED_REQUEST" => TrackingError.InvalidParameterValue,
            _ => status switch
            {
                401 or 403 => TrackingError.PermissionDenied,
                404 => TrackingError.ResourceDoesNotExist,
                409 => TrackingError.Aborted,
                >= 400 and < 500 and not 429 => TrackingError.InvalidParameterValue,
                _ => TrackingError.TemporarilyUnavailable,
            },
        };

    /// <summary>The HTTP status that MLflow answers with.</summary>
    public static int StatusOf(TrackingError error) =>
        error switch
        {
            TrackingError.ResourceDoesNotExist => 404,
            TrackingError.PermissionDenied => 403,
            TrackingError.Aborted => 409,
            TrackingError.TemporarilyUnavailable => 503,
            _ => 400,
        };

    internal static FailureKind KindOf(TrackingError error) =>
        error switch
        {
            TrackingError.ResourceDoesNotExist => FailureKind.NotFound,
            TrackingError.ResourceAlreadyExists or TrackingError.Aborted => FailureKind.Conflict,
            TrackingError.PermissionDenied => FailureKind.Forbidden,
            TrackingError.TemporarilyUnavailable => FailureKind.Unavailable,
            _ => FailureKind.Invalid,
        };
}

/// <summary>Failures that programs read: they follow MLflow's words, so that what people know of them is found.</summary>
internal static class TrackingFailures
{
    public static TrackingFailure Invalid(string message) => new(TrackingError.InvalidParameterValue, Sentence.FromString(message));

    public static TrackingFailure Missing(string message) => new(TrackingError.ResourceDoesNotExist, Sentence.FromString(message));

    public static TrackingFailure Exists(string message) => new(TrackingError.ResourceAlreadyExists, Sentence.FromString(message));

    public static TrackingFailure Denied(string message) => new(TrackingError.PermissionDenied, Sentence.FromString(message));

    public static TrackingFailure Forbidden(string permission) => Denied($"This needs the permission {permission}");

    public static TrackingFailure Raced() =>
        new(TrackingError.Aborted, Sentence.FromString("It was changed at the same time; ask for it again"));

    public static TrackingFailure Unavailable(string message) => new(TrackingError.TemporarilyUnavailable, Sentence.FromString(message));

    public static TrackingFailure NoExperiment(string id) => Missing($"No Experiment with id={id} exists");

    public static TrackingFailure NoRun(string id) => Missing($"Run with id={id} not found");

    public static TrackingFailure NoModel(string name) => Missing($"Registered Model with name={name} not found");

    public static TrackingFailure NoVersion(string name, string version) =>
        Missing($"Model Version (name={name}, version={version}) not found");
}
