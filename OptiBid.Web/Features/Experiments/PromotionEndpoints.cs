using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Experiments;

/// <summary>A promotion to ask for.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Reason">Why.</param>
public sealed record PromotionInput(string Model, int Version, string Reason);

/// <summary>An answer to a promotion.</summary>
/// <param name="Answer">What is said to who asked; needed for a refusal.</param>
public sealed record PromotionAnswer(string? Answer = null);

/// <summary>A rollback.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Reason">Why.</param>
public sealed record RollbackInput(string Model, string Reason);

/// <summary>The id of a promotion that was asked for.</summary>
/// <param name="Id">Id.</param>
public sealed record PromotionRequested(Guid Id);

/// <summary>The version that is in production after a rollback.</summary>
/// <param name="Version">Its number.</param>
public sealed record RolledBack(int Version);

/// <summary><c>/api/v1/models</c>: what MLflow's API does not have, because there one person decides.</summary>
internal sealed class PromotionEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Models");
        models
            .MapGet("/promotions", ListAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("Promotions and rollbacks, the newest first; of one model with ?model=");
        models
            .MapPost("/promotions", RequestAsync)
            .RequireAuthorization(Permissions.WriteModels)
            .WithSummary("Ask that a version goes into production");
        models
            .MapPost("/promotions/{id:guid}/approve", ApproveAsync)
            .RequireAuthorization(Permissions.ApproveModels)
            .WithSummary("Approve a promotion that somebody else asked for");
        models
            .MapPost("/promotions/{id:guid}/refuse", RefuseAsync)
            .RequireAuthorization(Permissions.ApproveModels)
            .WithSummary("Refuse a promotion that somebody else asked for, with a reason");
        models
            .MapPost("/promotions/{id:guid}/withdraw", WithdrawAsync)
            .RequireAuthorization(Permissions.WriteModels)
            .WithSummary("Take one's own promotion back");
        models
            .MapPost("/rollback", RollBackAsync)
            .RequireAuthorization(Permissions.ApproveModels)
            .WithSummary("Put the version before the present one back into production");
    }

    private static async Task<IResult> ListAsync(IListPromotions list, CancellationToken cancellationToken, string? model = null) =>
        (await list.ExecuteAsync(model, cancellationToken)).ToHttp();

    private static async Task<IResult> RequestAsync(PromotionInput input, IRequestPromotion request, CancellationToken cancellationToken)
    {
        var result = await request.ExecuteAsync(input.Model, input.Version, input.Reason, cancellationToken);
        return result.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.Created("/api/v1/models/promotions", new PromotionRequested(result.Value));
    }

    private static async Task<IResult> ApproveAsync(
        Guid id,
        PromotionAnswer answer,
        IDecidePromotion decide,
        CancellationToken cancellationToken
    ) => Nothing(await decide.ExecuteAsync(id, true, answer.Answer, cancellationToken));

    private static async Task<IResult> RefuseAsync(
        Guid id,
        PromotionAnswer answer,
        IDecidePromotion decide,
        CancellationToken cancellationToken
    ) => Nothing(await decide.ExecuteAsync(id, false, answer.Answer, cancellationToken));

    private static async Task<IResult> WithdrawAsync(Guid id, IWithdrawPromotion withdraw, CancellationToken cancellationToken) =>
        Nothing(await withdraw.ExecuteAsync(id, cancellationToken));

    private static async Task<IResult> RollBackAsync(RollbackInput input, IRollBackModel rollBack, CancellationToken cancellationToken) =>
        (await rollBack.ExecuteAsync(input.Model, input.Reason, cancellationToken)).Map(v => new RolledBack(v)).ToHttp();

    private static IResult Nothing(Result<Done> result) => result.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
}
