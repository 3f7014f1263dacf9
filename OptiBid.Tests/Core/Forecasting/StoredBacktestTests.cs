using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Tests.Core.Forecasting;

public class StoredBacktestTests
{
    private static readonly StoredBacktestRequest s_request = new(ErcotDesk.Price, "naive-dow", new(2024, 10, 28), new(2024, 11, 10));

    [Fact]
    public async Task A_backtest_forecasts_what_the_desk_would_have_forecast_each_day()
    {
        await using var desk = new ErcotDesk(withLoadForecast: true);
        // ridge-300 tunes once per backtest and once per month: the same where the backtest lies in one month and starts on its first day.
        foreach (var (model, from) in new[] { ("naive-dow", new DateOnly(2024, 10, 28)), ("ridge-56", new DateOnly(2024, 11, 1)) })
        {
            var result = await Run(desk, s_request with { Model = model, From = from });
            var calendar = MarketCalendar.For("ERCOT");
            foreach (var day in result.Report.Days)
            {
                var live = await desk.Get<IForecastDay>()
                    .ExecuteAsync(ErcotDesk.Price, day.Day, model, TestContext.Current.CancellationToken);
                var clock = calendar.FromClock24(day.Day, day.Forecast);
                Assert.Equal(live.Value.Values.Count, clock.Length);
                Assert.All(live.Value.Values.Zip(clock), p => Assert.Equal(p.First, p.Second, 9));
            }
        }
    }

    [Fact]
    public async Task A_later_correction_does_not_reach_back_into_a_backtest()
    {
        await using var desk = new ErcotDesk();
        var honest = await Run(desk, s_request);
        var definition = honest.Definition;
        var (from, _) = MarketCalendar.For("ERCOT").DayBounds(new(2024, 10, 30));
        desk.Store.Add(definition, [new(from, 9999, from.AddDays(40), 2)]);
        var again = await Run(desk, s_request);
        Assert.Equal(honest.Report.Days.Select(d => d.Forecast), again.Report.Days.Select(d => d.Forecast));
        Assert.Equal(honest.Report.Errors, again.Report.Errors);
        Assert.Contains(
            again.Notes,
            n => n.ToString().StartsWith("1 values of ERCOT/MADE_UP_HUB/da_lmp were corrected later", StringComparison.Ordinal)
        );
        Assert.Equal(honest.DataHash, again.DataHash);
    }

    [Fact]
    public async Task Days_with_missing_prices_are_named_and_not_scored()
    {
        await using var desk = new ErcotDesk();
        var (from, _) = MarketCalendar.For("ERCOT").DayBounds(new(2024, 11, 2));
        desk.Store.RemoveWhere(ErcotDesk.Price, p => p.StartUtc == from.AddHours(3));
        var result = await Run(desk, s_request);
        Assert.Equal(13, result.Report.Days.Count);
        Assert.Contains("not scored, hours missing: 2024-11-02", result.Notes.Select(n => n.ToString()));
    }

    [Fact]
    public async Task A_series_that_is_public_too_late_names_what_was_withheld()
    {
        await using var desk = new ErcotDesk();
        // As real-time prices are: public an hour after delivery, so most of the day before is not known at 10:00.
        desk.Store.Change(ErcotDesk.Price, p => p with { PublishedAtUtc = p.StartUtc.AddHours(1) });
        var report = (await Run(desk, s_request with { Model = "naive-daily" })).Report;
        var withheld = Assert.Single(report.Withheld);
        Assert.Equal(1, withheld.LagDays);
        Assert.Equal(14 * 14, withheld.Values, tolerance: 16.0);
        Assert.True(report.HoursBeforeGate > 0);
    }

    [Fact]
    public async Task A_range_the_store_does_not_hold_is_a_failure()
    {
        await using var desk = new ErcotDesk();
        var backtest = desk.Get<IBacktestStoredSeries>();
        var late = await backtest.ExecuteAsync(s_request with { To = new(2026, 1, 1) }, null, TestContext.Current.CancellationToken);
        Assert.Equal("forecast.history", late.Failure!.Code);
        var early = await backtest.ExecuteAsync(s_request with { From = new(2024, 1, 3) }, null, TestContext.Current.CancellationToken);
        Assert.Equal("forecast.range", early.Failure!.Code);
        var turned = await backtest.ExecuteAsync(s_request with { To = new(2024, 1, 3) }, null, TestContext.Current.CancellationToken);
        Assert.Equal("to", turned.Failure!.Field);
    }

    private static async Task<StoredBacktest> Run(ErcotDesk desk, StoredBacktestRequest request) =>
        (await desk.Get<IBacktestStoredSeries>().ExecuteAsync(request, null, TestContext.Current.CancellationToken)).Value;
}
