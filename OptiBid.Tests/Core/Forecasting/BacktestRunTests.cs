using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting;

public class BacktestRunTests
{
    private static readonly StoredBacktestRequest s_request = new(ErcotDesk.Price, "ridge-56", new(2024, 10, 28), new(2024, 11, 10));

    [Fact]
    public async Task A_started_backtest_is_run_kept_listed_and_deleted()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var id = (await desk.Get<IStartBacktest>().ExecuteAsync(s_request, cancellation)).Value;
        Assert.Equal(BacktestState.Queued, (await Detail(desk, id)).Summary.State);

        var done = await RunToEndAsync(desk, id);
        Assert.Equal((BacktestState.Done, 1.0), (done.Summary.State, done.Summary.Progress));
        Assert.Equal(s_request, done.Summary.Request);
        Assert.Equal(14 * 24, done.Summary.Scores!.Hours);
        Assert.Equal(14, done.Days.Count);
        Assert.Equal(24, done.Outcome!.ByHour.Count);
        Assert.True(done.Summary.Scores.IsSimulated);
        var direct = (await desk.Get<IBacktestStoredSeries>().ExecuteAsync(s_request, null, cancellation)).Value;
        Assert.Equal(direct.Report.Errors.Mae, done.Summary.Scores.Mae);
        Assert.Equal(direct.Report.Days.Select(d => d.Forecast), done.Days.Select(d => d.Forecast));
        Assert.Equal(direct.DataHash, done.Outcome.DataHash);
        Assert.Equal(direct.Report.ByMonth, done.Outcome.ByMonth);
        Assert.Equal(id, Assert.Single((await desk.Get<IListBacktests>().ExecuteAsync(10, cancellation)).Value).Id);
        await AssertTrackedAsync(desk, done);

