using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Web.Security;

namespace OptiBid.Tests.Web.Security;

/// <summary>Requests that no browser sends, members that no form has, and what a fault gives away.</summary>
public sealed class RawRequestTests
{
    private const string Secret = "canary-of-a-fault";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "45")]
    public async Task Requests_that_two_parsers_could_read_in_two_ways_are_refused()
    {
        await using var app = await GateApp.OpenAsync();
        var host = app.Host.Url.Authority;
        (string What, string Request, int[] Answers)[] attacks =
        [
            ("TRACE", $"TRACE / HTTP/1.1\r\nHost: {host}\r\n\r\n", [405]),
            ("CONNECT", $"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n", [400, 405]),
            ("an unknown method", $"FROB / HTTP/1.1\r\nHost: {host}\r\n\r\n", [405]),
            ("a parameter given twice", $"GET /api/v1/bids/?limit=1&limit=2 HTTP/1.1\r\nHost: {host}\r\n\r\n", [400]),
            ("two lengths", $"POST /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", [400]),
            ("a length that is no number", $"POST /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: +1\r\n\r\na", [400]),
            ("an unknown transfer coding", $"POST /login HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n", [400, 501]),
            ("a chunk of no length", $"POST /login HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", [400, 415]),
            ("a space before the colon", $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nX-A : b\r\n\r\n", [400]),
            ("a folded header", $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nX-A: b\r\n c\r\n\r\n", [400]),
            ("two hosts", $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n", [400]),
            ("no host", "GET /healthz HTTP/1.1\r\n\r\n", [400]),
            ("NUL in the path", $"GET /help%00 HTTP/1.1\r\nHost: {host}\r\n\r\n", [400]),
            ("headers of 64 KB", $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nX-A: {new string('a', 65_536)}\r\n\r\n", [431]),
            ("a request line of 16 KB", $"GET /{new string('a', 16_384)} HTTP/1.1\r\nHost: {host}\r\n\r\n", [414]),
        ];
        var wrong = new List<string>();
        foreach (var (what, request, answers) in attacks)
        {
            var status = await AskAsync(app.Host.Url, request);
            if (!answers.Contains(status))
            {
                wrong.Add($"{what}: {status}");
            }
        }

        // A body whose length is said in both ways is read once, in chunks; what follows it is never a request.
        var smuggled = await AnswersAsync(
            app.Host.Url,
            $"POST /healthz HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n"
        );
        Assert.InRange(smuggled.Split("HTTP/1.1 ").Length - 1, 1, 1);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        using var client = app.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("healthz", UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    [Trait("AttackCase", "46")]
    public async Task A_fault_tells_a_program_a_person_and_a_hub_nothing_but_its_trace()
    {
        var host = new AppHost
        {
            Arguments = ["--Markets:SimulatedHistoryDays", "3"],
            MoreServices = s => s.AddScoped<IListSeries, Broken>(),
        };
        await using var app = await GateApp.OpenAsync(host);
        using var client = app.Client(await app.StartAsync(Roles.Administrator));
        foreach (var path in new[] { "api/v1/series/", "markets" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            foreach (var leak in new[] { Secret, "   at ", "InvalidOperationException", ".cs:line", "OptiBid.Core." })
            {
                Assert.DoesNotContain(leak, text, StringComparison.Ordinal);
            }
        }

        using var program = await client.GetAsync(new Uri("api/v1/series/", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, program.StatusCode);
        Assert.Contains("traceId", await program.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var broken = new StringContent("{\"name\":", null, "application/json");
        using var parsed = await client.PostAsync(new Uri("api/v1/assets/", UriKind.Relative), broken, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, parsed.StatusCode);
        Assert.DoesNotContain("OptiBid.", await parsed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.False(app.Services.GetRequiredService<IOptions<CircuitOptions>>().Value.DetailedErrors);
        Assert.NotEqual(true, app.Services.GetRequiredService<IOptions<HubOptions>>().Value.EnableDetailedErrors);
    }

    [Fact]
    [Trait("AttackCase", "5")]
    public async Task Members_that_nobody_may_set_are_ignored()
    {
        await using var app = await GateApp.OpenAsync();
        using var client = app.Client(await app.StartAsync(Roles.Administrator));
        var more = new
        {
            id = Guid.CreateVersion7(),
            organisationId = app.OtherOrganisation,
            orgId = app.OtherOrganisation,
            role = Roles.Administrator,
            isAdmin = true,
            emailVerified = true,
            xmin = 1,
            version = 99,
            retiredUtc = "2020-01-01T00:00:00Z",
            invitedBy = Guid.Empty,
            acceptedAtUtc = "2020-01-01T00:00:00Z",
            name = "mass",
            kind = "wind",
            market = "ERCOT",
            node = "HB_NORTH",
            powerMw = 1,
            email = "mass@example.org",
            roleKey = Roles.Viewer,
        };
        foreach (var path in new[] { "api/v1/assets/", "api/v1/invitations/" })
        {
            using var made = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), more, Cancel);
            Assert.True(made.IsSuccessStatusCode, $"{path}: {await made.Content.ReadAsStringAsync(Cancel)}");
        }

        await using var db = app.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var asset = await db.Set<Asset>().SingleAsync(a => a.Name == "mass", Cancel);
        Assert.Equal((DemoOrganisation.Id, 1, null), (asset.OrganisationId, asset.Version, asset.RetiredUtc));
        Assert.NotEqual(more.id, asset.Id);
        var invitation = await db.Set<Invitation>().SingleAsync(i => i.Email == more.email, Cancel);
        Assert.Equal((DemoOrganisation.Id, Roles.Viewer, null), (invitation.OrganisationId, invitation.RoleKey, invitation.AcceptedAtUtc));
        Assert.Equal(app.Users[Roles.Administrator], invitation.InvitedBy);
    }

    [Theory]
    [Trait("AttackCase", "35")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/help\r\nSet-Cookie: a=b")]
    [InlineData("help@evil.example")]
    [InlineData("@evil.example")]
    [InlineData("")]
    public void No_redirect_leaves_this_site(string url) => Assert.Equal("/", LocalUrl.OrStart(url));

    private static async Task<int> AskAsync(Uri url, string request)
    {
        var text = await AnswersAsync(url, request);
        return text.Length > 12 ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    private static async Task<string> AnswersAsync(Uri url, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(3));
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(), patience.Token) is > 0 and var read)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
                patience.CancelAfter(TimeSpan.FromMilliseconds(300));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // The server keeps the connection open after an answer, or resets it after a refusal.
        }

        return text.ToString();
    }

    private sealed class Broken : IListSeries
    {
        public Task<Result<IReadOnlyList<SeriesSummary>>> ExecuteAsync(CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException(Secret);
    }
}
