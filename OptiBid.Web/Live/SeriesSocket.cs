using System.Net.WebSockets;
using System.Text.Json;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Security;

namespace OptiBid.Web.Live;

/// <summary>
/// A WebSocket about up to 20 series, <c>?series=MARKET/NODE/product,…</c>, that only the server writes to: once at the start and then whenever the
/// store got new values. Ends with the session or the API key. The endpoint that it is mapped at asks for the permission.
/// </summary>
internal static class SeriesSocket
{
    private const int MostSeries = 20;

    /// <summary>Writes what is new of one series, if anything; called for one series after the other.</summary>
    internal delegate Task Tell(SeriesKey key, Func<object, CancellationToken, ValueTask> writeAsync, CancellationToken cancellationToken);

    /// <summary>Accepts the socket and serves it until one side ends it.</summary>
    public static async Task RunAsync(HttpContext context, Tell tell)
    {
        var keys = Keys(context.Request.Query["series"].ToString());
        if (!context.WebSockets.IsWebSocketRequest || keys.Count is 0 or > MostSeries)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var watch = SessionWatches.Watch(context);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Ended, context.RequestAborted);
        // What the client sends is read so that its close is seen, and thrown away.
        var reading = DrainAsync(socket, stop);
        try
        {
            await SendAsync(context, socket, keys, tell, stop.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // The session ended or the client left; both are said below.
        }

        await CloseAsync(socket, watch.Ended.IsCancellationRequested);
        await reading;
    }

    private static async Task SendAsync(
        HttpContext context,
        WebSocket socket,
        List<SeriesKey> keys,
        Tell tell,
        CancellationToken cancellationToken
    )
    {
        await using var ticks = context
            .RequestServices.GetRequiredService<IPriceTicks>()
            .ListenAsync(cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        // Listening starts before the first read, so that nothing falls between.
        var next = ticks.MoveNextAsync();
        do
        {
            foreach (var key in keys)
            {
                await tell(key, (message, token) => WriteAsync(socket, message, token), cancellationToken);
            }
        } while (await NextAsync());

        async ValueTask<bool> NextAsync()
        {
            var more = await next;
            next = more ? ticks.MoveNextAsync() : next;
            return more;
        }
    }

    private static ValueTask WriteAsync(WebSocket socket, object message, CancellationToken cancellationToken) =>
        socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web).AsMemory(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellationToken
        );

    private static async Task DrainAsync(WebSocket socket, CancellationTokenSource stop)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (WebSocketException)
        {
            // The client went away without a word.
        }

        try
        {
            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The sender ended first.
        }
    }

    private static async Task CloseAsync(WebSocket socket, bool sessionEnded)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await socket.CloseOutputAsync(
                sessionEnded ? WebSocketCloseStatus.PolicyViolation : WebSocketCloseStatus.NormalClosure,
                sessionEnded ? "session ended" : null,
                patience.Token
            );
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    private static List<SeriesKey> Keys(string text) =>
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(k => k.Split('/'))
                .Where(p => p.Length == 3)
                .Select(p => new SeriesKey(p[0].ToUpperInvariant(), p[1], p[2].ToLowerInvariant())),
        ];
}
