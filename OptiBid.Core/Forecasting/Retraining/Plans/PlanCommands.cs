using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Retraining.Plans;

/// <summary>Failures of plans and their jobs.</summary>
internal static class RetrainFailures
{
    public static Failure NoPlan(Guid id) => new SimpleFailure("retrain.plan", $"there is no retraining plan {id}", FailureKind.NotFound);

    public static Failure NoJob(Guid id) => new SimpleFailure("retrain.job", $"there is no retraining job {id}", FailureKind.NotFound);

    public static Failure Busy() =>
        new SimpleFailure("retrain.busy", "a job of this plan waits or runs; wait for its end", FailureKind.Conflict);

    public static Failure Taken(string model) =>
        new SimpleFailure("retrain.taken", $"the model {model} has a plan already; change that one", FailureKind.Conflict)
        {
            Field = "model",
        };

    public static Failure Raced() =>
        new SimpleFailure("retrain.raced", "the plan was changed at the same time; look again", FailureKind.Conflict);

    public static Failure Bad(string field, Sentence text) => new SimpleFailure("retrain.draft", text) { Field = field };
}

/// <inheritdoc cref="IListRetrainPlans"/>
internal sealed class ListRetrainPlans(ICurrentUser user, IDbContextFactory<OptiBidDbContext> contexts) : IListRetrainPlans
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<RetrainPlanView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<RetrainPlan>()
            .AsNoTracking()
            .Where(p => p.OrganisationId == user.OrganisationId)
            .OrderBy(p => p.Model)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<RetrainPlanView>>.Ok([.. rows.Select(ToView)]);
    }

    private static RetrainPlanView ToView(RetrainPlan p) =>
        new(
            p.Id,
            new(p.Model, p.Target, TimeOnly.MinValue.AddMinutes(p.AtMinute), RetrainClock.Days(p.DaysOfWeek), p.Candidates.Split(','))
            {
                Trigger = p.Trigger,
                ValidationDays = p.ValidationDays,
                ShadowDays = p.ShadowDays,
                PsiLimit = p.PsiLimit,
                RmaeLimit = p.RmaeLimit,
                MostAgeDays = p.MostAgeDays,
                IsEnabled = p.IsEnabled,
            },
            p.IsEnabled ? p.NextUtc : null,
            p.MadeBy,
            p.UpdatedUtc,
            p.Revision
        );
}

/// <inheritdoc cref="IDeleteRetrainPlan"/>
internal sealed class DeleteRetrainPlan(ICurrentUser user, IDbContextFactory<OptiBidDbContext> contexts, IAuditTrail trail)
    : IDeleteRetrainPlan
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteModels))
        {
            return ForecastingFailures.Forbidden(Permissions.WriteModels);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<RetrainPlan>()
            .SingleOrDefaultAsync(p => p.Id == id && p.OrganisationId == user.OrganisationId, cancellationToken);
        if (row is null)
        {
            return RetrainFailures.NoPlan(id);
        }

        db.Remove(row);
        trail.Append(db, new("models.plan_deleted", "retraining plan", id.ToString(), new { row.Model, row.Candidates }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return RetrainFailures.Raced();
        }

        return Done.Instance;
    }
}
