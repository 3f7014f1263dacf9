using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Security;

/// <summary>Connections that are too many, too large or not understood, and answers that take long.</summary>
public sealed class ConnectionTests
{
    private const string Handshake = "{\"protocol\":\"blazorpack\",\"version\":1}\u001e";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("AttackCase", "47")]
    [InlineData("--RateLimits:ConnectionsPerUser", 3, 3)]
    [InlineData("--RateLimits:ConnectionsPerOrganisation", 3, 3)]
    public async Task A_connection_too_many_of_a_user_or_an_organisation_is_refused_until_one_closes(string limit, int most, int open)
    {
        await using var app = await GateApp.OpenAsync(null, GateDatabase.Sqlite, limit, $"{most}");
        var session = await app.StartAsync(Roles.Trader);
        // The organisation's limit is for all of its members.
        var last = limit.EndsWith("User", StringComparison.Ordinal) ? session : await app.StartAsync(Roles.Viewer);
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < open; i++)
        {
            sockets.Add(await CircuitAsync(app, session));
        }

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => CircuitAsync(app, last));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        using var other = await CircuitAsync(app, await app.StartAsync(app.OtherUser, app.OtherOrganisation));
        await sockets[0].CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        while (true)
        {
            try
            {
                sockets.Add(await CircuitAsync(app, last));
                break;
            }
            catch (WebSocketException)
            {
                await Task.Delay(20, Cancel);
            }
        }

        sockets.ForEach(s => s.Dispose());
    }

    [Fact]
    [Trait("AttackCase", "47")]
    public async Task The_members_of_an_organisation_share_its_limit_and_no_other_organisation_feels_it()
    {
        await using var app = await GateApp.OpenAsync(null, GateDatabase.Sqlite, "--RateLimits:PerOrganisation", "10");
        using var one = app.Client(await app.StartAsync(Roles.Viewer));
        using var two = app.Client(await app.StartAsync(Roles.Trader));
        using var other = app.Client(await app.StartAsync(app.OtherUser, app.OtherOrganisation));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
        {
            answers.Add(await StatusAsync(one));
            answers.Add(await StatusAsync(two));
        }

        Assert.InRange(answers.Count(a => a == HttpStatusCode.OK), 10, 14);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other));
    }

    [Fact]
    [Trait("AttackCase", "48")]
    public async Task A_malformed_or_huge_circuit_message_closes_its_own_connection_and_no_other()
    {
        await using var app = await GateApp.OpenAsync();
        var session = await app.StartAsync(Roles.Trader);
        using var healthy = await CircuitAsync(app, session);
        await ShakeHandsAsync(healthy);
        byte[][] attacks =
        [
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [5, 0x95, 1, 2, 3, 4],
            Encoding.UTF8.GetBytes("<not a message>".PadRight(200, 'x')),
            [4, 0x93, 1, 0xc0, 0xc1],
            new byte[1 << 20],
        ];
        foreach (var attack in attacks)
        {
            using var socket = await CircuitAsync(app, session);
            await ShakeHandsAsync(socket);
            await EndsAsync(socket, attack).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        }

        // Pings still come: the other connection lives.
        Assert.Equal(WebSocketState.Open, healthy.State);
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(25));
        Assert.Equal(WebSocketMessageType.Binary, (await healthy.ReceiveAsync(buffer.AsMemory(), patience.Token)).MessageType);
        using var client = app.Client(session);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
    }

    [Fact]
    public async Task A_refused_hub_call_is_one_line_in_the_log()
    {
        var log = new Lines();
        await using var app = await GateApp.OpenAsync(
            new AppHost
            {
                Arguments = ["--Markets:SimulatedHistoryDays", "3", "--RateLimits:PerHub", "1"],
                MoreServices = s => s.AddSingleton<ILoggerProvider>(log),
            }
        );
        var session = await app.StartAsync(Roles.Trader);
        await using var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(app.Host.Url, "hubs/session"),
                o =>
                {
                    o.Headers.Add("Cookie", app.CookieOf(session));
                    o.Headers.Add("Origin", app.Host.Url.GetLeftPart(UriPartial.Authority));
                }
            )
            .Build();
        await hub.StartAsync(Cancel);
        await hub.InvokeAsync<DateTime>("Ping", Cancel);
        await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => hub.InvokeAsync<DateTime>("Ping", Cancel));
        var line = Assert.Single(log.All, l => l.Contains("refused", StringComparison.Ordinal));
        Assert.Contains("Too many calls", line, StringComparison.Ordinal);
        Assert.DoesNotContain(
            log.All,
            l => l.Contains("HubException", StringComparison.Ordinal) || l.Contains("   at ", StringComparison.Ordinal)
        );
    }

    [Fact]
    [Trait("AttackCase", "11")]
    public async Task A_download_ends_with_its_session()
    {
        await using var app = await GateApp.OpenAsync(
            new AppHost
            {
                Arguments = ["--Markets:SimulatedHistoryDays", "3"],
                MoreServices = s => s.AddScoped<OptiBid.Core.Audit.Export.IExportAudit, Endless>(),
            }
        );
        var session = await app.StartAsync(Roles.Administrator);
        using var client = app.Client(session);
        using var answer = await client.GetAsync(
            new Uri("api/v1/audit/export", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            Cancel
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
        var buffer = new byte[65_536];
        Assert.NotEqual(0, await stream.ReadAsync(buffer.AsMemory(), Cancel));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await app.EndAsync(session.Id);
        var fault = await Record.ExceptionAsync(async () =>
        {
            while (await stream.ReadAsync(buffer.AsMemory(), Cancel) > 0)
            {
                Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
            }
        });
        Assert.True(fault is IOException or HttpRequestException, $"the download ended as if it were whole: {fault}");
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds, 0, 1_000);
    }

    private static async Task<ClientWebSocket> CircuitAsync(GateApp app, StartedSession session)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", app.CookieOf(session));
        socket.Options.SetRequestHeader("Origin", app.Host.Url.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new UriBuilder(new Uri(app.Host.Url, "_blazor")) { Scheme = "ws" }.Uri, Cancel);
        return socket;
    }

    private static async Task ShakeHandsAsync(ClientWebSocket socket)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(Handshake).AsMemory(), WebSocketMessageType.Binary, true, Cancel);
        var buffer = new byte[256];
        var answer = await socket.ReceiveAsync(buffer.AsMemory(), Cancel);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(buffer, 0, answer.Count));
    }

    private static async Task EndsAsync(ClientWebSocket socket, byte[] attack)
    {
        var buffer = new byte[4096];
        try
        {
            await socket.SendAsync(attack.AsMemory(), WebSocketMessageType.Binary, true, Cancel);
            while ((await socket.ReceiveAsync(buffer.AsMemory(), Cancel)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (WebSocketException)
        {
            // Cut off, which ends it too.
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("api/v1/series/", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    /// <summary>An export that never ends.</summary>
    private sealed class Endless : OptiBid.Core.Audit.Export.IExportAudit
    {
        public Task<OptiBid.Core.Common.Result<Stream>> ExecuteAsync(
            OptiBid.Core.Audit.Explorer.AuditFilter filter,
            CancellationToken cancellationToken = default
        )
        {
            var pipe = new System.IO.Pipelines.Pipe();
            _ = Task.Run(
                async () =>
                {
                    while (!(await pipe.Writer.WriteAsync(new byte[4096], CancellationToken.None)).IsCompleted)
                    {
                        await Task.Delay(5, CancellationToken.None);
                    }
                },
                CancellationToken.None
            );
            return Task.FromResult(OptiBid.Core.Common.Result<Stream>.Ok(pipe.Reader.AsStream()));
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Enqueue(formatter(state, exception) + exception);

        public void Dispose() { }
    }
}
