using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Markets.Simulated;

public sealed class SimulatedFeedTests
{
    private static readonly SeriesKey s_realTime = new("ERCOT", SimulatedNodes.HbNorth, Products.RtLmp);
    private readonly MemorySeriesStore _store = new();
    private readonly PriceTicks _ticks = new();
    private readonly CountingTime _time = new(new DateTimeOffset(2026, 6, 10, 12, 2, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_fills_the_history_of_every_series_without_a_gap()
    {
        var result = await Market(10).CatchUpAsync(Token);
        Assert.Equal((0, 0), (result.Corrected, result.Duplicates));
        foreach (var series in SimulatedSeries.All)
        {
            var held = (await _store.FindAsync(series.Definition.Key, Token))!;
            Assert.Equal((held.ToUtc - held.FromUtc).TotalMinutes / series.Definition.IntervalMinutes, held.Count);
            Assert.InRange(held.FromUtc, Utc(2026, 5, 30), Utc(2026, 6, 1));
        }

        Assert.Equal(Utc(2026, 6, 10, 12), (await _store.FindAsync(s_realTime, Token))!.ToUtc);
    }

    [Fact]
    public async Task A_second_catch_up_at_the_same_instant_appends_nothing_and_tells_nobody()
    {
        using var market = Market();
        await market.CatchUpAsync(Token);
        await using var listener = _ticks.ListenAsync(Token).GetAsyncEnumerator(Token);
        var tick = listener.MoveNextAsync().AsTask();
        Assert.Equal(default, await market.CatchUpAsync(Token));
        Assert.False(tick.IsCompleted);

        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(10, (await market.CatchUpAsync(Token)).Inserted);
        Assert.True(await tick);
        Assert.Equal(_time.GetUtcNow().UtcDateTime, listener.Current.AtUtc);
    }

    [Fact]
    public async Task History_drawn_at_once_equals_ticks_of_five_minutes_and_a_restart_after_a_gap()
    {
        using (var market = Market())
        {
            await market.CatchUpAsync(Token);
            for (var i = 0; i < 30; i++)
            {
                _time.Advance(TimeSpan.FromMinutes(5));
                await market.CatchUpAsync(Token);
            }
        }

        _time.Advance(TimeSpan.FromHours(31));
        await Market().CatchUpAsync(Token);

        var fresh = new MemorySeriesStore();
        await new SimulatedMarket(fresh, _ticks, _time, new() { SimulatedHistoryDays = 5 }).CatchUpAsync(Token);
        foreach (var key in SimulatedSeries.All.Select(s => s.Definition.Key))
        {
            var since = (await _store.FindAsync(key, Token))!.FromUtc;
            var ticked = await _store.RangeAsync(key, since, DateTime.MaxValue, null, Token);
            Assert.Equal(await fresh.RangeAsync(key, since, DateTime.MaxValue, null, Token), ticked);
        }
    }

    [Theory]
    [InlineData("PJM", SimulatedNodes.WesternHub)]
    [InlineData("CAISO", SimulatedNodes.Sp15)]
    [InlineData("ERCOT", SimulatedNodes.HbNorth)]
    public async Task Day_ahead_prices_of_tomorrow_appear_exactly_at_the_results_time(string market, string node)
    {
        var key = new SeriesKey(market, node, Products.DaLmp);
        var calendar = MarketCalendar.For(market);
        var tomorrow = new DateOnly(2026, 6, 11);
        var results = GateSchedule.InstantUtc(market, Gate.DayAheadResults, tomorrow);
        var (from, to) = calendar.DayBounds(tomorrow);

        _time.SetUtcNow(new(results.AddTicks(-1)));
        await Market().CatchUpAsync(Token);
        Assert.Equal(from, (await _store.FindAsync(key, Token))!.ToUtc);

        _time.SetUtcNow(new(results));
        await Market().CatchUpAsync(Token);
        Assert.Equal(to, (await _store.FindAsync(key, Token))!.ToUtc);
        var points = await _store.RangeAsync(key, from, to, null, Token);
        Assert.All(points, p => Assert.Equal(results, p.PublishedAtUtc));
        Assert.Empty(await _store.RangeAsync(key, from, to, results.AddTicks(-1), Token));
    }

    [Theory]
    [InlineData(2027, 3, 14, 23)]
    [InlineData(2026, 11, 1, 25)]
    public async Task Days_of_23_and_25_hours_are_complete(int year, int month, int day, int hours)
    {
        _time.SetUtcNow(new(year, month, day + 2, 12, 0, 0, TimeSpan.Zero));
        await Market(4).CatchUpAsync(Token);
        foreach (var series in SimulatedSeries.All)
        {
            var (from, to) = MarketCalendar.For(series.Definition.Key.Market).DayBounds(new(year, month, day));
            var points = await _store.RangeAsync(series.Definition.Key, from, to, null, Token);
            Assert.Equal(hours * 60 / series.Definition.IntervalMinutes, points.Count);
        }
    }

    [Fact]
    public async Task The_service_ticks_at_five_minute_boundaries_and_outlives_a_fault_of_the_store()
    {
        using var market = Market();
        using var feed = new SimulatedFeed(market, _time, NullLogger<SimulatedFeed>.Instance);
        await feed.StartAsync(Token);
        await AdvanceAsync(1, TimeSpan.FromSeconds(179));
        Assert.Equal(Utc(2026, 6, 10, 12), (await _store.FindAsync(s_realTime, Token))!.ToUtc);

        _store.Fault = new IOException("disk full");
        await AdvanceAsync(1, TimeSpan.FromSeconds(1));
        await AdvanceAsync(2, TimeSpan.FromMinutes(5));
        Assert.Null(_store.Fault);
        await UntilAsync(Utc(2026, 6, 10, 12, 10));
        await feed.StopAsync(Token);
    }

    [Theory]
    [InlineData("Simulated", 1)]
    [InlineData("none", 0)]
    public void The_feed_option_decides_whether_the_simulated_market_runs(string feed, int services)
    {
        var collection = new ServiceCollection().AddMarkets(Configuration(("Markets:Feed", feed)));
        Assert.Equal(services, collection.Count(s => s.ServiceType == typeof(IHostedService)));
        Assert.Equal(services, collection.Count(s => s.ServiceType == typeof(ISeeder)));
    }

    [Theory]
    [InlineData("Markets:SimulatedTickSeconds", "0.05", "Markets:SimulatedTickSeconds is 0.05; allowed: 0.1 to 300")]
    [InlineData("Markets:ReplaySpeed", "0.5", "Markets:ReplaySpeed is 0.5; allowed: 1 to 100000")]
    [InlineData("Markets:ReplayDays", "0", "Markets:ReplayDays is 0; allowed: 1 to 90")]
    [InlineData("Markets:Feed", "Live", "Markets:Feed is 'Live'; allowed: Simulated, Replay, None")]
    [InlineData("Markets:SimulatedHistoryDays", "0", "Markets:SimulatedHistoryDays is 0; allowed: 1 to 3650")]
    public void An_unknown_value_stops_the_start_and_names_the_allowed_ones(string key, string value, string message)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddMarkets(Configuration((key, value))));
        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public async Task A_listener_that_is_behind_gets_the_newest_tick_and_leaves_nothing_behind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using (var listener = _ticks.ListenAsync(stop.Token).GetAsyncEnumerator(Token))
        {
            var first = listener.MoveNextAsync();
            _ticks.Publish(new(Utc(2026, 1, 1)));
            Assert.True(await first);
            _ticks.Publish(new(Utc(2026, 1, 2)));
            _ticks.Publish(new(Utc(2026, 1, 3)));
            Assert.True(await listener.MoveNextAsync());
            Assert.Equal(Utc(2026, 1, 3), listener.Current.AtUtc);
            await stop.CancelAsync();
            Assert.False(await listener.MoveNextAsync());
        }

        Assert.Equal(0, _ticks.Listeners);
    }

    private SimulatedMarket Market(int days = 3) => new(_store, _ticks, _time, new() { SimulatedHistoryDays = days });

    /// <summary>Waits until the service sleeps for the given time since the start, then moves the clock.</summary>
    private async Task AdvanceAsync(int sleeps, TimeSpan by)
    {
        for (var i = 0; i < 2_000 && _time.Timers < sleeps; i++)
        {
            await Task.Delay(10, Token);
        }

        Assert.Equal(sleeps, _time.Timers);
        _time.Advance(by);
    }

    private async Task UntilAsync(DateTime end)
    {
        for (var i = 0; i < 500; i++)
        {
            if ((await _store.FindAsync(s_realTime, Token))?.ToUtc == end)
            {
                return;
            }

            await Task.Delay(10, Token);
        }

        Assert.Fail($"the feed did not reach {end:O}");
    }

    private static IConfiguration Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => v.Value)).Build();

    private static DateTime Utc(int year, int month, int day, int hour = 0, int minute = 0) =>
        new(year, month, day, hour, minute, 0, DateTimeKind.Utc);

    /// <summary>Counts the timers, so that a test knows when the service sleeps.</summary>
    private sealed class CountingTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }
}
