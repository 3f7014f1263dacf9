using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OptiBid.Core.Markets.Prices;

/// <summary>Says that the store holds something new.</summary>
/// <param name="AtUtc">When it was committed, UTC.</param>
public sealed record PriceTick(DateTime AtUtc);

/// <summary>
/// Tells listeners of this process that market data was appended. A listener that is behind gets the newest tick only and reads the store
/// again, so a slow page costs nothing. Safe for use by many threads at once.
/// </summary>
public interface IPriceTicks
{
    /// <summary>Tells every listener; never blocks.</summary>
    void Publish(PriceTick tick);

    /// <summary>The ticks from the first read on, until the token is cancelled or the enumeration is disposed.</summary>
    IAsyncEnumerable<PriceTick> ListenAsync(CancellationToken cancellationToken);
}

/// <inheritdoc cref="IPriceTicks"/>
internal sealed class PriceTicks : IPriceTicks
{
    private readonly ConcurrentDictionary<Channel<PriceTick>, byte> _listeners = new();

    /// <summary>How many listen; for tests.</summary>
    public int Listeners => _listeners.Count;

    /// <inheritdoc/>
    public void Publish(PriceTick tick)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(tick);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PriceTick> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<PriceTick>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners.TryAdd(channel, 0);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                PriceTick tick;
                try
                {
                    tick = await channel.Reader.ReadAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }

                yield return tick;
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }
}
