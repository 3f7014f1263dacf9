using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>Wakes the worker before its time. Safe for many threads at once.</summary>
internal sealed class RetrainSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    /// <summary>Something waits.</summary>
    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // It wakes anyway.
        }
    }

    /// <summary>Waits until something does, or for <paramref name="longest"/>.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _raised.WaitAsync(longest, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _raised.Dispose();
}

/// <summary>
/// Starts the plans that are due and runs their jobs one after the other. Of several servers on one database one takes a plan or a job: whoever
/// changes its row.
/// </summary>
internal sealed class RetrainWorker(
    IServiceScopeFactory scopes,
    IPlatformContexts contexts,
    RetrainSignal signal,
    RetrainNotices notices,
    IOptions<ForecastingOptions> options,
    TimeProvider time,
    ILogger<RetrainWorker> logger
) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await GuardedAsync(InterruptOrphansAsync, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await GuardedAsync(RunDueAsync, stoppingToken);
            await signal.WaitAsync(TimeSpan.FromSeconds(options.Value.RetrainPollSeconds), stoppingToken);
        }
    }

    /// <summary>Queues what is due, then runs what waits.</summary>
    internal async Task RunDueAsync(CancellationToken cancellationToken)
    {
        await QueueDueAsync(cancellationToken);
        while (await TakeAsync(cancellationToken) is { } job)
        {
            await RunAsync(job, cancellationToken);
        }
    }

    private async Task QueueDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<RetrainPlan>().AsNoTracking().Where(p => p.IsEnabled && p.NextUtc <= now).ToListAsync(cancellationToken);
        foreach (var plan in due)
        {
            var next = RetrainClock.Next(plan.Market, plan.AtMinute, plan.DaysOfWeek, now);
            var taken = await db.Set<RetrainPlan>()
                .Where(p => p.Id == plan.Id && p.NextUtc == plan.NextUtc)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.NextUtc, next), cancellationToken);
            if (taken == 1 && !await RetrainJobs.IsBusyAsync(db, plan.Id, cancellationToken))
            {
                db.Add(RetrainJobs.New(plan, now, SystemUser.Id, "OptiBid", isByHand: false));
                await db.SaveChangesAsync(cancellationToken);
            }
        }
    }

    /// <summary>The oldest job that waits, which runs from now on.</summary>
    private async Task<RetrainJob?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        while (true)
        {
            var job = await db.Set<RetrainJob>()
                .AsNoTracking()
                .Where(j => j.State == RetrainJobState.Queued)
                .OrderBy(j => j.CreatedUtc)
                .FirstOrDefaultAsync(cancellationToken);
            if (job is null)
            {
                return null;
            }

            var taken = await db.Set<RetrainJob>()
                .Where(j => j.Id == job.Id && j.State == RetrainJobState.Queued)
                .ExecuteUpdateAsync(
                    s => s.SetProperty(j => j.State, RetrainJobState.Running).SetProperty(j => j.StartedUtc, now),
                    cancellationToken
                );
            if (taken == 1)
            {
                return job;
            }
        }
    }

    private async Task RunAsync(RetrainJob job, CancellationToken stoppingToken)
    {
        var log = new JobLog(time);
        try
        {
            await using var scope = scopes.CreateSystemScope(job.OrganisationId);
            var plan = await PlanAsync(job.PlanId, stoppingToken);
            if (plan is null)
            {
                return;
            }

            var failure = await scope.ServiceProvider.GetRequiredService<RetrainRunner>().ExecuteAsync(plan, job.Id, log, stoppingToken);
            if (failure is not null)
            {
                log.Say(failure.Text);
            }

            await FinishAsync(plan, job.Id, failure is null ? RetrainJobState.Done : RetrainJobState.Failed, log);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FinishAsync(null, job.Id, RetrainJobState.Interrupted, log);
        }
#pragma warning disable CA1031 // The frame of a job: a fault ends this job, not the worker.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LogError(fault, "Retraining job {Id} failed", job.Id);
            log.Say($"unexpected fault: {fault.Message}");
            await FinishAsync(await PlanAsync(job.PlanId, CancellationToken.None), job.Id, RetrainJobState.Failed, log);
        }
    }

    private async Task<RetrainPlan?> PlanAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<RetrainPlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
    }

    /// <summary>The end is kept even when the server stops.</summary>
    private async Task FinishAsync(RetrainPlan? plan, Guid id, RetrainJobState state, JobLog log)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        if (await db.Set<RetrainJob>().SingleOrDefaultAsync(j => j.Id == id) is { } row)
        {
            row.State = state;
            row.FinishedUtc = time.GetUtcNow().UtcDateTime;
            row.Log = log.Json();
            if (plan is not null)
            {
                await notices.AppendAsync(db, plan, row, CancellationToken.None);
            }

            await db.SaveChangesAsync();
        }
    }

    /// <summary>What ran when the server stopped will not go on; the plan runs again at its next time.</summary>
    private async Task InterruptOrphansAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<RetrainJob>()
            .Where(j => j.State == RetrainJobState.Running)
            .ExecuteUpdateAsync(s => s.SetProperty(j => j.State, RetrainJobState.Interrupted), cancellationToken);
    }

    /// <summary>A database that does not answer now does not end the worker.</summary>
    private async Task GuardedAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception fault) when (fault is DbException or DbUpdateException or TimeoutException or InvalidOperationException)
        {
            logger.LogError(
                fault,
                "Retraining plans could not be looked at; the next look is in {Seconds} s",
                options.Value.RetrainPollSeconds
            );
        }
    }
}
