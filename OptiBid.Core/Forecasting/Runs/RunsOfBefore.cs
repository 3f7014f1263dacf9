using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>Puts backtests that waited or ran when the server stopped into the queue again; what they had forecast is kept.</summary>
internal sealed class RunsOfBefore(BacktestQueue queue, IPlatformContexts contexts, TimeProvider time, ILogger<RunsOfBefore> logger)
{
    /// <summary>A run that has been begun so often ends the server itself, it seems, and is left.</summary>
    private const int MostRestarts = 5;

    /// <summary>Queues them in the order in which they were asked for.</summary>
    public async Task GoOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var runs = await db.Set<BacktestRun>()
                .Where(r => r.State == BacktestState.Queued || r.State == BacktestState.Running)
                .OrderBy(r => r.CreatedUtc)
                .ThenBy(r => r.Id)
                .ToListAsync(cancellationToken);
            foreach (var run in runs.Where(r => queue.Find(r.Id) is null))
            {
                Queue(run);
            }

            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbException fault)
        {
            logger.LogError(fault, "Backtests of before the start could not be gone on with");
        }
    }

    private void Queue(BacktestRun run)
    {
        run.Restarts += run.State == BacktestState.Running ? 1 : 0;
        run.State = BacktestState.Queued;
        if (run.Restarts <= MostRestarts && queue.Admit(run.Id, run.OrganisationId, RunRow.ToRequest(run)) is { } active)
        {
            if (queue.Enqueue(active))
            {
                return;
            }

            queue.Release(active);
        }

        run.State = BacktestState.Interrupted;
        run.FinishedUtc = time.GetUtcNow().UtcDateTime;
    }
}
