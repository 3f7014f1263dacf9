using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series.DuckDb;

namespace OptiBid.Tests.Core.Markets.Simulated;

public sealed class SimulatedHistoryTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Ninety_days_enter_the_embedded_store_in_a_few_seconds_and_a_second_start_adds_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("optibid-history");
        try
        {
            using var store = new DuckDbSeriesStore(new DuckDbFileOptions(folder.FullName, 160, 0));
            var time = new FakeTimeProvider(new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero));
            using var market = new SimulatedMarket(store, new PriceTicks(), time, new());
            var seeder = new SimulatedHistorySeeder(market);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await store.InitialiseAsync(token);
            await seeder.SeedAsync(token);
            output.WriteLine($"first start {clock.ElapsedMilliseconds} ms");
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);

            var series = await store.ListAsync(token);
            Assert.Equal(SimulatedSeries.All.Count, series.Count);
            Assert.InRange(series.Sum(s => s.Count), 270_000, 290_000);
            Assert.All(series, s => Assert.Equal((s.ToUtc - s.FromUtc).TotalMinutes / s.Definition.IntervalMinutes, s.Count));

            clock.Restart();
            await seeder.SeedAsync(token);
            output.WriteLine($"second start {clock.ElapsedMilliseconds} ms");
            Assert.Equal(series.Sum(s => s.Count), (await store.ListAsync(token)).Sum(s => s.Count));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
