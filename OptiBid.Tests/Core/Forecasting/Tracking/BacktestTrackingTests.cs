using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Forecasting.Tracking.Embedded;

namespace OptiBid.Tests.Core.Forecasting.Tracking;

/// <summary>What becomes of the experiment of a backtest when the database does not take it.</summary>
public sealed class BacktestTrackingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A backtest that is done, of which there is no experiment.</summary>
    private static async Task<(ErcotDesk Desk, BacktestRun Run)> DoneAsync()
    {
        var desk = await new ErcotDesk(days: 120).WithRecordsAsync();
        var request = new StoredBacktestRequest(ErcotDesk.Price, "naive-daily", new(2024, 3, 1), new(2024, 3, 14));
        Assert.True((await desk.Get<IStartBacktest>().ExecuteAsync(request, Cancel)).IsSuccess);
        var worker = desk.Get<IEnumerable<IHostedService>>().OfType<BacktestWorker>().Single();
        await foreach (var active in desk.Get<BacktestQueue>().TakeAsync(Cancel))
        {
            await worker.RunAsync(active, Cancel);
            break;
        }

        await using var db = desk.Get<IPlatformContexts>().CreateDbContext();
        db.RemoveRange(await db.Set<MlExperiment>().ToListAsync(Cancel));
        await db.SaveChangesAsync(Cancel);
        var run = await db.Set<BacktestRun>().AsNoTracking().SingleAsync(Cancel);
        Assert.Equal(BacktestState.Done, run.State);
        return (desk, run);
    }

    private static Task PrepareAsync(ErcotDesk desk, OptiBidDbContext db, BacktestRun run) =>
        desk.Get<BacktestTracking>().PrepareAsync(db, run, Cancel);

    [Fact]
    public async Task An_experiment_that_somebody_makes_at_the_same_time_is_taken()
    {
        var (desk, run) = await DoneAsync();
        await using var _ = desk;
        await using var db = desk.Get<IPlatformContexts>().CreateDbContext();
        db.SavingChanges += (_, _) =>
        {
            using var other = desk.Get<IPlatformContexts>().CreateDbContext();
            other.Add(EmbeddedTracker.NewExperiment(run.OrganisationId, null, NameOf(run), null, "{}", run.CreatedUtc));
            other.SaveChanges();
        };
        await PrepareAsync(desk, db, run);
        Assert.Equal(1, await db.Set<MlExperiment>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Any_other_fault_of_the_database_is_not_read_so()
    {
        var (desk, run) = await DoneAsync();
        await using var _ = desk;
        await using var db = desk.Get<IPlatformContexts>().CreateDbContext();
        db.SavingChanges += (_, _) => throw new DbUpdateException("the disk is full");
        var fault = await Assert.ThrowsAsync<DbUpdateException>(() => PrepareAsync(desk, db, run));
        Assert.Equal("the disk is full", fault.Message);
    }

    private static string NameOf(BacktestRun run) => $"Backtests {run.Market} {run.Node} {run.Product}";
}
