using System.Globalization;
using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Scim;
using OptiBid.Core.Identity.Scim.Tokens;

namespace OptiBid.Web.Api.Scim;

/// <summary>Reads requests on resources, lets the client of the token act, writes the answers.</summary>
internal static class ScimRequests
{
    /// <summary>GET of a list.</summary>
    public static Task ListAsync<T>(HttpContext context)
        where T : IScimResources =>
        ActAsync<T>(
            context,
            async resources =>
            {
                var page = QueryOf(context) is { } query
                    ? await resources.ListAsync(query, context.RequestAborted)
                    : new ScimFailure(StatusCodes.Status400BadRequest, "invalidValue", "'startIndex' and 'count' are whole numbers.");
                await ScimAnswers.PageAsync(context, page);
            }
        );

    /// <summary>POST of a search.</summary>
    public static Task SearchAsync<T>(HttpContext context)
        where T : IScimResources =>
        WithBodyAsync<T>(
            context,
            async (resources, body) =>
            {
                var page = QueryOf(body) is { } query
                    ? await resources.ListAsync(query, context.RequestAborted)
                    : new ScimFailure(StatusCodes.Status400BadRequest, "invalidSyntax", "A member of the search has the wrong type.");
                await ScimAnswers.PageAsync(context, page);
            }
        );

    /// <summary>GET of one.</summary>
    public static Task FindAsync<T>(HttpContext context)
        where T : IScimResources =>
        ActAsync<T>(
            context,
            async resources =>
            {
                var found = await ForAsync(context, id => resources.FindAsync(id, SelectionOf(context), context.RequestAborted));
                await ScimAnswers.ResourceAsync(context, found);
            }
        );

    /// <summary>POST.</summary>
    public static Task CreateAsync<T>(HttpContext context)
        where T : IScimResources =>
        WithBodyAsync<T>(
            context,
            async (resources, body) =>
            {
                var made = await resources.CreateAsync(body, context.RequestAborted);
                await ScimAnswers.ResourceAsync(context, made, StatusCodes.Status201Created);
            }
        );

    /// <summary>PUT.</summary>
    public static Task ReplaceAsync<T>(HttpContext context)
        where T : IScimResources =>
        WithBodyAsync<T>(
            context,
            async (resources, body) =>
            {
                var changed = await ForAsync(context, id => resources.ReplaceAsync(id, body, IfMatch(context), context.RequestAborted));
                await ScimAnswers.ResourceAsync(context, changed);
            }
        );

    /// <summary>PATCH.</summary>
    public static Task PatchAsync<T>(HttpContext context)
        where T : IScimResources =>
        WithBodyAsync<T>(
            context,
            async (resources, body) =>
            {
                var changed = await ForAsync(context, id => resources.PatchAsync(id, body, IfMatch(context), context.RequestAborted));
                await ScimAnswers.ResourceAsync(context, changed);
            }
        );

    /// <summary>DELETE.</summary>
    public static Task DeleteAsync<T>(HttpContext context)
        where T : IScimResources =>
        ActAsync<T>(
            context,
            async resources =>
            {
                var deleted = await ForAsync(context, id => resources.DeleteAsync(id, IfMatch(context), context.RequestAborted));
                if (deleted.Failure is { } failure)
                {
                    await ScimAnswers.FailureAsync(context, failure);
                    return;
                }

                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        );

    private static async Task ActAsync<T>(HttpContext context, Func<T, Task> act)
        where T : IScimResources
    {
        var scopes = context.RequestServices.GetRequiredService<IServiceScopeFactory>();
        await using var scope = scopes.CreateScimScope(ScimAuthentication.CallerOf(context));
        await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    private static async Task WithBodyAsync<T>(HttpContext context, Func<T, JsonObject, Task> act)
        where T : IScimResources
    {
        var body = await ScimBody.ReadAsync(context);
        await (body.Failure is { } failure ? ScimAnswers.FailureAsync(context, failure) : ActAsync<T>(context, r => act(r, body.Value)));
    }

    /// <summary>A text that is no id names nothing.</summary>
    private static Task<Result<T>> ForAsync<T>(HttpContext context, Func<Guid, Task<Result<T>>> act) =>
        Guid.TryParseExact(context.Request.RouteValues["id"]?.ToString(), "D", out var id)
            ? act(id)
            : Task.FromResult<Result<T>>(new ScimFailure(StatusCodes.Status404NotFound, null, "There is no such resource."));

    private static ScimQuery? QueryOf(HttpContext context)
    {
        var query = context.Request.Query;
        return TryNumber(query["startIndex"], out var start) && TryNumber(query["count"], out var count)
            ? new(
                query["filter"].FirstOrDefault(),
                start ?? 1,
                count,
                query["sortBy"].FirstOrDefault(),
                IsDescending(query["sortOrder"].FirstOrDefault()),
                SelectionOf(context)
            )
            : null;
    }

    private static ScimQuery? QueryOf(JsonObject body)
    {
        try
        {
            return new(
                (string?)body["filter"],
                (int?)body["startIndex"] ?? 1,
                (int?)body["count"],
                (string?)body["sortBy"],
                IsDescending((string?)body["sortOrder"]),
                new(Names(body["attributes"]), Names(body["excludedAttributes"]))
            );
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ScimSelection SelectionOf(HttpContext context) =>
        new(
            Names(context.Request.Query["attributes"].FirstOrDefault()),
            Names(context.Request.Query["excludedAttributes"].FirstOrDefault())
        );

    private static List<string> Names(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(50)];

    private static List<string> Names(JsonNode? list) => list is JsonArray array ? [.. array.Select(n => (string?)n ?? "").Take(50)] : [];

    private static bool TryNumber(string? text, out int? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read);
        number = read;
        return isNumber;
    }

    private static bool IsDescending(string? order) => string.Equals(order, "descending", StringComparison.OrdinalIgnoreCase);

    private static string? IfMatch(HttpContext context) => context.Request.Headers.IfMatch.ToString() is { Length: > 0 } tags ? tags : null;
}
