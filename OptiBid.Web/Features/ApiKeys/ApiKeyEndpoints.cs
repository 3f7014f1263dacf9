using OptiBid.Core.Identity;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.ApiKeys;

/// <summary>REST over API keys and service accounts.</summary>
internal sealed class ApiKeyEndpoints : IEndpointModule
{
    /// <summary>Asks for a service account.</summary>
    private sealed record NewServiceAccount(string Name, IReadOnlyList<string> Permissions);

    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys");
        keys.MapGet(
                "/",
                async (IListApiKeys list, bool? all, CancellationToken token) => (await list.ExecuteAsync(all ?? false, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.UseApiKeys)
            .WithSummary("One's own keys, or with all=true those of the organisation");
        keys.MapPost(
                "/",
                async (NewApiKey request, ICreateApiKey create, CancellationToken token) =>
                    (await create.ExecuteAsync(request, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.UseApiKeys)
            .WithSummary("Makes a key; the answer is the only time that it is shown");
        keys.MapDelete(
                "/{id:guid}",
                async (Guid id, IRevokeApiKey revoke, CancellationToken token) => (await revoke.ExecuteAsync(id, token)).ToHttp()
            )
            .WithSummary("Revokes a key");
        var accounts = api.MapGroup("/service-accounts").WithTags("API keys");
        accounts
            .MapGet("/", async (IListServiceAccounts list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadApiKeys)
            .WithSummary("The service accounts of the organisation");
        accounts
            .MapPost(
                "/",
                async (NewServiceAccount request, ICreateServiceAccount create, CancellationToken token) =>
                    (await create.ExecuteAsync(request.Name, request.Permissions, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageServiceAccounts)
            .WithSummary("Makes a service account");
        accounts
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IDisableServiceAccount disable, CancellationToken token) => (await disable.ExecuteAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageServiceAccounts)
            .WithSummary("Disables a service account and its keys");
    }
}
