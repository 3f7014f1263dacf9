using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim;

namespace OptiBid.Web.Api.Scim;

/// <summary>SCIM 2.0 under <c>/scim/v2</c>. The organisation comes from the token; each request acts in a scope of its own.</summary>
internal static class ScimEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapScim(this WebApplication app)
    {
        var scim = app.MapGroup(ScimAnswers.Root)
            .RequireAuthorization(ScimAuthentication.Scheme)
            .WithMetadata(new ScimEndpointAttribute())
            .ExcludeFromDescription();
        Map<IScimUsers>(scim, "/Users");
        Map<IScimGroups>(scim, "/Groups");
        Get(scim, "/ServiceProviderConfig", c => ScimAnswers.DescriptionAsync(c, ScimDescription.ServiceProviderConfig()));
        Get(scim, "/ResourceTypes", c => AllAsync(c, ScimDescription.Types()));
        Get(scim, "/ResourceTypes/{name}", c => ScimAnswers.DescriptionAsync(c, ScimDescription.ResourceType(Route(c, "name"))));
        Get(scim, "/Schemas", c => AllAsync(c, ScimDescription.Schemas()));
        Get(scim, "/Schemas/{name}", c => ScimAnswers.DescriptionAsync(c, ScimDescription.Schema(Route(c, "name"))));
        scim.Map("/{**rest}", Limited(UnknownAsync));
    }

    private static void Map<T>(RouteGroupBuilder scim, string path)
        where T : IScimResources
    {
        Get(scim, path, ScimRequests.ListAsync<T>);
        Get(scim, path + "/{id}", ScimRequests.FindAsync<T>);
        scim.MapPost(path, Limited(ScimRequests.CreateAsync<T>));
        scim.MapPost(path + "/.search", Limited(ScimRequests.SearchAsync<T>));
        scim.MapPut(path + "/{id}", Limited(ScimRequests.ReplaceAsync<T>));
        scim.MapPatch(path + "/{id}", Limited(ScimRequests.PatchAsync<T>));
        scim.MapDelete(path + "/{id}", Limited(ScimRequests.DeleteAsync<T>));
    }

    private static void Get(RouteGroupBuilder scim, string path, RequestDelegate handler) => scim.MapGet(path, Limited(handler));

    private static RequestDelegate Limited(RequestDelegate handler) =>
        context =>
            context.RequestServices.GetRequiredService<ScimLimits>().TryTake(ScimAuthentication.CallerOf(context).TokenId)
                ? handler(context)
                : ScimAnswers.TooManyAsync(context, 1);

    private static Task AllAsync(HttpContext context, IReadOnlyList<JsonObject> descriptions) =>
        context.Request.Query.ContainsKey("filter")
            // RFC 7644 section 4: descriptions are not filtered.
            ? ScimAnswers.FailureAsync(context, new ScimFailure(StatusCodes.Status403Forbidden, null, "This list takes no filter."))
            : ScimAnswers.ListAsync(context, descriptions, descriptions.Count);

    private static Task UnknownAsync(HttpContext context)
    {
        var first = Route(context, "rest").Split('/')[0];
        var failure = first.ToUpperInvariant() switch
        {
            "ME" or "BULK" => new ScimFailure(StatusCodes.Status501NotImplemented, null, "This part of SCIM is not offered."),
            "USERS" or "GROUPS" or "SCHEMAS" or "RESOURCETYPES" or "SERVICEPROVIDERCONFIG" => new(
                StatusCodes.Status405MethodNotAllowed,
                null,
                "This method does not go with this address."
            ),
            _ => new(StatusCodes.Status404NotFound, null, "There is nothing at this address."),
        };
        return ScimAnswers.FailureAsync(context, failure);
    }

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name]?.ToString() ?? "";
}
