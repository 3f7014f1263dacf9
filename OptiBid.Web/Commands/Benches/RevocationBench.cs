using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Web.Security;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// How long a revoked session still works, per channel, against the whole app on a loopback port: from the call that revokes to the first request
/// that is refused (cookie, access token, API key) or to the close of what was open (hub, WebSocket). One operation is one round over all of them.
/// A circuit lives in a browser: CircuitTests measures it.
/// </summary>
internal sealed class RevocationBench : IBench
{
    private const string Password = "correct horse battery staple";
    private static readonly string[] s_channels = ["cookie", "accessToken", "apiKey", "hub", "webSocket"];

    /// <inheritdoc/>
    public string Name => "revocation";

    /// <inheritdoc/>
    public string Summary => "delay from the revocation of a session or key to the refusal or close, per channel";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = settings.Store ?? Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        try
        {
            await using var app = WebHost.Build(
                ["--urls", "http://127.0.0.1:0", "--store", folder, "--Markets:SimulatedHistoryDays", "1", "--RateLimits:PerUser", "0"],
                // The answer of the verb is alone on the output.
                services => services.AddLogging(l => l.ClearProviders())
            );
            await Startup.PrepareAsync(app.Services, cancellationToken);
            await app.StartAsync(cancellationToken);
            var bench = new Round(app, await UserAsync(app.Services, cancellationToken));
            var delays = s_channels.ToDictionary(c => c, _ => new List<double>(), StringComparer.Ordinal);
            var timings = await BenchTimings.MeasureAsync(
                settings.Seconds,
                async _ =>
                {
                    foreach (var (channel, delay) in await bench.RunAsync(cancellationToken))
                    {
                        delays[channel].Add(delay.TotalMilliseconds);
                    }

                    return 1;
                },
                cancellationToken
            );
            await app.StopAsync(cancellationToken);
            var more = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var (channel, all) in delays)
            {
                all.Sort();
                more[channel + "MedianMilliseconds"] = all[all.Count / 2];
                more[channel + "WorstMilliseconds"] = all[^1];
            }

