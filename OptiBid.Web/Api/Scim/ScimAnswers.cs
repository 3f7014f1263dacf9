using System.Globalization;
using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Scim;

namespace OptiBid.Web.Api.Scim;

/// <summary>Answers in the form of RFC 7644.</summary>
internal static class ScimAnswers
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/scim+json";

    /// <summary>Where the service is, as the caller sees it.</summary>
    public const string Root = "/scim/v2";

    /// <summary>A resource with its version and place; 304 when the caller has this version.</summary>
    public static Task ResourceAsync(HttpContext context, Result<ScimResource> result, int status = StatusCodes.Status200OK)
    {
        if (result.Failure is { } failure)
        {
            return FailureAsync(context, failure);
        }

        var resource = result.Value;
        context.Response.Headers.ETag = resource.Version;
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.IfNoneMatch.Contains(resource.Version))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        Place(context, resource.Json);
        if (status == StatusCodes.Status201Created && resource.Json["meta"]?["location"] is { } location)
        {
            context.Response.Headers.Location = (string?)location;
        }

        return WriteAsync(context, resource.Json, status);
    }

    /// <summary>A page of a list.</summary>
    public static Task PageAsync(HttpContext context, Result<ScimPage> result) =>
        result.Failure is { } failure
            ? FailureAsync(context, failure)
            : ListAsync(context, result.Value.Resources.Select(r => r.Json), result.Value.TotalResults, result.Value.StartIndex);

    /// <summary>A list.</summary>
    public static Task ListAsync(HttpContext context, IEnumerable<JsonObject> resources, int total, int startIndex = 1)
    {
        var items = resources.ToArray();
        foreach (var item in items)
        {
            Place(context, item);
        }

        return WriteAsync(
            context,
            new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
                ["totalResults"] = total,
                ["startIndex"] = startIndex,
                ["itemsPerPage"] = items.Length,
                ["Resources"] = new JsonArray([.. items]),
            },
            StatusCodes.Status200OK
        );
    }

    /// <summary>A description, or 404.</summary>
    public static Task DescriptionAsync(HttpContext context, JsonObject? description)
    {
        if (description is null)
        {
            return FailureAsync(context, new ScimFailure(StatusCodes.Status404NotFound, null, "There is no such resource."));
        }

        Place(context, description);
        return WriteAsync(context, description, StatusCodes.Status200OK);
    }

    /// <summary>A refusal.</summary>
    public static Task FailureAsync(HttpContext context, Failure failure)
    {
        var (status, type) = failure is ScimFailure scim ? (scim.Status, scim.ScimType) : (StatusCodes.Status400BadRequest, null);
        var json = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
            ["status"] = status.ToString(CultureInfo.InvariantCulture),
            ["detail"] = failure.Message,
        };
        if (type is not null)
        {
            json["scimType"] = type;
        }

        return WriteAsync(context, json, status);
    }

    /// <summary>401 in the form of RFC 6750, or 429 for an address that guesses.</summary>
    public static Task UnauthorizedAsync(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<ScimLimits>();
        if (limits.IsBlocked(context.Connection.RemoteIpAddress?.ToString() ?? ""))
        {
            return TooManyAsync(context, 60);
        }

        context.Response.Headers.WWWAuthenticate = ScimAuthentication.HasToken(context.Request)
            ? "Bearer realm=\"scim\", error=\"invalid_token\""
            : "Bearer realm=\"scim\"";
        return FailureAsync(
            context,
            new ScimFailure(StatusCodes.Status401Unauthorized, null, "A SCIM token of the organisation is needed; it may have expired.")
        );
    }

    /// <summary>429.</summary>
    public static Task TooManyAsync(HttpContext context, int seconds)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return FailureAsync(context, new ScimFailure(StatusCodes.Status429TooManyRequests, null, "Too many requests; wait a moment."));
    }

    /// <summary>Makes the location absolute.</summary>
    private static void Place(HttpContext context, JsonObject json)
    {
        if (json["meta"] is JsonObject meta && (string?)meta["location"] is ['/', ..] path)
        {
            var request = context.Request;
            meta["location"] = $"{request.Scheme}://{request.Host}{request.PathBase}{Root}{path}";
        }
    }

    private static async Task WriteAsync(HttpContext context, JsonObject json, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
