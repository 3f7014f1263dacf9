using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>
/// <c>/hubs/session</c>: tells a client what happens to its session. Pushes <c>ended(reason)</c> before the connection closes,
/// <c>rightsChanged(permissions)</c> and <c>expiresSoon(atUtc)</c>.
/// </summary>
internal sealed class SessionHub : Hub
{
    /// <summary>The time of the server; shows that the session lives. Does not count as use.</summary>
    public DateTime Ping(TimeProvider time) => time.GetUtcNow().UtcDateTime;
}

/// <summary>
/// Guards every hub: a connection lives as long as its session, every call is checked against the session as of now and counted against the
/// limit of the connection.
/// </summary>
internal sealed partial class SessionHubFilter(
    ISessionAssurance assurance,
    IOptions<RateLimitOptions> limits,
    ILogger<SessionHubFilter> log
) : IHubFilter
{
    private static readonly TimeSpan s_warning = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Guard> _guards = new(StringComparer.Ordinal);

    private sealed record Guard(ISessionWatch Watch, System.Threading.RateLimiting.RateLimiter? Limiter, CancellationTokenSource Closing);

    /// <inheritdoc/>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (IsCircuit(context.Hub))
        {
            await next(context);
            return;
        }

        var http = context.Context.GetHttpContext()!;
        var watch = SessionWatches.Watch(http);
        var (connection, client) = (context.Context, context.Hub.Clients.Caller);
        var guard = new Guard(watch, RateLimits.Connection(limits.Value.PerHub), new());
        _guards[connection.ConnectionId] = guard;
        watch.Changed += () => _ = client.SendAsync("rightsChanged", watch.Session.Access.Permissions.Order(StringComparer.Ordinal));
        watch.Ended.Register(() => _ = CloseAsync(connection, client, watch.Reason));
        _ = WarnAsync(http.RequestServices.GetRequiredService<TimeProvider>(), client, watch.Session.ExpiresAtUtc, guard.Closing.Token);
        await next(context);
    }

    /// <inheritdoc/>
    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (_guards.TryRemove(context.Context.ConnectionId, out var guard))
        {
            guard.Watch.Dispose();
            guard.Limiter?.Dispose();
            await guard.Closing.CancelAsync();
            guard.Closing.Dispose();
        }

        await next(context, exception);
    }

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        if (IsCircuit(invocationContext.Hub))
        {
            return await LoggedAsync(invocationContext, next);
        }

        if (
            !_guards.TryGetValue(invocationContext.Context.ConnectionId, out var guard)
            || guard.Watch.Ended.IsCancellationRequested
            || assurance.Check(guard.Watch.Session) != SessionLack.Nothing
        )
        {
            invocationContext.Context.Abort();
            throw Refusal(invocationContext, "The session has ended.");
        }

        using var lease = guard.Limiter?.AttemptAcquire();
        return lease is { IsAcquired: false }
            ? throw Refusal(invocationContext, "Too many calls.")
            : await LoggedAsync(invocationContext, next);
    }

    private HubException Refusal(HubInvocationContext call, string reason)
    {
        LogRefused(log, call.HubMethodName, call.Context.UserIdentifier, reason);
        return new HubException(reason);
    }

    /// <summary>SignalR's own log of faults is off, because it writes a stack trace for every refusal: a real fault is written here.</summary>
    private async ValueTask<object?> LoggedAsync(HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(call);
        }
        catch (Exception fault) when (fault is not HubException and not OperationCanceledException)
        {
            LogFault(log, fault, call.HubMethodName);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Hub call {Method} of {User} refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string method, string? user, string reason);

    [LoggerMessage(LogLevel.Error, "Hub call {Method} failed")]
    private static partial void LogFault(ILogger logger, Exception fault, string method);

    /// <summary>The hub of Blazor has its own guard, <see cref="SessionCircuitHandler"/>, which leads the page away before the connection goes.</summary>
    private static bool IsCircuit(Hub hub) =>
        hub.GetType().Namespace?.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal) == true;

    private static async Task CloseAsync(HubCallerContext connection, IClientProxy client, string? reason)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await client.SendAsync("ended", reason, patience.Token);
        }
        finally
        {
            connection.Abort();
        }
    }

    private static async Task WarnAsync(TimeProvider time, IClientProxy client, DateTime expiresAtUtc, CancellationToken cancellationToken)
    {
        var wait = expiresAtUtc - s_warning - time.GetUtcNow().UtcDateTime;
        try
        {
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancellationToken);
            await client.SendAsync("expiresSoon", expiresAtUtc, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The connection closed first.
        }
    }
}
