using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Retraining.Drift;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Core.Notifications.Inbox;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>
/// Tells those whom it concerns what a job found: a promotion that waits, data that is refused, a fault, and drift when it begins; not the same drift
/// again every morning. Safe for many threads at once.
/// </summary>
internal sealed class RetrainNotices(IInbox inbox)
{
    /// <summary>Adds the notices of a job that has ended; the caller saves.</summary>
    public async Task AppendAsync(OptiBidDbContext db, RetrainPlan plan, RetrainJob job, CancellationToken cancellationToken)
    {
        if (job.State == RetrainJobState.Failed)
        {
            Tell(db, plan, InboxKinds.RetrainingFailed, Permissions.WriteModels, isProblem: true, LastLine(job));
        }
        else if (job.Outcome == RetrainOutcome.DataRefused)
        {
            Tell(db, plan, InboxKinds.RetrainingRefused, Permissions.WriteModels, isProblem: true, LastLine(job));
        }
        else if (job.Outcome == RetrainOutcome.PromotionRequested)
        {
            Tell(db, plan, InboxKinds.PromotionWaits, Permissions.ApproveModels, isProblem: false, LastLine(job), "/models");
        }

        if (Alarms(job.Drift) && !Alarms(await BeforeAsync(db, job, cancellationToken)))
        {
            Tell(db, plan, InboxKinds.ModelDrifts, Permissions.ReadForecasts, isProblem: true, null);
        }
    }

    private void Tell(
        OptiBidDbContext db,
        RetrainPlan plan,
        string kind,
        string permission,
        bool isProblem,
        Sentence? detail,
        string page = "/models/drift"
    ) =>
        inbox.Append(
            db,
            new(plan.OrganisationId, kind, plan.Model)
            {
                Permission = permission,
                Detail = detail,
                IsProblem = isProblem,
                Link = page == "/models" ? $"/models?model={Uri.EscapeDataString(plan.Model)}" : $"{page}?plan={plan.Id}",
            }
        );

    private static Task<string?> BeforeAsync(OptiBidDbContext db, RetrainJob job, CancellationToken cancellationToken) =>
        db.Set<RetrainJob>()
            .Where(j => j.PlanId == job.PlanId && j.Id != job.Id && j.Drift != null && j.CreatedUtc < job.CreatedUtc)
            .OrderByDescending(j => j.CreatedUtc)
            .Select(j => j.Drift)
            .FirstOrDefaultAsync(cancellationToken);

    private static bool Alarms(string? drift) =>
        drift is not null && JsonSerializer.Deserialize<DriftReport>(drift, KeptSentences.Json)!.IsAlarm;

    private static Sentence? LastLine(RetrainJob job) =>
        JsonSerializer.Deserialize<List<RetrainLine>>(job.Log, KeptSentences.Json) is [.., var last] ? last.Text : null;
}