        Assert.True((await desk.Get<IDeleteBacktest>().ExecuteAsync(id, cancellation)).IsSuccess);
        Assert.Empty((await desk.Get<IListBacktests>().ExecuteAsync(10, cancellation)).Value);
    }

    private static async Task AssertTrackedAsync(ErcotDesk desk, BacktestDetail done)
    {
        var tracker = desk.Get<IExperimentTracker>();
        var cancellation = TestContext.Current.CancellationToken;
        var experiment = Assert.Single((await tracker.SearchExperimentsAsync(new(), cancellation)).Value.Items);
        Assert.Equal("Backtests ERCOT MADE_UP_HUB da_lmp", experiment.Name);
        var run = Assert.Single(
            (await tracker.SearchRunsAsync(new([experiment.Id], "params.model = 'ridge-56'"), cancellation)).Value.Items
        );
        Assert.Equal(TrackedRunStatus.Finished, run.Info.Status);
        Assert.Equal(done.Summary.StartedBy, run.Info.User);
        Assert.Equal(done.Summary.Scores!.Mae, run.Metrics.Single(m => m.Key == "mae").Value);
        Assert.Equal(done.Outcome!.DataHash, run.Tags.Single(t => t.Key == TrackedTags.DataHash).Value);
        Assert.Equal(done.Outcome.CodeVersion, run.Tags.Single(t => t.Key == TrackedTags.CodeVersion).Value);
        Assert.Equal(24, (await tracker.GetHistoryAsync(run.Info.Id, "mae_by_hour", cancellation)).Value.Count);
    }

    [Fact]
    public async Task Another_organisation_sees_and_deletes_nothing()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var id = (await desk.Get<IStartBacktest>().ExecuteAsync(s_request, cancellation)).Value;
        var own = desk.User.OrganisationId;
        desk.User.OrganisationId = Guid.CreateVersion7();
        Assert.Empty((await desk.Get<IListBacktests>().ExecuteAsync(10, cancellation)).Value);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IGetBacktest>().ExecuteAsync(id, cancellation)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IDeleteBacktest>().ExecuteAsync(id, cancellation)).Failure!.Kind);
        desk.User.OrganisationId = own;
        Assert.True((await desk.Get<IGetBacktest>().ExecuteAsync(id, cancellation)).IsSuccess);
    }

    [Fact]
    public async Task A_cancelled_backtest_stays_in_the_list_as_cancelled()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var id = (await desk.Get<IStartBacktest>().ExecuteAsync(s_request with { Model = "ridge" }, cancellation)).Value;
        Assert.True((await desk.Get<IDeleteBacktest>().ExecuteAsync(id, cancellation)).IsSuccess);
        Assert.Equal(BacktestState.Cancelled, (await RunToEndAsync(desk, id)).Summary.State);
    }

    [Fact]
    public async Task A_backtest_that_cannot_be_done_keeps_its_reason()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var id = (
            await desk.Get<IStartBacktest>().ExecuteAsync(s_request with { From = new(2024, 1, 2) }, TestContext.Current.CancellationToken)
        ).Value;
        var failed = (await RunToEndAsync(desk, id)).Summary;
        Assert.Equal(BacktestState.Failed, failed.State);
        Assert.Contains("needs 21 days before the first", failed.Error!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_requests_and_too_many_of_them_are_refused()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var start = desk.Get<IStartBacktest>();
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal("model", (await start.ExecuteAsync(s_request with { Model = "x" }, cancellation)).Failure!.Field);
        Assert.Equal("to", (await start.ExecuteAsync(s_request with { To = new(2020, 1, 1) }, cancellation)).Failure!.Field);
        Assert.Equal(
            "target",
            (await start.ExecuteAsync(s_request with { Target = ErcotDesk.Price with { Node = "?" } }, cancellation)).Failure!.Field
        );
        for (var i = 0; i < 8; i++)
        {
            Assert.True((await start.ExecuteAsync(s_request, cancellation)).IsSuccess);
        }

        Assert.Equal("forecast.queue", (await start.ExecuteAsync(s_request, cancellation)).Failure!.Code);
        desk.User.Held.Remove(Permissions.RunBacktests);
        Assert.Equal(FailureKind.Forbidden, (await start.ExecuteAsync(s_request, cancellation)).Failure!.Kind);
    }

    [Fact]
    public async Task A_backtest_goes_on_where_the_server_left_it()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var request = s_request with { From = new(2024, 11, 9), Quantiles = true };
        var id = (await desk.Get<IStartBacktest>().ExecuteAsync(request, cancellation)).Value;
        var queue = desk.Get<BacktestQueue>();
        using var stop = new CancellationTokenSource();
        await foreach (var active in queue.TakeAsync(cancellation))
        {
            // The server stops when some days are done.
            var running = desk.Get<IEnumerable<IHostedService>>().OfType<BacktestWorker>().Single().RunAsync(active, stop.Token);
            while (!running.IsCompleted && active.Progress < 0.05)
            {
                await Task.Yield();
            }

            await stop.CancelAsync();
            await running;
            queue.Release(active);
            break;
        }

        Assert.Equal(BacktestState.Queued, (await Detail(desk, id)).Summary.State);
        await desk.Get<RunsOfBefore>().GoOnAsync(cancellation);
        var done = await RunToEndAsync(desk, id);
        Assert.Equal((BacktestState.Done, request), (done.Summary.State, done.Summary.Request));
        Assert.Equal(2, done.Outcome!.Quantiles.Count);
        var direct = (await desk.Get<IBacktestStoredSeries>().ExecuteAsync(request, null, cancellation)).Value;
        Assert.Equal(direct.Report.Days.Select(d => d.Forecast), done.Days.Select(d => d.Forecast));

        // The same once more finds all its days.
        var again = (await desk.Get<IStartBacktest>().ExecuteAsync(request, cancellation)).Value;
        Assert.Equal(2, (await RunToEndAsync(desk, again)).Outcome!.DaysReused);
    }

    [Fact]
    public async Task A_backtest_that_stops_the_server_again_and_again_is_left()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var id = (await desk.Get<IStartBacktest>().ExecuteAsync(s_request, cancellation)).Value;
        var queue = desk.Get<BacktestQueue>();
        for (var start = 1; start <= 6; start++)
        {
            queue.Release(queue.Find(id)!);
            await using (var db = desk.Get<OptiBid.Core.Data.Tenancy.IPlatformContexts>().CreateDbContext())
            {
                var run = await db.Set<BacktestRun>().SingleAsync(r => r.Id == id, cancellation);
                run.State = BacktestState.Running;
                await db.SaveChangesAsync(cancellation);
            }

            await desk.Get<RunsOfBefore>().GoOnAsync(cancellation);
            Assert.Equal(start < 6 ? BacktestState.Queued : BacktestState.Interrupted, (await Detail(desk, id)).Summary.State);
        }

        Assert.Null(queue.Find(id));
    }

    [Fact]
    public async Task Kept_forecasts_are_the_organisations_own_and_the_oldest_go()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var contexts = desk.Get<OptiBid.Core.Data.Tenancy.IPlatformContexts>();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var own = new DatabaseForecastCache(() => contexts.CreateDbContextOf(one), one, time);
        string[] keys = [.. Enumerable.Range(0, 5).Select(n => new string((char)('a' + n), 64))];
        foreach (var key in keys)
        {
            own.Keep(key, new(new double[24], [], 1));
            own.Keep(key, new(new double[24], [], 1));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(5, own.Find(keys).Count);
        Assert.Empty(new DatabaseForecastCache(() => contexts.CreateDbContextOf(two), two, time).Find(keys));
        await own.TrimAsync(2, TestContext.Current.CancellationToken);
        Assert.Equal(keys[3..].Order(), own.Find(keys).Keys.Order());
    }

    [Fact]
    public async Task Finished_backtests_of_one_series_are_compared_and_what_does_not_fit_is_refused()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var start = desk.Get<IStartBacktest>();
        var one = (await start.ExecuteAsync(s_request, cancellation)).Value;
        var two = (await start.ExecuteAsync(s_request with { Model = "naive-daily", From = new(2024, 11, 1) }, cancellation)).Value;
        var compare = desk.Get<ICompareBacktests>();
        Assert.Equal(FailureKind.Conflict, (await compare.ExecuteAsync([one, two], cancellation)).Failure!.Kind);
        var last = await RunToEndAsync(desk, two);
        var found = (await compare.ExecuteAsync([one, two, one], cancellation)).Value;
        Assert.Equal([one, two], found.Runs.Select(r => r.Id));
        Assert.Equal(last.Days.Select(d => d.Day), found.Report.Days);
        Assert.Equal(["naive-daily", "naive-dow", "naive-weekly", "ridge-56"], found.Report.Models.Select(m => m.Model).Order());
        Assert.Equal(12, found.Report.Pairs.Count);

        Assert.Equal("runs", (await compare.ExecuteAsync([], cancellation)).Failure!.Field);
        Assert.Equal(FailureKind.NotFound, (await compare.ExecuteAsync([one, Guid.CreateVersion7()], cancellation)).Failure!.Kind);
        desk.User.OrganisationId = Guid.CreateVersion7();
        Assert.Equal(FailureKind.NotFound, (await compare.ExecuteAsync([one], cancellation)).Failure!.Kind);
        desk.User.Held.Remove(Permissions.ReadForecasts);
        Assert.Equal(FailureKind.Forbidden, (await compare.ExecuteAsync([one], cancellation)).Failure!.Kind);
    }

    private static async Task<BacktestDetail> Detail(ErcotDesk desk, Guid id) =>
        (await desk.Get<IGetBacktest>().ExecuteAsync(id, TestContext.Current.CancellationToken)).Value;

    private static async Task<BacktestDetail> RunToEndAsync(ErcotDesk desk, Guid id)
    {
        // The worker marks what a stopped server left behind, so the queue is drained by hand here.
        var worker = desk.Get<IEnumerable<IHostedService>>().OfType<BacktestWorker>().Single();
        var queue = desk.Get<BacktestQueue>();
        await foreach (var active in queue.TakeAsync(TestContext.Current.CancellationToken))
        {
            await worker.RunAsync(active, TestContext.Current.CancellationToken);
            queue.Release(active);
            if (active.Id == id)
            {
                break;
            }
        }

        return await Detail(desk, id);
    }
}
