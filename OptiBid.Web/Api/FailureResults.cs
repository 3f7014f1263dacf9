using Microsoft.AspNetCore.Http.HttpResults;
using OptiBid.Core.Bidding;
using OptiBid.Core.Common;

namespace OptiBid.Web.Api;

/// <summary>The one mapping of a <see cref="Failure"/> to HTTP.</summary>
internal static class FailureResults
{
    /// <summary>Problem details with the status of the failure's kind, its code, its field, and every breach of a bid that breaks rules.</summary>
    public static ProblemHttpResult ToProblem(this Failure failure) =>
        TypedResults.Problem(
            title: failure.Message,
            statusCode: failure.Kind switch
            {
                FailureKind.NotFound => StatusCodes.Status404NotFound,
                FailureKind.Conflict => StatusCodes.Status409Conflict,
                FailureKind.Forbidden => StatusCodes.Status403Forbidden,
                FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status422UnprocessableEntity,
            },
            extensions: Extensions(failure)
        );

    /// <summary>200 with the value, or the problem of the failure.</summary>
    public static IResult ToHttp<T>(this Result<T> result) =>
        result.Failure is { } failure ? failure.ToProblem() : TypedResults.Ok(result.Value);

    private static Dictionary<string, object?> Extensions(Failure failure)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = failure.Code, ["field"] = failure.Field };
        if (failure is RulesBroken broken)
        {
            extensions["breaches"] = broken.Breaches;
        }

        return extensions;
    }
}
