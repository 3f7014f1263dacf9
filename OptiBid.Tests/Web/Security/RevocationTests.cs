using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Tests.Web.Security;

/// <summary>How long a revoked session still works, on every channel but the circuit (see CircuitTests).</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "11")]
    public async Task A_revoked_session_stops_cookie_token_hub_and_socket_within_a_second()
    {
        await using var app = await GateApp.OpenAsync();
        var session = await app.StartAsync(Roles.Trader);
        using var cookie = app.Client(session);
        using var token = app.Bearer(await app.TokenAsync(session));
        await using var hub = Hub(app, session);
        var (said, closed) = (new TaskCompletionSource<string?>(), new TaskCompletionSource());
        hub.On<string?>("ended", reason => said.TrySetResult(reason));
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(Cancel);
        Assert.InRange((await hub.InvokeAsync<DateTime>("Ping", Cancel)).Year, 2020, 2100);
        using var socket = await SocketAsync(app, s => s.SetRequestHeader("Cookie", app.CookieOf(session)), app.Host.Url);
        await FirstAsync(socket);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(cookie));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));

        var began = Stopwatch.GetTimestamp();
        await app.EndAsync(session.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
        Assert.Equal("revoked", await said.Task.WaitAsync(s_limit, Cancel));
        await closed.Task.WaitAsync(s_limit, Cancel);
        await DrainAsync(socket).WaitAsync(s_limit, Cancel);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, s_limit);
    }

    [Fact]
    [Trait("AttackCase", "11")]
    public async Task A_revoked_key_stops_requests_and_its_socket_within_a_second()
    {
        await using var app = await GateApp.OpenAsync();
        var (id, key) = await app.KeyAsync(app.Users[Roles.Trader], DemoOrganisation.Id, Permissions.ReadMarkets);
        using var client = app.Bearer(key);
        using var socket = await SocketAsync(app, s => s.SetRequestHeader("X-Api-Key", key), null);
        await FirstAsync(socket);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        using var owner = app.Client(await app.StartAsync(Roles.Trader));
        var began = Stopwatch.GetTimestamp();
        using var revoked = await owner.DeleteAsync(new Uri($"api/v1/api-keys/{id}", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
        await DrainAsync(socket).WaitAsync(s_limit, Cancel);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, s_limit);
    }

    [Fact]
    [Trait("AttackCase", "37")]
    public async Task A_connection_with_a_cookie_and_no_origin_or_a_foreign_one_is_refused()
    {
        await using var app = await GateApp.OpenAsync();
        var session = await app.StartAsync(Roles.Trader);
        var own = app.Host.Url.GetLeftPart(UriPartial.Authority);
        foreach (
            var origin in new[]
            {
                null,
                "null",
                "https://evil.example",
                own.Replace("127.0.0.1", "sub.127.0.0.1", StringComparison.Ordinal),
                own + ".evil.example",
                own.Replace("http:", "https:", StringComparison.Ordinal),
                "http://127.0.0.1:1",
                own + "@evil.example",
            }
        )
        {
            foreach (var path in new[] { "ws/v1/prices?series=A/B/c", "ws/v1/forecasts?series=A/B/c", "hubs/session", "_blazor" })
            {
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Cookie", app.CookieOf(session));
                if (origin is not null)
                {
                    socket.Options.SetRequestHeader("Origin", origin);
                }

                socket.Options.CollectHttpResponseDetails = true;
                await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Ws(app, path), Cancel));
                Assert.True(socket.HttpStatusCode == HttpStatusCode.Forbidden, $"{path} from {origin}: {socket.HttpStatusCode}");
            }
        }
    }

    [Fact]
    [Trait("AttackCase", "14")]
    public async Task A_role_that_is_taken_away_reaches_requests_and_the_hub()
    {
        await using var app = await GateApp.OpenAsync();
        var session = await app.StartAsync(Roles.Administrator);
        using var client = app.Client(session);
        using var before = await client.GetAsync(new Uri("api/v1/api-keys?all=true", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await using var hub = Hub(app, session);
        var told = new TaskCompletionSource<List<string>>();
        hub.On<List<string>>("rightsChanged", rights => told.TrySetResult(rights));
        await hub.StartAsync(Cancel);
        await using (var db = app.Services.GetRequiredService<OptiBid.Core.Data.Tenancy.IPlatformContexts>().CreateDbContext())
        {
            db.Set<Membership>().Single(m => m.UserId == app.Users[Roles.Administrator]).RoleKey = Roles.Viewer;
            await db.SaveChangesAsync(Cancel);
        }

        await app.Services.GetRequiredService<IAccessChanged>().UserAsync(app.Users[Roles.Administrator], Cancel);
        Assert.DoesNotContain(Permissions.ReadApiKeys, await told.Task.WaitAsync(s_limit, Cancel));
        using var after = await client.GetAsync(new Uri("api/v1/api-keys?all=true", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Fact]
    [Trait("AttackCase", "47")]
    public async Task Limits_hold_for_users_sign_in_and_hub_calls()
    {
        await using var app = await GateApp.OpenAsync(
            null,
            GateDatabase.Sqlite,
            "--RateLimits:PerUser",
            "20",
            "--RateLimits:SignInPerAddress",
            "5",
            "--RateLimits:PerHub",
            "10"
        );
        var session = await app.StartAsync(Roles.Viewer);
        using var client = app.Client(session);
        using var anonymous = app.Client();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            answers.Add(await StatusAsync(client));
        }

        Assert.Contains(HttpStatusCode.OK, answers);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        answers.Clear();
        for (var i = 0; i < 12; i++)
        {
            using var content = new StringContent("{\"refreshToken\":\"x\"}", null, "application/json");
            using var answer = await anonymous.PostAsync(new Uri("api/v1/auth/refresh", UriKind.Relative), content, Cancel);
            answers.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.Unauthorized, answers);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        await using var hub = Hub(app, await app.StartAsync(Roles.Trader));
        await hub.StartAsync(Cancel);
        var refused = 0;
        for (var i = 0; i < 30; i++)
        {
            try
            {
                await hub.InvokeAsync<DateTime>("Ping", Cancel);
            }
            catch (Microsoft.AspNetCore.SignalR.HubException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 25);
    }

    private static HubConnection Hub(GateApp app, StartedSession session) =>
        new HubConnectionBuilder()
            .WithUrl(
                new Uri(app.Host.Url, "hubs/session"),
                o =>
                {
                    o.Headers.Add("Cookie", app.CookieOf(session));
                    o.Headers.Add("Origin", app.Host.Url.GetLeftPart(UriPartial.Authority));
                }
            )
            .Build();

    private static Uri Ws(GateApp app, string path) => new UriBuilder(new Uri(app.Host.Url, path)) { Scheme = "ws" }.Uri;

    private static async Task<ClientWebSocket> SocketAsync(GateApp app, Action<ClientWebSocketOptions> credential, Uri? origin)
    {
        var socket = new ClientWebSocket();
        credential(socket.Options);
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin.GetLeftPart(UriPartial.Authority));
        }

        await socket.ConnectAsync(Ws(app, "ws/v1/prices?series=PJM/NOWHERE/rt_lmp"), Cancel);
        return socket;
    }

    private static async Task FirstAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var answer = await socket.ReceiveAsync(buffer.AsMemory(), Cancel);
        Assert.Equal(WebSocketMessageType.Text, answer.MessageType);
        Assert.Contains("PJM/NOWHERE/rt_lmp", System.Text.Encoding.UTF8.GetString(buffer, 0, answer.Count), StringComparison.Ordinal);
    }

    private static async Task DrainAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        while (socket.State == WebSocketState.Open)
        {
            try
            {
                if ((await socket.ReceiveAsync(buffer.AsMemory(), Cancel)).MessageType == WebSocketMessageType.Close)
                {
                    return;
                }
            }
            catch (WebSocketException)
            {
                return;
            }
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("api/v1/series/", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
