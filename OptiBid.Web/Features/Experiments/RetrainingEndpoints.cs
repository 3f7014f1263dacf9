using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Experiments;

/// <summary>The id of a plan that was saved.</summary>
/// <param name="Id">Id.</param>
public sealed record RetrainPlanSaved(Guid Id);

/// <summary>The id of a job that was started.</summary>
/// <param name="Id">Id.</param>
public sealed record RetrainStarted(Guid Id);

/// <summary><c>/api/v1/models/plans</c>: retraining plans, their jobs and what these found of drift.</summary>
internal sealed class RetrainingEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Models");
        models.MapGet("/plans", ListAsync).RequireAuthorization(Permissions.ReadForecasts).WithSummary("Retraining plans, by model");
        models.MapPost("/plans", CreateAsync).RequireAuthorization(Permissions.WriteModels).WithSummary("Make a retraining plan");
        models
            .MapPut("/plans/{id:guid}", ChangeAsync)
            .RequireAuthorization(Permissions.WriteModels)
            .WithSummary("Change a retraining plan");
        models
            .MapDelete("/plans/{id:guid}", DeleteAsync)
            .RequireAuthorization(Permissions.WriteModels)
            .WithSummary("Delete a retraining plan with its jobs");
        models
            .MapPost("/plans/{id:guid}/jobs", StartAsync)
            .RequireAuthorization(Permissions.WriteModels)
            .WithSummary("Run a retraining plan now: 202 with the place of the job");
        models
            .MapGet("/plans/{id:guid}/jobs", JobsAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("Jobs of a retraining plan, the newest first");
        models
            .MapGet("/plans/{id:guid}/drift", DriftAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("The last job that measured drift; 204 while there is none");
        models
            .MapGet("/jobs/{id:guid}", JobAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("A retraining job with its log, checks, drift and trial");
    }

    private static async Task<IResult> ListAsync(IListRetrainPlans list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(cancellationToken)).ToHttp();

    private static async Task<IResult> CreateAsync(RetrainPlanDraft draft, ISaveRetrainPlan save, CancellationToken cancellationToken)
    {
        var saved = await save.ExecuteAsync(null, draft, cancellationToken);
        return saved.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.Created("/api/v1/models/plans", new RetrainPlanSaved(saved.Value));
    }

    private static async Task<IResult> ChangeAsync(
        Guid id,
        RetrainPlanDraft draft,
        ISaveRetrainPlan save,
        CancellationToken cancellationToken
    ) => (await save.ExecuteAsync(id, draft, cancellationToken)).Map(saved => new RetrainPlanSaved(saved)).ToHttp();

    private static async Task<IResult> DeleteAsync(Guid id, IDeleteRetrainPlan delete, CancellationToken cancellationToken) =>
        (await delete.ExecuteAsync(id, cancellationToken)).Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();

    private static async Task<IResult> StartAsync(Guid id, IStartRetrain start, CancellationToken cancellationToken)
    {
        var started = await start.ExecuteAsync(id, cancellationToken);
        return started.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.Accepted($"/api/v1/models/jobs/{started.Value}", new RetrainStarted(started.Value));
    }

    private static async Task<IResult> JobsAsync(Guid id, IListRetrainJobs list, CancellationToken cancellationToken, int limit = 100) =>
        (await list.ExecuteAsync(id, limit, cancellationToken)).ToHttp();

    private static async Task<IResult> DriftAsync(Guid id, IGetDrift get, CancellationToken cancellationToken)
    {
        var found = await get.ExecuteAsync(id, cancellationToken);
        return found.Failure is { } failure ? failure.ToProblem()
            : found.Value is { } job ? TypedResults.Ok(job)
            : TypedResults.NoContent();
    }

    private static async Task<IResult> JobAsync(Guid id, IGetRetrainJob get, CancellationToken cancellationToken) =>
        (await get.ExecuteAsync(id, cancellationToken)).ToHttp();
}
