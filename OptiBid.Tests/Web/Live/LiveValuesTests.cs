using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Series;
using OptiBid.Web.Live;

namespace OptiBid.Tests.Web.Live;

/// <summary>What a subscriber of the snapshot store can rely on, whatever the order of values and times.</summary>
public sealed class LiveValuesTests : IDisposable
{
    private static readonly DateTime s_start = new(2026, 6, 10, 12, 0, 0, DateTimeKind.Utc);
    private static readonly SeriesKey s_north = new("ERCOT", "HB_NORTH", "rt_lmp");
    private static readonly SeriesKey s_west = new("ERCOT", "HB_WEST", "rt_lmp");
    private readonly FakeTimeProvider _time = new(new(s_start));
    private readonly LiveValues _values;

    public LiveValuesTests() => _values = new(_time, NullLogger<LiveValues>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _values.Dispose();

    [Fact]
    public async Task What_comes_together_is_told_together()
    {
        var keys = Enumerable.Range(0, 200).Select(i => new SeriesKey("M", $"N{i}", "rt_lmp")).ToArray();
        for (var round = 0; round < 50; round++)
        {
            var told = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = _values.Subscribe(
                keys,
                TimeSpan.FromMilliseconds(500),
                changed =>
                {
                    told.TrySetResult(changed.Count);
                    return Task.CompletedTask;
                }
            );
            _values.Take([.. keys.Select(k => new LiveQuote(k, s_start, round, s_start, IsIndicative: true))], mayGoBack: false);
            Assert.Equal(keys.Length, await told.Task.WaitAsync(TimeSpan.FromSeconds(60), Token));
        }
    }

    [Fact]
    public async Task Whatever_comes_when_the_newest_value_is_told_once_per_interval_and_never_twice_at_once()
    {
        var steps = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 120]).Array[1, 60];
        await steps.SampleAsync(
            async script =>
            {
                using var time = new StampedTime();
                using var values = new LiveValues(time, NullLogger<LiveValues>.Instance);
                var keys = Enumerable.Range(0, 8).Select(i => new SeriesKey("M", $"N{i}", "rt_lmp")).ToArray();
                var told = new ConcurrentDictionary<SeriesKey, double>();
                var calls = new ConcurrentQueue<long>();
                var (inside, overlaps) = (0, 0);
                using var subscription = values.Subscribe(
                    keys,
                    TimeSpan.FromMilliseconds(200),
                    async changed =>
                    {
                        calls.Enqueue(time.ReadHere);
                        overlaps += Interlocked.Increment(ref inside) - 1;
                        await Task.Yield();
                        foreach (var value in changed)
                        {
                            told[value.Key] = value.Value;
                        }

                        Interlocked.Decrement(ref inside);
                    }
                );
                var sent = new Dictionary<SeriesKey, double>();
                for (var i = 0; i < script.Length; i++)
                {
                    var (node, wait) = script[i];
                    sent[keys[node]] = i;
                    values.Take([new(keys[node], s_start, i, time.GetUtcNow().UtcDateTime, IsIndicative: true)], mayGoBack: false);
                    time.Advance(TimeSpan.FromMilliseconds(wait));
                }

                await UntilAsync(
                    () => sent.All(s => told.GetValueOrDefault(s.Key, double.NaN).Equals(s.Value)),
                    () => time.Advance(TimeSpan.FromMilliseconds(50))
                );
                Assert.Equal(0, overlaps);
                var starts = calls.ToArray();
                Assert.All(
                    starts.Skip(1).Zip(starts),
                    pair => Assert.True(time.GetElapsedTime(pair.Second, pair.First) >= TimeSpan.FromMilliseconds(200))
                );
            },
            iter: 60,
            threads: 1
        );
    }

    [Fact]
    public async Task A_slow_subscriber_gets_the_newest_value_only_when_it_is_done()
    {
        var gate = new TaskCompletionSource();
        var told = new ConcurrentQueue<double>();
        using var subscription = _values.Subscribe(
            [s_north],
            TimeSpan.FromMilliseconds(100),
            async changed =>
            {
                told.Enqueue(changed[0].Value);
                await gate.Task;
            }
        );
        Send(s_north, 1);
        await UntilAsync(() => told.Count == 1);
        for (var i = 2; i <= 9; i++)
        {
            Send(s_north, i);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(told);
        gate.SetResult();
        await UntilAsync(() => told.Count == 2, () => _time.Advance(TimeSpan.FromMilliseconds(100)));
        Assert.Equal([1, 9], told);
    }

    [Fact]
    public async Task A_fault_of_one_subscriber_ends_neither_it_nor_the_others_and_disposing_ends_it()
    {
        var (faulty, other) = (0, 0);
        var first = _values.Subscribe(
            [s_north],
            TimeSpan.FromMilliseconds(100),
            _ => throw new InvalidOperationException($"call {++faulty}")
        );
        using var second = _values.Subscribe([], TimeSpan.FromMilliseconds(100), changed => Task.FromResult(other += changed.Count));
        Send(s_north, 1);
        await UntilAsync(() => (faulty, other) == (1, 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Send(s_north, 2);
        // A series that nobody knew when the second subscribed is heard too.
        Send(s_west, 3);
        await UntilAsync(() => faulty == 2 && other == 3, () => _time.Advance(TimeSpan.FromMilliseconds(100)));
        first.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Send(s_north, 4);
        await UntilAsync(() => other == 4, () => _time.Advance(TimeSpan.FromMilliseconds(100)));
        Assert.Equal(2, faulty);
        Assert.DoesNotContain(first, _values.Entry(s_north).Listeners.Select(l => (IDisposable)l.Listener));
    }

    [Fact]
    public void An_interval_is_indicative_until_it_closes_and_never_again()
    {
        var next = s_start.AddMinutes(5);
        Assert.True(Send(s_north, 10, s_start, indicative: true));
        Assert.True(Send(s_north, 12, s_start));
        Assert.False(Send(s_north, 13, s_start, indicative: true));
        Assert.Equal((12, 10, false), Newest());
        Assert.True(Send(s_north, 20, next, indicative: true));
        Assert.False(Send(s_north, 12, s_start));
        Assert.Equal((20, 12, true), Newest());
        // The same value again is no news, a correction is.
        Assert.True(Send(s_north, 21, next));
        Assert.False(Send(s_north, 21, next));
        Assert.True(Send(s_north, 22, next));
        Assert.Equal((22, 21, false), Newest());

        (double, double?, bool) Newest() =>
            _values.Find(s_north) is { } v ? (v.Value, v.Previous, v.IsIndicative) : throw new InvalidOperationException();
    }

    [Fact]
    public void A_page_that_is_behind_gets_every_point_that_is_kept_and_knows_when_some_are_lost()
    {
        var entry = _values.Entry(s_north);
        var position = entry.Position;
        for (var i = 0; i < 100; i++)
        {
            Send(s_north, i, s_start.AddMinutes(5 * i));
        }

        var pairs = new double[2 * LiveEntry.TrailLength];
        Assert.Equal(100, entry.CountSince(position, out var lost));
        Assert.False(lost);
        Assert.Equal(30, entry.CopySince(ref position, pairs.AsSpan(0, 60)));
        Assert.Equal(70, entry.CopySince(ref position, pairs));
        Assert.Equal(99, pairs[139]);
        for (var i = 100; i < 700; i++)
        {
            Send(s_north, i, s_start.AddMinutes(5 * i));
        }

        Assert.Equal(LiveEntry.TrailLength, entry.CountSince(position, out lost));
        Assert.True(lost);
    }

    [Fact]
    public void A_message_holds_each_slot_with_its_new_points_and_nothing_else()
    {
        LiveSlot[] slots = [new(3, _values.Entry(s_north)), new(7, _values.Entry(s_west))];
        Assert.Null(LiveMessage.Since(slots, new long[2]));
        Send(s_west, 5, s_start);
        Send(s_west, 6, s_start.AddMinutes(5));
        var positions = new long[2];
        var doubles = new double[6];
        Buffer.BlockCopy(LiveMessage.Since(slots, positions)!, 0, doubles, 0, 48);
        var seconds = (s_start - DateTime.UnixEpoch).TotalSeconds;
        Assert.Equal([7, 2, seconds, 5, seconds + 300, 6], doubles);
        Assert.Equal([0, 2], positions);
    }

    [Fact]
    public async Task A_tick_allocates_little_per_subscriber()
    {
        const int Subscribers = 200;
        var calls = 0;
        var subscriptions = Enumerable
            .Range(0, Subscribers)
            .Select(_ =>
                _values.Subscribe(
                    [s_north, s_west],
                    TimeSpan.FromMilliseconds(100),
                    _ =>
                    {
                        Interlocked.Increment(ref calls);
                        return Task.CompletedTask;
                    }
                )
            )
            .ToList();
        // The first rounds fill pools and compile.
        for (var round = 1; round <= 5; round++)
        {
            await TickAsync(round);
        }

        // The counter is that of the process: what other tests allocate meanwhile is in it, so the least of the rounds counts.
        var least = double.PositiveInfinity;
        for (var round = 6; round <= 45; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await TickAsync(round);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Subscribers);
        }

        subscriptions.ForEach(s => s.Dispose());
        Assert.True(least < 2_000, $"{least:N0} bytes per tick and subscriber");

        async Task TickAsync(int round)
        {
            Send(s_north, round);
            Send(s_west, round);
            await UntilAsync(() => Volatile.Read(ref calls) >= round * Subscribers, () => _time.Advance(TimeSpan.FromMilliseconds(100)));
        }
    }

    private bool Send(SeriesKey key, double value, DateTime? start = null, bool indicative = false)
    {
        var position = _values.Entry(key).Position;
        _values.Take([new(key, start ?? s_start, value, _time.GetUtcNow().UtcDateTime, indicative)], mayGoBack: false);
        return _values.Entry(key).Position != position;
    }

    private static async Task UntilAsync(Func<bool> done, Action? meanwhile = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!done())
        {
            meanwhile?.Invoke();
            await Task.Delay(1, patience.Token);
        }
    }

    /// <summary>
    /// Time that remembers what each thread read last. A call is begun on the thread that has just read its start, so it can tell that start exactly,
    /// however far the test has moved the time since.
    /// </summary>
    private sealed class StampedTime() : FakeTimeProvider(new(s_start)), IDisposable
    {
        private readonly ThreadLocal<long> _read = new();

        public long ReadHere => _read.Value;

        public void Dispose() => _read.Dispose();

        public override long GetTimestamp() => _read.Value = base.GetTimestamp();
    }
}
