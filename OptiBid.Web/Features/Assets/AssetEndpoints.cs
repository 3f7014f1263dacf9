using OptiBid.Core.Identity;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Assets;

/// <summary>REST over the asset commands: <c>/api/v1/assets</c>.</summary>
internal sealed class AssetEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var assets = api.MapGroup("/assets").WithTags("Assets");
        assets
            .MapGet("/", async (IListAssets list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadAssets)
            .WithSummary("Assets of the organisation");
        assets
            .MapGet(
                "/{id:guid}",
                async (Guid id, IFindAsset find, CancellationToken token) => (await find.ExecuteAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadAssets)
            .WithSummary("One asset");
        assets
            .MapPost(
                "/",
                async (AssetDraft draft, ISaveAsset save, CancellationToken token) =>
                {
                    var saved = await save.ExecuteAsync(null, draft, cancellationToken: token);
                    return saved.Failure is { } failure
                        ? failure.ToProblem()
                        : (IResult)TypedResults.Created($"/api/v1/assets/{saved.Value.Id}", saved.Value);
                }
            )
            .RequireAuthorization(Permissions.WriteAssets)
            .WithSummary("Create an asset");
        assets
            .MapPut(
                "/{id:guid}",
                async (Guid id, int version, AssetDraft draft, ISaveAsset save, CancellationToken token) =>
                    (await save.ExecuteAsync(id, draft, version, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.WriteAssets)
            .WithSummary("Change an asset; version is the one the change was made from");
        assets
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IRetireAsset retire, CancellationToken token) =>
                {
                    var retired = await retire.ExecuteAsync(id, cancellationToken: token);
                    return retired.Failure is { } failure ? failure.ToProblem() : (IResult)TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Permissions.RetireAssets)
            .WithSummary("Retire an asset");
        assets
            .MapPost(
                "/{id:guid}/restore",
                async (Guid id, IRetireAsset retire, CancellationToken token) =>
                {
                    var restored = await retire.ExecuteAsync(id, restore: true, token);
                    return restored.Failure is { } failure ? failure.ToProblem() : (IResult)TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Permissions.RetireAssets)
            .WithSummary("Bring a retired asset back");
    }
}
