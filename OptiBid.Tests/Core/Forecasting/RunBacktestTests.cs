using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

public class RunBacktestTests
{
    private readonly ForecasterCatalog _catalog = new();

    [Theory]
    [InlineData("naive-daily", 4.4315, 17.174, 7.244)]
    [InlineData("naive-weekly", 6.2936, 22.703, 10.541)]
    [InlineData("naive-dow", 4.8458, 18.592, 7.956)]
    public void The_naive_rows_of_the_benchmark_are_reproduced(string model, double mae, double smape, double rmse)
    {
        var report = Run(model, new(2016, 12, 27), new(2018, 12, 24));
        Assert.Equal(17472, report.Errors.N);
        Assert.Equal(mae, report.Errors.Mae, 4);
        Assert.Equal(smape, report.Errors.SmapePercent, 3);
        Assert.Equal(rmse, report.Errors.Rmse, 3);
        Assert.Equal(6.2936, report.NaiveWeekly.Mae, 4);
        Assert.Equal(4.8458, report.NaiveDayOfWeek.Mae, 4);
        Assert.Equal(4.4315, report.NaiveDailyMae, 4);
    }

    [Fact]
    public void Four_weeks_of_pjm_by_ridge_give_the_stored_figures_whatever_the_threads()
    {
        var one = Run("ridge", new(2016, 12, 27), new(2017, 1, 23));
        var short1 = Run("ridge-84", new(2016, 12, 27), new(2017, 1, 2), threads: 1);
        var short2 = Run("ridge-84", new(2016, 12, 27), new(2017, 1, 2), threads: 2);
        Assert.Equal(short1.Days.Select(d => d.Forecast), short2.Days.Select(d => d.Forecast));
        Assert.Equal(672, one.Errors.N);
        Assert.Equal([1, 0.1, 0.01, 0.01], one.Members.Select(m => m.Member.Penalty));
        Assert.Equal(2.188420, one.Errors.Mae, 6);
        Assert.Equal(2.967118, one.Errors.Rmse, 6);
    }

    [Fact]
    public void The_groups_add_up_to_the_whole()
    {
        var report = Run("ridge-56", new(2017, 1, 20), new(2017, 2, 10));
        Assert.Equal(24, report.ByHour.Count);
        Assert.Equal(["2017-01", "2017-02"], report.ByMonth.Select(m => m.Label));
        foreach (var groups in new[] { report.ByHour, report.ByMonth })
        {
            Assert.Equal(report.Errors.Mae, groups.Sum(g => g.Mae * g.N) / report.Errors.N, 9);
            Assert.Equal(report.NaiveWeekly.Mae, groups.Sum(g => g.NaiveWeeklyMae * g.N) / report.Errors.N, 9);
            Assert.Equal(report.NaiveDailyMae, groups.Sum(g => g.NaiveDailyMae * g.N) / report.Errors.N, 9);
            Assert.Equal(report.NaiveDayOfWeek.Mae, groups.Sum(g => g.NaiveDayOfWeekMae * g.N) / report.Errors.N, 9);
        }

        Assert.Equal(1.0, report.HoursBeforeGate, 9);
        Assert.Equal(1 + (22 * 24), BacktestCsv.Rows(report.Days, report.Members).Count());
        Assert.StartsWith(
            "time,actual,forecast,naive_weekly,naive_day_of_week,naive_daily,window_56",
            BacktestCsv.Rows(report.Days, report.Members).First(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_range_outside_the_data_or_without_history_is_a_failure_that_names_both()
    {
        var early = Execute("ridge", new(2013, 1, 10), new(2013, 2, 1));
        Assert.Equal("forecast.range", early.Failure!.Code);
        Assert.Contains("2013-01-01 to 2018-12-24", early.Failure.Message, StringComparison.Ordinal);
        Assert.False(Execute("ridge", new(2018, 12, 1), new(2019, 1, 1)).IsSuccess);
        Assert.False(Execute("ridge", new(2018, 12, 2), new(2018, 12, 1)).IsSuccess);
    }

    [Fact]
    public void A_day_that_is_not_scored_counts_nowhere()
    {
        var panel = PjmPanel.Get();
        var request = new BacktestRequest(panel, NaiveForecaster.Weekly, new(2017, 1, 1), new(2017, 1, 3))
        {
            NotScored = new HashSet<DateOnly> { new(2017, 1, 2) },
        };
        var report = new RunBacktest().Execute(request, TestContext.Current.CancellationToken).Value;
        Assert.Equal([new(2017, 1, 1), new DateOnly(2017, 1, 3)], report.Days.Select(d => d.Day));
        Assert.Equal(48, report.Errors.N);
    }

    [Fact]
    public async Task A_cancelled_backtest_stops_and_progress_reaches_one()
    {
        using var source = new CancellationTokenSource();
        var panel = PjmPanel.Get();
        var request = new BacktestRequest(panel, _catalog.Find("ridge-84")!, new(2017, 1, 1), new(2018, 12, 1))
        {
            Progress = new Direct(_ => source.Cancel()),
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => new RunBacktest().Execute(request, source.Token)));
        var last = 0.0;
        new RunBacktest().Execute(
            new(panel, NaiveForecaster.Daily, new(2017, 1, 1), new(2017, 1, 9)) { Threads = 1, Progress = new Direct(p => last = p) },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, last);
    }

    [Theory]
    [InlineData("PJM", 3.52)]
    [InlineData("BE", 4.29)]
    [InlineData("FR", 2.06)]
    public void The_published_significance_of_dnn_over_lear_is_reproduced(string market, double expected)
    {
        var table = HourlyTable.Read(SharedData.PathOf($"epf_forecasts/Forecasts_{market}_DNN_LEAR_ensembles.csv.gz"));
        double[][] Days(string column) => [.. table.Columns[column].Chunk(24)];
        Assert.Equal(expected, DieboldMariano.Statistic(Days("Real price"), Days("LEAR Ensemble"), Days("DNN Ensemble"))!.Value, 2);
        Assert.Null(DieboldMariano.Statistic(Days("Real price"), Days("DNN Ensemble"), Days("DNN Ensemble")));
    }

    private BacktestReport Run(string model, DateOnly from, DateOnly to, int threads = 2) => Execute(model, from, to, threads).Value;

    private OptiBid.Core.Common.Result<BacktestReport> Execute(string model, DateOnly from, DateOnly to, int threads = 2) =>
        new RunBacktest().Execute(
            new(PjmPanel.Get(), _catalog.Find(model)!, from, to) { Threads = threads },
            TestContext.Current.CancellationToken
        );

    private sealed class Direct(Action<double> told) : IProgress<double>
    {
        public void Report(double value) => told(value);
    }
}
