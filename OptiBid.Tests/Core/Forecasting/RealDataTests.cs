using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

public class RealDataTests
{
    [Theory]
    [InlineData("HB_NORTH", 12.48, 15.45)]
    [InlineData("HB_HOUSTON", 11.39, 15.35)]
    [InlineData("LZ_WEST", 19.79, 22.71)]
    public async Task The_naive_rows_of_ercot_in_2025_are_reproduced(string node, double daily, double weekly)
    {
        await using var desk = await DeskOf("ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz");
        var key = new SeriesKey("ERCOT", node, Products.DaLmp);
        var calendar = MarketCalendar.For("ERCOT");
        var (first, last) = (new DateOnly(2024, 12, 25), new DateOnly(2025, 6, 30));
        var points = await desk.Store.RangeAsync(
            key,
            calendar.DayBounds(first).FromUtc,
            calendar.DayBounds(last).ToUtc,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var days = HourlyColumn.From(calendar, 60, points, first, last.DayNumber - first.DayNumber + 1).Values;
        var hours = Enumerable.Range(7, days.Length - 7).SelectMany(d => Enumerable.Range(0, 24).Select(h => (d, h))).ToList();
        var both = hours.Where(x => double.IsFinite(days[x.d][x.h] + days[x.d - 1][x.h] + days[x.d - 7][x.h])).ToList();
        Assert.InRange(both.Count, 4336, 4342);
        Assert.Equal(daily, both.Average(x => Math.Abs(days[x.d][x.h] - days[x.d - 1][x.h])), 0.01);
        Assert.Equal(weekly, both.Average(x => Math.Abs(days[x.d][x.h] - days[x.d - 7][x.h])), 0.01);

        // A backtest scores whole days: it leaves out 2025-03-09, of which the file lost an hour, and fills the lags of later days.
        var result = await Run(desk, new(key, "naive-daily", new(2025, 1, 1), last));
        Assert.Equal(180 * 24, result.Report.Errors.N);
        Assert.Contains("not scored, hours missing: 2025-03-09", result.Notes.Select(n => n.ToString()));
        Assert.Equal(daily, result.Report.Errors.Mae, 0.05);
        Assert.Equal(weekly, result.Report.NaiveWeekly.Mae, 0.05);
        Assert.Empty(result.Report.Withheld);

        // Prices alone: ridge has to beat the better of the two, and significantly so.
        var ridge = (await Run(desk, new(key, "ridge-84", new(2025, 1, 1), last))).Report;
        Assert.True(ridge.RmaeDaily < 0.9, $"rMAE {ridge.RmaeDaily}");
        Assert.True(ridge.DmDaily > DieboldMariano.Critical, $"DM {ridge.DmDaily}");
    }

    [Fact]
    public async Task The_benchmark_is_the_same_from_the_store_as_from_its_file()
    {
        await using var desk = await DeskOf("epf/PJM.csv.gz");
        var key = new SeriesKey("EPF-PJM", "COMED", Products.DaLmp);
        var stored = (await Run(desk, new(key, "ridge-84", new(2017, 12, 1), new(2017, 12, 14)))).Report;
        var file = new RunBacktest()
            .Execute(
                new(
                    PjmPanel.Get(),
                    new OptiBid.Core.Forecasting.Models.ForecasterCatalog().Find("ridge-84")!,
                    new(2017, 12, 1),
                    new(2017, 12, 14)
                ),
                TestContext.Current.CancellationToken
            )
            .Value;
        Assert.Equal(file.Errors.Mae, stored.Errors.Mae, 6);
        Assert.Equal(file.HoursBeforeGate, stored.HoursBeforeGate, 6);
    }

    private static async Task<ErcotDesk> DeskOf(string file)
    {
        var path = SharedData.PathOf(file);
        await using var services = new ServiceCollection().AddImport().BuildServiceProvider();
        var series = await services
            .GetRequiredService<IReadSeriesFiles>()
            .ReadAsync([path], cancellationToken: TestContext.Current.CancellationToken);
        var desk = new ErcotDesk(days: 0);
        foreach (var s in series)
        {
            desk.Store.Add(s.Definition, s.Points);
        }

        return desk;
    }

    private static async Task<StoredBacktest> Run(ErcotDesk desk, StoredBacktestRequest request) =>
        (await desk.Get<IBacktestStoredSeries>().ExecuteAsync(request, null, TestContext.Current.CancellationToken)).Value;
}
