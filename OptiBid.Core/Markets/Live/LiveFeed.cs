using System.Threading.Channels;

namespace OptiBid.Core.Markets.Live;

/// <inheritdoc cref="ILiveFeed"/>
internal sealed class LiveFeed : ILiveFeed
{
    private const int Capacity = 1024;
    private readonly Channel<IReadOnlyList<LiveQuote>> _channel;
    private readonly TimeProvider _time;
    private long _clock;
    private long _dropped;

    /// <summary>The way of the feed that the options choose.</summary>
    public LiveFeed(MarketsOptions options, TimeProvider time)
    {
        _time = time;
        Kind = options.Feed.ToUpperInvariant() switch
        {
            "SIMULATED" => LiveFeedKind.Simulated,
            "REPLAY" => LiveFeedKind.Replay,
            _ => LiveFeedKind.Store,
        };
        Every = Kind switch
        {
            LiveFeedKind.Simulated when options.HasIndicativeTicks => TimeSpan.FromSeconds(options.SimulatedTickSeconds),
            LiveFeedKind.Replay => TimeSpan.FromMinutes(5) / options.ReplaySpeed,
            _ => null,
        };
        _channel = Channel.CreateBounded<IReadOnlyList<LiveQuote>>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped)
        );
    }

    /// <inheritdoc/>
    public LiveFeedKind Kind { get; }

    /// <inheritdoc/>
    public TimeSpan? Every { get; }

    /// <inheritdoc/>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public DateTime ClockUtc =>
        Interlocked.Read(ref _clock) is var ticks and > 0 ? new(ticks, DateTimeKind.Utc) : _time.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    public void Publish(IReadOnlyList<LiveQuote> quotes)
    {
        if (quotes.Count > 0)
        {
            _channel.Writer.TryWrite(quotes);
        }
    }

    /// <inheritdoc/>
    public void MoveClock(DateTime utc) => Interlocked.Exchange(ref _clock, utc.Ticks);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<LiveQuote>> ReadAsync(CancellationToken cancellationToken) =>
        _channel.Reader.ReadAllAsync(cancellationToken);
}
