using StackExchange.Redis;

namespace OptiBid.Core.Identity.Sessions.Redis;

/// <summary>The one connection of this process to Redis, opened at its first use.</summary>
internal sealed class RedisConnection(string configuration) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _multiplexer = new(() => ConnectionMultiplexer.ConnectAsync(configuration));

    /// <summary>Commands.</summary>
    public async Task<IDatabase> DatabaseAsync() => (await _multiplexer.Value).GetDatabase();

    /// <summary>Publish and subscribe.</summary>
    public async Task<ISubscriber> SubscriberAsync() => (await _multiplexer.Value).GetSubscriber();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_multiplexer.IsValueCreated)
        {
            await (await _multiplexer.Value).DisposeAsync();
        }
    }
}