            more["circuit"] = "not measured here, it needs a browser: CircuitTests";
            return new(timings, more);
        }
        finally
        {
            if (settings.Store is null)
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<Guid> UserAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var first =
            services.GetRequiredService<IFirstSignIn>().Take()
            ?? throw new InvalidOperationException("The folder of --store holds users already: give an empty one");
        await using var scope = services.CreateAsyncScope();
        var user = (
            await scope.ServiceProvider.GetRequiredService<IVerifyPassword>().ExecuteAsync(first.Email, first.Password, cancellationToken)
        ).Value;
        await scope
            .ServiceProvider.GetRequiredService<IChangePassword>()
            .ExecuteAsync(user.Id, first.Password, Password, cancellationToken);
        return user.Id;
    }

    /// <summary>One session and one key with everything open, revoked.</summary>
    private sealed class Round(WebApplication app, Guid user)
    {
        private readonly Uri _url = new(app.Urls.Single() + "/");

        private string Origin => _url.GetLeftPart(UriPartial.Authority);

        public async Task<List<(string Channel, TimeSpan Delay)>> RunAsync(CancellationToken cancellationToken)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var start = scope.ServiceProvider.GetRequiredService<IStartSession>();
            Task<Core.Common.Result<StartedSession>> StartAsync() =>
                start.ExecuteAsync(new(user, [AuthenticationMethods.Password]), DemoOrganisation.Id, new(null, null), cancellationToken);
            var (session, owner) = ((await StartAsync()).Value, (await StartAsync()).Value);
            using var cookie = Client(session);
            using var other = Client(owner);
            var token = (string)(await PostAsync(cookie, "api/v1/auth/token", new { }, cancellationToken))["accessToken"]!;
            using var bearer = Bearer(token);
            var key = await PostAsync(
                other,
                "api/v1/api-keys/",
                new
                {
                    name = "bench",
                    scopes = new[] { Permissions.ReadMarkets },
                    days = 1,
                },
                cancellationToken
            );
            using var program = Bearer((string)key["key"]!);
            using var hub = await ConnectAsync("hubs/session", session, cancellationToken);
            await hub.SendAsync(
                Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e").AsMemory(),
                WebSocketMessageType.Text,
                endOfMessage: true,
                cancellationToken
            );
            await hub.ReceiveAsync(new byte[1024].AsMemory(), cancellationToken);
            using var socket = await ConnectAsync("ws/v1/prices?series=PJM/NOWHERE/rt_lmp", session, cancellationToken);
            await socket.ReceiveAsync(new byte[4096].AsMemory(), cancellationToken);
            foreach (var client in new[] { cookie, bearer, program })
            {
                if (await StatusAsync(client, cancellationToken) != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException("A channel did not work before its revocation");
                }
            }

            var began = Stopwatch.GetTimestamp();
            var ending = scope.ServiceProvider.GetRequiredService<IEndSessions>().OneAsync(session.Id, "bench", cancellationToken);
            var ofSession = await Task.WhenAll(
                RefusedAsync("cookie", cookie, began, cancellationToken),
                RefusedAsync("accessToken", bearer, began, cancellationToken),
                ClosedAsync("hub", hub, began, cancellationToken),
                ClosedAsync("webSocket", socket, began, cancellationToken)
            );
            await ending;
            began = Stopwatch.GetTimestamp();
            var revoking = other.DeleteAsync(new Uri($"api/v1/api-keys/{key["id"]}", UriKind.Relative), cancellationToken);
            var keyDelay = await RefusedAsync("apiKey", program, began, cancellationToken);
            (await revoking).EnsureSuccessStatusCode().Dispose();
            await scope.ServiceProvider.GetRequiredService<IEndSessions>().OneAsync(owner.Id, "bench", cancellationToken);
            return [.. ofSession, keyDelay];
        }

        private static async Task<(string, TimeSpan)> RefusedAsync(
            string channel,
            HttpClient client,
            long began,
            CancellationToken cancellationToken
        )
        {
            while (await StatusAsync(client, cancellationToken) != HttpStatusCode.Unauthorized)
            {
                if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
                {
                    throw new InvalidOperationException($"{channel} still works 30 seconds after its revocation");
                }
            }

            return (channel, Stopwatch.GetElapsedTime(began));
        }

        private static async Task<(string, TimeSpan)> ClosedAsync(
            string channel,
            ClientWebSocket socket,
            long began,
            CancellationToken cancellationToken
        )
        {
            var buffer = new byte[4096];
            try
            {
                while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close) { }
            }
            catch (WebSocketException)
            {
                // Cut off: closed all the same.
            }

            return (channel, Stopwatch.GetElapsedTime(began));
        }

        private static async Task<HttpStatusCode> StatusAsync(HttpClient client, CancellationToken cancellationToken)
        {
            using var answer = await client.GetAsync(new Uri("api/v1/series/", UriKind.Relative), cancellationToken);
            return answer.StatusCode;
        }

        private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body, CancellationToken cancellationToken)
        {
            using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"{path} answers {(int)answer.StatusCode}: {text}")
                );
        }

        private async Task<ClientWebSocket> ConnectAsync(string path, StartedSession session, CancellationToken cancellationToken)
        {
            var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Cookie", CookieOf(session));
            socket.Options.SetRequestHeader("Origin", Origin);
            await socket.ConnectAsync(new UriBuilder(new Uri(_url, path)) { Scheme = "ws" }.Uri, cancellationToken);
            return socket;
        }

        private HttpClient Client(StartedSession session)
        {
            var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _url };
            client.DefaultRequestHeaders.Add("Cookie", CookieOf(session));
            client.DefaultRequestHeaders.Add("Origin", Origin);
            return client;
        }

        private HttpClient Bearer(string credential)
        {
            var client = new HttpClient { BaseAddress = _url };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
            return client;
        }

        private string CookieOf(StartedSession session)
        {
            var options = app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SessionClaims.Scheme);
            var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            var principal = new ClaimsPrincipal(new ClaimsIdentity([new("token", session.Token)], SessionClaims.Scheme));
            var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddHours(20) };
            return "optibid=" + options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, SessionClaims.Scheme));
        }
    }
}
