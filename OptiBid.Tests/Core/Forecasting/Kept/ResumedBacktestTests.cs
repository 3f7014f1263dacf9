using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>A backtest that was stopped goes on where it was and says the same as one that was not.</summary>
public sealed class ResumedBacktestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-resumed-").FullName;
    private readonly DailyPanel _panel = MadePanel.Of(160);
    private readonly Counting _model = new(new ForecasterCatalog().Find("ridge-56")!);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stopped_backtest_goes_on_and_a_repeated_one_computes_nothing(bool quantiles)
    {
        var whole = Run(null, quantiles);
        var all = _model.Calls;
        using (var stop = new CancellationTokenSource())
        using (var file = ForecastFiles.Open(_folder, "x"))
        {
            var told = 0;
            var stopping = Request(file, quantiles) with
            {
                Threads = 1,
                Progress = new Direct(_ =>
                {
                    if (++told == 8)
                    {
                        stop.Cancel();
                    }
                }),
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => new RunBacktest().Execute(stopping, stop.Token)));
        }

        _model.Calls = 0;
        var shares = new List<double>();
        using (var file = ForecastFiles.Open(_folder, "x"))
        {
            Assert.Equal(7, file.Count);
            var resumed = new RunBacktest()
                .Execute(
                    Request(file, quantiles) with
                    {
                        Progress = new Direct(s =>
                        {
                            lock (shares)
                            {
                                shares.Add(s);
                            }
                        }),
                    },
                    Cancel
                )
                .Value;
            Same(whole, resumed);
        }

        Assert.Equal(all - 7, _model.Calls);
        Assert.Equal(7.0 / all, shares[0], 12);
        Assert.Equal(1, shares.Max());

        _model.Calls = 0;
        using (var file = ForecastFiles.Open(_folder, "x"))
        {
            var repeated = Run(file, quantiles);
            Same(whole, repeated);
            Assert.Equal((whole.Days.Count, 0), (repeated.DaysReused, _model.Calls));
            Assert.True(repeated.CpuSecondsPerDay > 0);
        }
    }

    [Fact]
    public void Changed_data_is_forecast_anew_from_the_first_day_that_knows_it()
    {
        using var file = ForecastFiles.Open(_folder, "x");
        Run(file, false);
        _model.Calls = 0;
        var changed = _panel with { Prices = [.. _panel.Prices.Select((p, d) => d == 130 ? [.. p.Select(v => v + 1)] : p)] };
        var report = new RunBacktest().Execute(Request(file, false) with { Panel = changed }, Cancel).Value;

        // Days 120 to 130 do not know day 130; 131 to 159 do.
        Assert.Equal((11, 29), (report.DaysReused, _model.Calls));
        Same(new RunBacktest().Execute(Request(null, false) with { Panel = changed }, Cancel).Value, report);
    }

    [Fact]
    public void Settings_fixed_on_another_first_day_are_other_forecasts()
    {
        using var file = ForecastFiles.Open(_folder, "ridge");
        var tuned = new ForecasterCatalog().Find("ridge-56")!;
        var request = Request(file, false) with { Model = tuned };
        new RunBacktest().Execute(request, Cancel);
        var later = request with { From = request.From.AddDays(5) };
        Assert.Equal(0, new RunBacktest().Execute(later, Cancel).Value.DaysReused);
        Assert.Equal(35, new RunBacktest().Execute(later, Cancel).Value.DaysReused);
    }

    [Fact]
    public void A_model_that_leaks_is_refused_with_a_cache_too_and_leaves_nothing_in_it()
    {
        using var file = ForecastFiles.Open(_folder, "leaky");
        var request = Request(file, false) with { Model = new Leaky() };
        Assert.IsType<LeakFound>(new RunBacktest().Execute(request, Cancel).Failure);
        Assert.Equal(0, file.Count);
    }

    [Fact]
    public void Time_left_goes_by_the_work_done_since_the_start()
    {
        Assert.Null(RemainingTime.Of(TimeSpan.FromSeconds(5), 0.5, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(30), RemainingTime.Of(TimeSpan.FromSeconds(10), 0.6, 0.7));
        Assert.Equal(TimeSpan.Zero, RemainingTime.Of(TimeSpan.FromSeconds(10), 0, 1));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BacktestReport Run(IForecastCache? kept, bool quantiles) => new RunBacktest().Execute(Request(kept, quantiles), Cancel).Value;

    private BacktestRequest Request(IForecastCache? kept, bool quantiles) =>
        // The regressions of quantiles take their time: two days of them are enough.
        new(_panel, _model, MadePanel.FirstDay.AddDays(quantiles ? 158 : 120), MadePanel.FirstDay.AddDays(159))
        {
            Kept = kept,
            Quantiles = quantiles,
            Threads = 2,
        };

    private static void Same(BacktestReport expected, BacktestReport actual)
    {
        Assert.Equal(expected.Days.Select(d => d.Forecast), actual.Days.Select(d => d.Forecast));
        Assert.Equal(expected.Days.Select(d => d.Quantiles), actual.Days.Select(d => d.Quantiles));
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.ByMonth, actual.ByMonth);
        Assert.Equal(expected.Quantiles.Select(q => q.Errors), actual.Quantiles.Select(q => q.Errors));
        Assert.Equal(expected.HoursBeforeGate, actual.HoursBeforeGate);
    }

    /// <summary>A model whose settings are not fixed, so that a backtest asks it once a day.</summary>
    private sealed class Counting(IForecaster inner) : IForecaster
    {
        private int _calls;

        public ForecasterInfo Info { get; } = new("counting", "test", "counts", 21);

        public int Calls
        {
            get => _calls;
            set => _calls = value;
        }

        public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return inner.Forecast(panel, day, cancellationToken);
        }
    }

    private sealed class Leaky : IForecaster
    {
        public ForecasterInfo Info { get; } = new("leaky", "test", "reads the day itself", 7);

        public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default) => [.. panel.Prices[day]];
    }

    private sealed class Direct(Action<double> told) : IProgress<double>
    {
        public void Report(double value) => told(value);
    }
}
