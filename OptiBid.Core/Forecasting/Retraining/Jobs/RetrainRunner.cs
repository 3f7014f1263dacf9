using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Retraining.Drift;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Forecasting.Retraining.Quality;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>
/// One job from its data to its outcome, in the scope of its organisation: data, quality gate, drift, trial of the challenger or search for one. What
/// it finds is kept step by step, so that a job that stops shows how far it came.
/// </summary>
internal sealed class RetrainRunner(
    IDbContextFactory<OptiBidDbContext> contexts,
    RetrainDataReader reader,
    StandingReader standings,
    DailyErrors errors,
    ChallengerTrial trials,
    CandidateSearch search
)
{
    /// <summary>Days of calibration that inputs are compared with.</summary>
    private const int CalibrationDays = 364;

    /// <summary>Days whose errors are measured: those that the test learns from, and as many again.</summary>
    private const int ErrorDays = 2 * DriftMeter.LearningDays;

    /// <summary>Runs it; the failure that stopped it, or null.</summary>
    public async Task<Failure?> ExecuteAsync(RetrainPlan plan, Guid job, JobLog log, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(plan, cancellationToken);
        if (read.Failure is { } unreadable)
        {
            return unreadable;
        }

        var data = read.Value;
        foreach (var note in data.Stored.Notes)
        {
            log.Say(note);
        }

        var checks = QualityGate.Check(data.Stored, data.Last, data.Today, plan.MostAgeDays);
        await KeepAsync(job, j => j.Quality = JsonSerializer.Serialize(checks, KeptSentences.Json), log, cancellationToken);
        foreach (var check in checks.Where(c => !c.IsPassed))
        {
            log.Say($"data refused: {check.Text}");
        }

        if (checks.Any(c => !c.IsPassed))
        {
            return await EndAsync(job, RetrainOutcome.DataRefused, log, cancellationToken);
        }

        var standing = await standings.ReadAsync(plan, data, cancellationToken);
        if (standing.Failure is { } unknown)
        {
            return unknown;
        }

        var drift = await MeasureAsync(plan, data, standing.Value.Champion, log, cancellationToken);
        if (drift.Failure is { } unmeasured)
        {
            return unmeasured;
        }

        await KeepAsync(job, j => j.Drift = JsonSerializer.Serialize(drift.Value, KeptSentences.Json), log, cancellationToken);
        return await DecideAsync(plan, job, data, standing.Value, drift.Value, log, cancellationToken);
    }

    private async Task<Failure?> DecideAsync(
        RetrainPlan plan,
        Guid job,
        RetrainData data,
        Standing standing,
        DriftReport drift,
        JobLog log,
        CancellationToken cancellationToken
    )
    {
        if (standing.Challenger is { } challenger)
        {
            var verdict = await trials.ExecuteAsync(plan, data, standing.Champion, challenger, log, cancellationToken);
            if (verdict.Failure is { } failure)
            {
                return failure;
            }

            await KeepAsync(job, j => j.Trial = JsonSerializer.Serialize(verdict.Value.Trial), log, cancellationToken);
            return await EndAsync(job, verdict.Value.Outcome, log, cancellationToken);
        }

        if (plan.Trigger == RetrainTrigger.OnDrift && standing.Champion.Version is not null && !drift.IsAlarm)
        {
            log.Say("nothing has drifted; the champion stays");
            return await EndAsync(job, RetrainOutcome.NoDrift, log, cancellationToken);
        }

        var found = await search.ExecuteAsync(plan, data, standing.Champion, log, cancellationToken);
        return found.Failure is { } fault ? fault : await EndAsync(job, found.Value, log, cancellationToken);
    }

    private async Task<Result<DriftReport>> MeasureAsync(
        RetrainPlan plan,
        RetrainData data,
        Contender champion,
        JobLog log,
        CancellationToken cancellationToken
    )
    {
        var days = await errors.OfAsync(plan, data, champion.Forecaster, data.Last.AddDays(1 - ErrorDays), data.Last, cancellationToken);
        if (days.Failure is { } failure)
        {
            return failure;
        }

        var panel = data.Stored.Panel;
        var last = panel.IndexOf(data.Last);
        // A champion that is as new as the data would be compared with itself: its window then ends where the recent days begin.
        var calibrated = Math.Min(panel.IndexOf(champion.CalibratedTo), last - DriftMeter.RecentDays);
        var window = (From: Math.Max(0, calibrated - CalibrationDays + 1), To: Math.Max(0, calibrated));
        var names = panel.Vintage?.Names ?? [plan.Target.ToString(), .. panel.Exogenous.Select((_, i) => $"input {i + 1}")];
        var inputs = DriftMeter.Inputs(panel, names, window, last, plan.PsiLimit);
        var series = DriftMeter.Errors([.. days.Value.Select(d => (d.Key, d.Value.Mae, d.Value.NaiveMae))]);
        var now = series.Count == 0 ? null : series[^1];
        var report = new DriftReport(
            data.Last,
            champion.Forecaster.Info.Name,
            champion.Version,
            panel.FirstDay.AddDays(window.From),
            panel.FirstDay.AddDays(window.To),
            data.Last.AddDays(1 - DriftMeter.RecentDays),
            plan.PsiLimit,
            plan.RmaeLimit,
            DriftMeter.Limit,
            inputs,
            series,
            // The reference is not measured by itself.
            champion.Version
                is not null
                && now?.RollingRmae >= plan.RmaeLimit,
            now?.PageHinkley > DriftMeter.Limit
        );
        foreach (var input in inputs)
        {
            log.Say(
                input.Psi is { } psi
                    ? Sentence.Of($"{input.Name}: stability index {psi:F3}, limit {plan.PsiLimit:F2}")
                    : Sentence.Of($"{input.Name}: nothing to compare")
            );
        }

        if (now?.RollingRmae is { } rolling)
        {
            log.Say($"{report.Forecaster}: relative error {rolling:F3} over {DriftMeter.RecentDays} days, limit {plan.RmaeLimit:F2}");
        }

        if (now?.PageHinkley is { } height)
        {
            log.Say($"{report.Forecaster}: Page-Hinkley {height:F2}, limit {DriftMeter.Limit:F0}");
        }

        return report;
    }

    private async Task<Failure?> EndAsync(Guid job, RetrainOutcome outcome, JobLog log, CancellationToken cancellationToken)
    {
        await KeepAsync(job, j => j.Outcome = outcome, log, cancellationToken);
        return null;
    }

    private async Task KeepAsync(Guid job, Action<RetrainJob> change, JobLog log, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<RetrainJob>().SingleOrDefaultAsync(j => j.Id == job, cancellationToken) is { } row)
        {
            change(row);
            row.Log = log.Json();
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
