using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Retraining.Plans;

/// <inheritdoc cref="ISaveRetrainPlan"/>
internal sealed class SaveRetrainPlan(
    ICurrentUser user,
    IForecasterCatalog catalog,
    ITimeSeriesStore store,
    IDbContextFactory<OptiBidDbContext> contexts,
    IAuditTrail trail,
    TimeProvider time
) : ISaveRetrainPlan
{
    private const int MostCandidates = 8;

    /// <inheritdoc/>
    public async Task<Result<Guid>> ExecuteAsync(Guid? id, RetrainPlanDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!user.Has(Permissions.WriteModels))
        {
            return ForecastingFailures.Forbidden(Permissions.WriteModels);
        }

        if (await CheckAsync(draft, cancellationToken) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var plans = db.Set<RetrainPlan>().Where(p => p.OrganisationId == user.OrganisationId);
        if (await plans.AnyAsync(p => p.Model == draft.Model && p.Id != id, cancellationToken))
        {
            return RetrainFailures.Taken(draft.Model);
        }

        var row = id is { } known ? await plans.SingleOrDefaultAsync(p => p.Id == known, cancellationToken) : New(draft);
        if (row is null)
        {
            return RetrainFailures.NoPlan(id!.Value);
        }

        var before = id is null
            ? null
            : new
            {
                row.Model,
                row.Candidates,
                row.IsEnabled,
            };
        if (id is null)
        {
            db.Add(row);
        }
        else if (row.Target != draft.Target)
        {
            // Errors of another series say nothing of this one.
            var days = await db.Set<RetrainDay>().Where(d => d.PlanId == row.Id).ToListAsync(cancellationToken);
            db.RemoveRange(days);
        }

        Fill(row, draft);
        trail.Append(db, new(id is null ? "models.plan_made" : "models.plan_changed", "retraining plan", row.Id.ToString(), before, draft));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return RetrainFailures.Raced();
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The unique index decides between two who name one model at once.
            await using var fresh = await contexts.CreateDbContextAsync(cancellationToken);
            var taken = await fresh
                .Set<RetrainPlan>()
                .AnyAsync(p => p.OrganisationId == user.OrganisationId && p.Model == draft.Model && p.Id != row.Id, cancellationToken);
            if (!taken)
            {
                throw;
            }

            return RetrainFailures.Taken(draft.Model);
        }

        return row.Id;
    }

    private RetrainPlan New(RetrainPlanDraft draft) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.OrganisationId,
            Model = draft.Model,
            Market = draft.Target.Market,
            Node = draft.Target.Node,
            Product = draft.Target.Product,
            Candidates = "",
            UserId = user.UserId,
            MadeBy = user.Name,
            CreatedUtc = time.GetUtcNow().UtcDateTime,
        };

    private void Fill(RetrainPlan row, RetrainPlanDraft draft)
    {
        var now = time.GetUtcNow().UtcDateTime;
        row.Model = draft.Model;
        row.Market = draft.Target.Market;
        row.Node = draft.Target.Node;
        row.Product = draft.Target.Product;
        row.AtMinute = (draft.At.Hour * 60) + draft.At.Minute;
        row.DaysOfWeek = RetrainClock.Mask(draft.Days);
        row.Candidates = string.Join(',', draft.Candidates.Select(c => catalog.Find(c)!.Info.Name).Distinct(StringComparer.Ordinal));
        row.Trigger = draft.Trigger;
        row.ValidationDays = draft.ValidationDays;
        row.ShadowDays = draft.ShadowDays;
        row.PsiLimit = draft.PsiLimit;
        row.RmaeLimit = draft.RmaeLimit;
        row.MostAgeDays = draft.MostAgeDays;
        row.IsEnabled = draft.IsEnabled;
        row.NextUtc = draft.IsEnabled ? RetrainClock.Next(row.Market, row.AtMinute, row.DaysOfWeek, now) : null;
        row.UpdatedUtc = now;
        row.Revision++;
    }

    private async Task<Failure?> CheckAsync(RetrainPlanDraft draft, CancellationToken cancellationToken)
    {
        var names = draft.Candidates ?? [];
        if (names.FirstOrDefault(n => catalog.Find(n ?? "") is null) is { } unknown)
        {
            return ForecastingFailures.UnknownModel(unknown, catalog);
        }

        return string.IsNullOrWhiteSpace(draft.Model) || draft.Model.Length > MlModelConfiguration.LongestName
                ? RetrainFailures.Bad("model", $"name the model, in at most {MlModelConfiguration.LongestName} characters")
            : names.Count is < 1 or > MostCandidates ? RetrainFailures.Bad("candidates", $"name 1 to {MostCandidates} candidates")
            : draft.Days is not { Count: > 0 } || !draft.Days.All(d => Enum.IsDefined(d))
                ? RetrainFailures.Bad("days", "name a day of the week")
            : !Enum.IsDefined(draft.Trigger) ? RetrainFailures.Bad("trigger", "the trigger is OnDrift or EachTime")
            : draft.ValidationDays is < 28 or > 364 ? RetrainFailures.Bad("validationDays", "candidates are compared on 28 to 364 days")
            : draft.ShadowDays is < 14 or > 364 ? RetrainFailures.Bad("shadowDays", "a trial takes 14 to 364 days")
            : draft.PsiLimit is not (>= 0.05 and <= 5) ? RetrainFailures.Bad("psiLimit", "the limit of the stability index is 0.05 to 5")
            : draft.RmaeLimit is not (>= 0.1 and <= 5) ? RetrainFailures.Bad("rmaeLimit", "the limit of the relative error is 0.1 to 5")
            : draft.MostAgeDays is < 1 or > 36_500 ? RetrainFailures.Bad("mostAgeDays", "prices may be 1 to 36500 days old")
            : draft.Target is null || await store.FindAsync(draft.Target, cancellationToken) is null
                ? ForecastingFailures.NoSeries(draft.Target ?? new("", "", ""))
            : null;
    }
}
