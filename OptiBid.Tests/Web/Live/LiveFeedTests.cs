using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Replay;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Web.Live;

namespace OptiBid.Tests.Web.Live;

/// <summary>The ways into the snapshot store: commits of the store, indicative values, a replay.</summary>
public sealed class LiveFeedTests : IDisposable
{
    private static readonly SeriesKey s_key = new("ERCOT", SimulatedNodes.HbNorth, Products.RtLmp);
    private readonly FakeTimeProvider _time = new(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero));
    private readonly MemorySeriesStore _store = new();
    private readonly PriceTicks _ticks = new();
    private readonly LiveValues _values;
    private readonly MarketsOptions _options = new()
    {
        SimulatedHistoryDays = 2,
        SimulatedTickSeconds = 1,
        ReplaySpeed = 600,
        ReplayDays = 1,
    };

    public LiveFeedTests() => _values = new(_time, NullLogger<LiveValues>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _values.Dispose();

    [Fact]
    public async Task The_newest_values_of_the_store_are_there_after_the_start_and_after_each_commit()
    {
        using var market = new SimulatedMarket(_store, _ticks, _time, _options);
        await market.CatchUpAsync(Token);
        using var feed = Feed(new LiveFeed(_options, _time));
        await feed.ReadStoreAsync(Token);
        var first = _values.Find(s_key)!.Value;
        Assert.Equal(new DateTime(2026, 6, 10, 11, 55, 0, DateTimeKind.Utc), first.StartUtc);
        Assert.Equal((await _store.LatestAsync(s_key, Token))!.Value.Value, first.Value);
        Assert.NotNull(first.Previous);

        _time.Advance(TimeSpan.FromMinutes(15));
        await market.CatchUpAsync(Token);
        var position = _values.Entry(s_key).Position;
        await feed.ReadStoreAsync(Token);
        Assert.Equal(new DateTime(2026, 6, 10, 12, 10, 0, DateTimeKind.Utc), _values.Find(s_key)!.Value.StartUtc);
        // No interval between is lost to the charts.
        Assert.Equal(3, _values.Entry(s_key).CountSince(position, out _));
    }

    [Fact]
    public async Task A_correction_of_the_newest_value_is_told_to_those_who_follow_it()
    {
        var start = new DateTime(2026, 6, 10, 11, 0, 0, DateTimeKind.Utc);
        await AppendAsync(start, 40);
        using var feed = Feed(new LiveFeed(_options, _time));
        await feed.ReadStoreAsync(Token);
        var told = new TaskCompletionSource<double>();
        using var subscription = _values.Subscribe(
            [s_key],
            TimeSpan.FromMilliseconds(100),
            changed => Task.FromResult(told.TrySetResult(changed[0].Value))
        );
        await AppendAsync(start, 41);
        await feed.ReadStoreAsync(Token);
        Assert.Equal(41, await told.Task.WaitAsync(TimeSpan.FromSeconds(60), Token));
    }

    [Fact]
    public async Task Indicative_values_lead_from_one_closed_value_to_the_next_and_never_reach_the_store()
    {
        using var market = new SimulatedMarket(_store, _ticks, _time, _options);
        _time.Advance(TimeSpan.FromMinutes(3));
        await market.CatchUpAsync(Token);
        var before = (await _store.LatestAsync(s_key, Token))!.Value;
        using var prices = new IndicativePrices(new LiveFeed(_options, _time), _time, _options);
        var open = before.StartUtc.AddMinutes(5);
        Assert.Equal(before.Value, Of(prices.At(open)).Value, 2);
        var last = Of(prices.At(open.AddMinutes(5).AddTicks(-1)));
        Assert.True(last.IsIndicative);
        Assert.Equal(open, last.StartUtc);
        _time.Advance(TimeSpan.FromMinutes(5));
        await market.CatchUpAsync(Token);
        var close = (await _store.LatestAsync(s_key, Token))!.Value;
        Assert.Equal(open, close.StartUtc);
        Assert.Equal(close.Value, last.Value, 1);

        static LiveQuote Of(IReadOnlyList<LiveQuote> quotes) => quotes.Single(q => q.Key == s_key);
    }

    [Fact]
    public async Task A_replay_plays_the_history_at_its_speed_and_then_again_from_the_start()
    {
        var to = new DateTime(2026, 6, 10, 12, 0, 0, DateTimeKind.Utc);
        for (var i = 6; i > 0; i--)
        {
            await AppendAsync(to.AddMinutes(-5 * i), 50 - i);
        }

        var way = new LiveFeed(
            new()
            {
                Feed = "Replay",
                ReplaySpeed = 600,
                ReplayDays = 1,
            },
            _time
        );
        using var replay = new ReplayFeed(_store, way, _time, _options, NullLogger<ReplayFeed>.Instance);
        await replay.StartAsync(Token);
        var played = new List<(DateTime Start, double Value)>();
        var clocks = new List<DateTime>();
        await foreach (var quotes in WithClockAsync(way))
        {
            played.AddRange(quotes.Select(q => (q.StartUtc, q.Value)));
            clocks.Add(way.ClockUtc);
            Assert.All(quotes, q => Assert.True(q.AtUtc <= way.ClockUtc && !q.IsIndicative));
            if (played.Count >= 8)
            {
                break;
            }
        }

        await replay.StopAsync(Token);
        Assert.Equal([44, 45, 46, 47, 48, 49, 44, 45], played.Take(8).Select(p => p.Value));
        Assert.Contains(clocks, c => c >= to);
    }

    private async IAsyncEnumerable<IReadOnlyList<LiveQuote>> WithClockAsync(LiveFeed way)
    {
        await using var quotes = way.ReadAsync(Token).GetAsyncEnumerator(Token);
        while (true)
        {
            var next = quotes.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Delay(1, Token);
            }

            if (!await next)
            {
                yield break;
            }

            yield return quotes.Current;
        }
    }

    private async Task AppendAsync(DateTime start, double value)
    {
        await using var batch = await _store.BeginBatchAsync(Token);
        await batch.AppendAsync(
            new(s_key, "$/MWh", 5, "America/Chicago", "test", IsSimulated: true),
            new[] { new SeriesPoint(start, value, start) },
            Token
        );
        await batch.CommitAsync(Token);
    }

    private LiveValuesFeed Feed(ILiveFeed way) => new(_values, _store, _ticks, way, _time, NullLogger<LiveValuesFeed>.Instance);
}
