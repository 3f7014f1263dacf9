using System.Text.Json;
using StackExchange.Redis;

namespace OptiBid.Core.Identity.Sessions.Redis;

/// <summary>Session events through a channel of Redis.</summary>
internal sealed class RedisSessionBus(RedisConnection redis, SessionSignals signals) : ISessionBus
{
    private static readonly RedisChannel s_channel = RedisChannel.Literal("optibid:session-events");

    /// <inheritdoc/>
    public async Task PublishAsync(IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        await signals.ApplyAsync(events);
        var subscriber = await redis.SubscriberAsync();
        await subscriber.PublishAsync(s_channel, JsonSerializer.SerializeToUtf8Bytes(events));
    }

    /// <inheritdoc/>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var subscriber = await redis.SubscriberAsync();
        var queue = await subscriber.SubscribeAsync(s_channel);
        try
        {
            await foreach (var message in queue.WithCancellation(cancellationToken))
            {
                // Events may come twice, once from this process: taking one in again changes nothing.
                await signals.ApplyAsync(JsonSerializer.Deserialize<List<SessionEvent>>((byte[])message.Message!)!);
            }
        }
        finally
        {
            await queue.UnsubscribeAsync();
        }
    }
}
