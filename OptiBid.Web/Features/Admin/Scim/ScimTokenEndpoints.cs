using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Admin.Scim;

/// <summary>REST over the SCIM tokens of the organisation: <c>/api/v1/scim/tokens</c>.</summary>
internal sealed class ScimTokenEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/scim/tokens").WithTags("SCIM").RequireAuthorization(Permissions.ManageScim);
        tokens
            .MapGet("/", async (IListScimTokens list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .WithSummary("SCIM tokens of the organisation, newest first");
        tokens
            .MapPost(
                "/",
                async (ScimTokenDraft draft, ICreateScimToken create, HttpContext context, CancellationToken token) =>
                {
                    // The secret is in this answer only.
                    context.Response.Headers.CacheControl = "no-store";
                    var made = await create.ExecuteAsync(draft, token);
                    return made.Failure is { } failure
                        ? failure.ToProblem()
                        : (IResult)TypedResults.Created($"/api/v1/scim/tokens/{made.Value.Token.Id}", made.Value);
                }
            )
            .WithSummary("Make a SCIM token; its secret is shown this once");
        tokens
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IRevokeScimToken revoke, CancellationToken token) => (await revoke.ExecuteAsync(id, token)).ToHttp()
            )
            .WithSummary("Revoke a SCIM token");
    }
}
