using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Retraining.Drift;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Forecasting.Retraining.Quality;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>Rows of jobs and how they are shown.</summary>
internal static class RetrainJobs
{
    /// <summary>A job that waits.</summary>
    public static RetrainJob New(RetrainPlan plan, DateTime nowUtc, Guid userId, string startedBy, bool isByHand) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = plan.OrganisationId,
            PlanId = plan.Id,
            IsByHand = isByHand,
            UserId = userId,
            StartedBy = startedBy,
            CreatedUtc = nowUtc,
            Log = "[]",
        };

    /// <summary>Whether a job of a plan waits or runs.</summary>
    public static Task<bool> IsBusyAsync(OptiBidDbContext db, Guid plan, CancellationToken cancellationToken) =>
        db.Set<RetrainJob>()
            .AnyAsync(
                j => j.PlanId == plan && (j.State == RetrainJobState.Queued || j.State == RetrainJobState.Running),
                cancellationToken
            );

    public static RetrainJobSummary ToSummary(RetrainJob j) =>
        new(j.Id, j.PlanId, j.State, j.Outcome, j.IsByHand, j.StartedBy, j.CreatedUtc, j.FinishedUtc);

    public static RetrainJobDetail ToDetail(RetrainJob j) =>
        new(
            ToSummary(j),
            JsonSerializer.Deserialize<List<RetrainLine>>(j.Log, KeptSentences.Json) ?? [],
            Read<List<QualityCheck>>(j.Quality) ?? [],
            Read<DriftReport>(j.Drift),
            Read<RetrainTrial>(j.Trial)
        );

    private static T? Read<T>(string? json)
        where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json, KeptSentences.Json);
}

/// <inheritdoc cref="IStartRetrain"/>
internal sealed class StartRetrain(
    ICurrentUser user,
    IDbContextFactory<OptiBidDbContext> contexts,
    IAuditTrail trail,
    RetrainSignal signal,
    TimeProvider time
) : IStartRetrain
{
    /// <inheritdoc/>
    public async Task<Result<Guid>> ExecuteAsync(Guid planId, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteModels))
        {
            return ForecastingFailures.Forbidden(Permissions.WriteModels);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var plan = await db.Set<RetrainPlan>()
            .SingleOrDefaultAsync(p => p.Id == planId && p.OrganisationId == user.OrganisationId, cancellationToken);
        if (plan is null)
        {
            return RetrainFailures.NoPlan(planId);
        }

        if (await RetrainJobs.IsBusyAsync(db, planId, cancellationToken))
        {
            return RetrainFailures.Busy();
        }

        var job = RetrainJobs.New(plan, time.GetUtcNow().UtcDateTime, user.UserId, user.Name, isByHand: true);
        db.Add(job);
        // Two who start it at once: the second sees another revision of the plan.
        plan.Revision++;
        trail.Append(db, new("models.retraining_started", "retraining plan", planId.ToString(), After: new { plan.Model, Job = job.Id }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return RetrainFailures.Busy();
        }

        signal.Raise();
        return job.Id;
    }
}

/// <inheritdoc cref="IListRetrainJobs"/>
internal sealed class ListRetrainJobs(ICurrentUser user, IDbContextFactory<OptiBidDbContext> contexts) : IListRetrainJobs
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<RetrainJobSummary>>> ExecuteAsync(
        Guid planId,
        int limit = 100,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<RetrainPlan>().AnyAsync(p => p.Id == planId && p.OrganisationId == user.OrganisationId, cancellationToken))
        {
            return RetrainFailures.NoPlan(planId);
        }

        // The reports of a year of jobs are not read for a list.
        var rows = await db.Set<RetrainJob>()
            .AsNoTracking()
            .Where(j => j.PlanId == planId)
            .OrderByDescending(j => j.CreatedUtc)
            .Take(Math.Clamp(limit, 1, 500))
            .Select(j => new RetrainJobSummary(j.Id, j.PlanId, j.State, j.Outcome, j.IsByHand, j.StartedBy, j.CreatedUtc, j.FinishedUtc))
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<RetrainJobSummary>>.Ok(rows);
    }
}

/// <inheritdoc cref="IGetRetrainJob"/>
internal sealed class GetRetrainJob(ICurrentUser user, IDbContextFactory<OptiBidDbContext> contexts) : IGetRetrainJob
{
    /// <inheritdoc/>
    public async Task<Result<RetrainJobDetail>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<RetrainJob>()
            .AsNoTracking()
            .SingleOrDefaultAsync(j => j.Id == id && j.OrganisationId == user.OrganisationId, cancellationToken);
        return row is null ? RetrainFailures.NoJob(id) : RetrainJobs.ToDetail(row);
    }
}

/// <inheritdoc cref="IGetDrift"/>
internal sealed class GetDrift(ICurrentUser user, IDbContextFactory<OptiBidDbContext> contexts) : IGetDrift
{
    /// <inheritdoc/>
    public async Task<Result<RetrainJobDetail?>> ExecuteAsync(Guid planId, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<RetrainPlan>().AnyAsync(p => p.Id == planId && p.OrganisationId == user.OrganisationId, cancellationToken))
        {
            return RetrainFailures.NoPlan(planId);
        }

        var row = await db.Set<RetrainJob>()
            .AsNoTracking()
            .Where(j => j.PlanId == planId && j.Drift != null)
            .OrderByDescending(j => j.CreatedUtc)
            .FirstOrDefaultAsync(cancellationToken);
        return Result<RetrainJobDetail?>.Ok(row is null ? null : RetrainJobs.ToDetail(row));
    }
}
