using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Notifications.Inbox;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>Runs the queued backtests one after the other and keeps their outcome.</summary>
internal sealed class BacktestWorker(
    BacktestQueue queue,
    StoredBacktester backtester,
    IForecasterCatalog catalog,
    IPlatformContexts contexts,
    RunsOfBefore before,
    IInbox inbox,
    BacktestTracking tracking,
    TimeProvider time,
    IOptions<ForecastingOptions> options,
    ILogger<BacktestWorker> logger
) : BackgroundService
{
    private static readonly string s_version =
        typeof(BacktestWorker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await before.GoOnAsync(stoppingToken);
        await foreach (var active in queue.TakeAsync(stoppingToken))
        {
            try
            {
                await RunAsync(active, stoppingToken);
            }
            finally
            {
                queue.Release(active);
            }
        }
    }

    /// <summary>Runs one backtest to its end, whatever the end is.</summary>
    internal async Task RunAsync(ActiveBacktest active, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(active.Cancelled, stoppingToken);
        try
        {
            await UpdateAsync(active.Id, r => r.State = BacktestState.Running, also: null, either.Token);
            var kept = new DatabaseForecastCache(() => contexts.CreateDbContextOf(active.OrganisationId), active.OrganisationId, time);
            await kept.TrimAsync(options.Value.MostKeptForecasts, either.Token);
            var result = await backtester.RunAsync(active.Request, active, either.Token, kept);
            await FinishAsync(
                active.Id,
                r =>
                {
                    if (result.Failure is { } failure)
                    {
                        r.State = BacktestState.Failed;
                        r.Error = KeptSentences.Write(failure.Text, BacktestRun.ErrorLength);
                    }
                    else
                    {
                        Keep(r, result.Value);
                    }
                }
            );
        }
        catch (OperationCanceledException) when (active.Cancelled.IsCancellationRequested)
        {
            await FinishAsync(active.Id, r => r.State = BacktestState.Cancelled);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on with it.
            await UpdateAsync(active.Id, r => r.State = BacktestState.Queued, also: null, CancellationToken.None);
        }
#pragma warning disable CA1031 // The frame of a job: a fault ends this backtest, not the worker.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LogError(fault, "Backtest {Id} failed", active.Id);
            await FinishAsync(
                active.Id,
                r =>
                {
                    r.State = BacktestState.Failed;
                    r.Error = KeptSentences.Write($"unexpected fault: {fault.Message}", BacktestRun.ErrorLength);
                }
            );
        }
    }

    private void Keep(BacktestRun run, StoredBacktest done)
    {
        var report = done.Report;
        run.State = BacktestState.Done;
        run.Hours = report.Errors.N;
        run.Mae = report.Errors.Mae;
        run.Rmse = report.Errors.Rmse;
        run.SmapePercent = report.Errors.SmapePercent;
        run.NaiveWeeklyMae = report.NaiveWeekly.Mae;
        run.NaiveDayOfWeekMae = report.NaiveDayOfWeek.Mae;
        run.DmWeekly = report.DmWeekly;
        run.DmDayOfWeek = report.DmDayOfWeek;
        run.Unit = done.Definition.Unit;
        run.IsSimulated = done.Definition.IsSimulated;
        run.Outcome = JsonSerializer.Serialize(
            new RunOutcome(
                done.Definition,
                done.DataHash,
                s_version,
                catalog.Find(report.Model)?.Info.Parameters ?? Sentence.Of($"{report.Model}"),
                options.Value.Threads,
                report.Seconds,
                report.CpuSecondsPerDay,
                report.NaiveDailyMae,
                report.DmDaily,
                report.WorstPercentMae,
                report.HoursBeforeGate,
                done.Notes,
                report.Withheld,
                report.Members,
                report.ByHour,
                report.ByMonth
            )
            {
                Quantiles = report.Quantiles,
                DaysReused = report.DaysReused,
            },
            KeptSentences.Json
        );
        run.Forecasts = ForecastBlob.Pack(report.Days);
    }

    private Task FinishAsync(Guid id, Action<BacktestRun> change) =>
        // The end is kept even when the server stops.
        UpdateAsync(
            id,
            r =>
            {
                change(r);
                r.FinishedUtc = time.GetUtcNow().UtcDateTime;
            },
            async (db, r) =>
            {
                await using (var fresh = await contexts.CreateDbContextAsync(CancellationToken.None))
                {
                    await tracking.PrepareAsync(fresh, r, CancellationToken.None);
                }

                await tracking.AppendAsync(db, r, CancellationToken.None);
                Tell(db, r);
            },
            CancellationToken.None
        );

    private void Tell(OptiBidDbContext db, BacktestRun run)
    {
        if (run.State is BacktestState.Done or BacktestState.Failed)
        {
            inbox.Append(
                db,
                new(
                    run.OrganisationId,
                    run.State == BacktestState.Done ? InboxKinds.BacktestDone : InboxKinds.BacktestFailed,
                    $"{run.Model}, {run.Node}"
                )
                {
                    UserId = run.UserId,
                    Detail = run.Error is { } error ? KeptSentences.Read(error) : null,
                    Link = $"/forecasts/backtest/{run.Id}",
                    IsProblem = run.State == BacktestState.Failed,
                }
            );
        }
    }

    private async Task UpdateAsync(
        Guid id,
        Action<BacktestRun> change,
        Func<OptiBidDbContext, BacktestRun, Task>? also,
        CancellationToken cancellationToken
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<BacktestRun>().FindAsync([id], cancellationToken) is { } run)
        {
            change(run);
            if (also is not null)
            {
                await also(db, run);
            }

            await db.SaveChangesAsync(cancellationToken);
            if (also is not null)
            {
                await tracking.SendAsync(run, cancellationToken);
            }
        }
    }
}
