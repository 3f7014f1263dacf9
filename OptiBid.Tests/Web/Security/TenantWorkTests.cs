using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OptiBid.Core.Identity;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Security;

/// <summary>What works on for an organisation after the request is over, what people write and others read, and what is sent twice.</summary>
public sealed class TenantWorkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "7")]
    [Trait("AttackCase", "1")]
    public async Task An_import_of_one_organisation_is_neither_seen_nor_stopped_by_another()
    {
        await using var app = await GateApp.OpenAsync();
        using var owner = app.Client(await app.StartAsync(app.OtherUser, app.OtherOrganisation));
        using var stranger = app.Client(await app.StartAsync(Roles.Administrator));
        using var rows = new StringContent(
            "delivery_date,hour_ending,repeated_hour_flag,HB_CANARY\n2024-01-01,1,N,10\n",
            Encoding.UTF8,
            "text/csv"
        );
        using var started = await owner.PostAsync(new Uri("api/v1/imports?fileName=canary.csv", UriKind.Relative), rows, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var job = started.Headers.Location!;
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Get, job.ToString()),
                (HttpMethod.Get, $"{job}/report"),
                (HttpMethod.Delete, job.ToString()),
            }
        )
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var answer = await stranger.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Contains("canary.csv", await ListAsync(owner), StringComparison.Ordinal);
        Assert.DoesNotContain("canary.csv", await ListAsync(stranger), StringComparison.Ordinal);
        // The job is recorded in the log of whose it is.
        while (!(await LogAsync(owner)).Contains("canary.csv", StringComparison.Ordinal))
        {
            await Task.Delay(20, Cancel);
        }

        Assert.DoesNotContain("canary.csv", await LogAsync(stranger), StringComparison.Ordinal);

        static Task<string> ListAsync(HttpClient client) => client.GetStringAsync(new Uri("api/v1/imports/", UriKind.Relative), Cancel);
        static Task<string> LogAsync(HttpClient client) =>
            client.GetStringAsync(new Uri("api/v1/audit/?limit=200", UriKind.Relative), Cancel);
    }

    [Fact]
    [Trait("AttackCase", "39")]
    public async Task What_people_write_is_shown_as_text_on_every_page()
    {
        const string script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        await using var app = await GateApp.OpenAsync();
        using var client = app.Client(await app.StartAsync(Roles.Administrator));
        await SentAsync(client, "assets/", AssetNamed(script));
        await SentAsync(
            client,
            "roles/",
            new
            {
                name = script[..40],
                description = script,
                permissions = new[] { "assets.read" },
            }
        );
        await SentAsync(
            client,
            "api-keys/",
            new
            {
                name = script,
                scopes = new[] { "assets.read" },
                days = 1,
            }
        );
        foreach (var page in new[] { "assets", "admin/roles", "account/tokens", "admin/api-keys", "audit", "admin", "bids", "pnl" })
        {
            var text = await client.GetStringAsync(new Uri(page, UriKind.Relative), Cancel);
            Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", text, StringComparison.Ordinal);
        }

        // Raw text reaches a page through MarkupString alone: the theme's style, the picture of a QR code, the encoded labels of a map (Razor
        // has a text tag of its own), and notes out of Markdown without HTML.
        var raw = Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "OptiBid.Web"), "*.razor", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("MarkupString", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f));
        Assert.Equal(
            ["App.razor", "AuthenticatorCard.razor", "HubMapWidget.razor", "NotesWidget.razor"],
            raw.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Trait("AttackCase", "52")]
    public async Task Twenty_submissions_of_one_bid_at_once_submit_it_once()
    {
        await using var app = await GateApp.OpenAsync(null, GateDatabase.Sqlite, "--Markets:SimulatedHistoryDays", "40");
        using var client = app.Client(await app.StartAsync(Roles.Administrator));
        var assets = await client.GetFromJsonAsync<JsonArray>(new Uri("api/v1/assets/", UriKind.Relative), Cancel);
        var battery = (string)assets!.First(a => (string?)a!["draft"]!["kind"] == "battery")!["id"]!;
        var day = TimeProvider.System.GetUtcNow().AddDays(-3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var proposal = await SentAsync(
            client,
            "bids/proposal",
            new
            {
                assetId = battery,
                day,
                model = "naive-daily",
            }
        );
        var bid = (string)(await SentAsync(client, "bids/", proposal["draft"]!))["summary"]!["id"]!;
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var answer = await client.PostAsync(
                        new Uri($"api/v1/bids/{bid}/submit?version=1", UriKind.Relative),
                        null,
                        Cancel
                    );
                    return answer.StatusCode;
                })
        );
        Assert.Single(answers, a => a == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(a => a == HttpStatusCode.Conflict));
        var steps = (await client.GetFromJsonAsync<JsonNode>(new Uri($"api/v1/bids/{bid}", UriKind.Relative), Cancel))!["steps"]!.AsArray();
        Assert.Single(steps, s => (string?)s!["status"] == "submitted");
    }

    private static object AssetNamed(string name) =>
        new
        {
            name,
            kind = "wind",
            market = "ERCOT",
            node = "HB_NORTH",
            powerMw = 1,
        };

    private static async Task<JsonNode> SentAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("api/v1/" + path, UriKind.Relative), body, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
