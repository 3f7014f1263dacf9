using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Forecasting.Tracking.Remote;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>
/// Makes each finished backtest a tracked run: in our own tables in the transaction that keeps the backtest, and where the settings name a tracking
/// server there too, after it; a server that does not answer is told in the log and costs the backtest nothing.
/// </summary>
internal sealed class BacktestTracking(
    IOptions<TrackingOptions> options,
    IServiceProvider services,
    TimeProvider time,
    ILogger<BacktestTracking> logger
)
{
    /// <summary>Makes the experiment of a backtest where it is missing, in a context of its own: somebody else may make it at the same time.</summary>
    public async Task PrepareAsync(OptiBidDbContext fresh, BacktestRun run, CancellationToken cancellationToken)
    {
        if (Describe(run) is not { } tracked || await FindAsync(fresh, run, tracked, cancellationToken) is not null)
        {
            return;
        }

        fresh.Add(EmbeddedTracker.NewExperiment(run.OrganisationId, null, tracked.Experiment, null, "{}", time.GetUtcNow().UtcDateTime));
        try
        {
            await fresh.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault)
        {
            logger.LogInformation(fault, "The experiment {Experiment} was made by somebody else", tracked.Experiment);
        }
    }

    /// <summary>Adds the run of a backtest that is done; the caller saves.</summary>
    public async Task AppendAsync(OptiBidDbContext db, BacktestRun run, CancellationToken cancellationToken)
    {
        if (Describe(run) is not { } tracked || await FindAsync(db, run, tracked, cancellationToken) is not { } experiment)
        {
            return;
        }

        var row = EmbeddedTracker.NewRun(
            experiment,
            run.UserId,
            run.StartedBy,
            tracked.Name,
            tracked.StartMs,
            time.GetUtcNow().UtcDateTime
        );
        row.Status = TrackedRunStatus.Finished;
        row.EndMs = tracked.EndMs;
        // In a deleted experiment it is there when the experiment is restored.
        (row.IsDeleted, row.WentWithExperiment) = (experiment.IsDeleted, experiment.IsDeleted);
        var tags = tracked.Batch.Tags!.ToDictionaryOfLast();
        row.DataHash = tags[TrackedTags.DataHash];
        row.CodeVersion = tags[TrackedTags.CodeVersion];
        tags[TrackingMap.RunNameTag] = row.Name;
        db.Add(row);
        db.AddRange(tags.Select(t => EmbeddedTracker.NewTag(row, t.Key, t.Value)));
        db.AddRange(
            tracked.Batch.Params!.Select(p => new MlParam
            {
                OrganisationId = row.OrganisationId,
                RunId = row.Id,
                Key = p.Key,
                Value = p.Value,
            })
        );
        db.AddRange(tracked.Batch.Metrics!.Select(m => EmbeddedTracker.NewMetric(row, m)));
        db.AddRange(
            tracked
                .Batch.Metrics!.GroupBy(m => m.Key, StringComparer.Ordinal)
                .Select(g => EmbeddedTracker.NewLatest(row, EmbeddedTracker.LatestOf(g)))
        );
    }

    /// <summary>Sends the run of a backtest that is done to the tracking server of the settings.</summary>
    public async Task SendAsync(BacktestRun run, CancellationToken cancellationToken)
    {
        if (options.Value.Provider != TrackingProvider.MLflow || Describe(run) is not { } tracked)
        {
            return;
        }

        var failure = await SendAsync(services.GetRequiredService<MLflowTracker>(), tracked, cancellationToken);
        if (failure is not null)
        {
            logger.LogWarning("The backtest {Id} is not on the tracking server: {Reason}", run.Id, failure.Message);
        }
    }

    private static async Task<Failure?> SendAsync(IExperimentTracker tracker, TrackedBacktest tracked, CancellationToken cancellationToken)
    {
        var found = await tracker.FindExperimentAsync(tracked.Experiment, cancellationToken);
        var experiment = found.IsSuccess
            ? Result<string>.Ok(found.Value.Id)
            : await tracker.CreateExperimentAsync(tracked.Experiment, cancellationToken: cancellationToken);
        if (experiment.Failure is not null)
        {
            return experiment.Failure;
        }

        var run = await tracker.CreateRunAsync(new(experiment.Value, tracked.Name, tracked.StartMs), cancellationToken);
        if (run.Failure is not null)
        {
            return run.Failure;
        }

        var id = run.Value.Info.Id;
        var logged = await tracker.LogAsync(id, tracked.Batch, cancellationToken);
        return logged.Failure
            ?? (await tracker.UpdateRunAsync(id, TrackedRunStatus.Finished, tracked.EndMs, cancellationToken: cancellationToken)).Failure;
    }

    private static TrackedBacktest? Describe(BacktestRun run) =>
        run is { State: BacktestState.Done, Outcome: { } outcome }
            ? TrackedBacktest.Of(run, JsonSerializer.Deserialize<RunOutcome>(outcome, KeptSentences.Json)!)
            : null;

    private static Task<MlExperiment?> FindAsync(
        OptiBidDbContext db,
        BacktestRun run,
        TrackedBacktest tracked,
        CancellationToken cancellationToken
    ) =>
        db.Set<MlExperiment>()
            .SingleOrDefaultAsync(e => e.OrganisationId == run.OrganisationId && e.Name == tracked.Experiment, cancellationToken);
}
