using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OptiBid.Core.Identity;
using OptiBid.Tests.Web.Security;

namespace OptiBid.Tests.Web.Dashboards;

public sealed class DashboardApiTests
{
    private const string File = """
        {"schemaVersion":1,"title":"From a file","widgets":[{"id":"a","kind":"gone.away"}],
         "layouts":{"wide":[{"id":"a","x":0,"y":0,"w":4,"h":2}]}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dashboard_is_imported_exported_saved_from_a_version_shared_and_deleted()
    {
        await using var app = await GateApp.OpenAsync();
        using var trader = app.Client(await app.StartAsync(Roles.Trader));
        using var viewer = app.Client(await app.StartAsync(Roles.Viewer));

        using var bad = await SendAsync(trader, HttpMethod.Post, "import", File.Replace("\"w\":4", "\"w\":40", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal("$.layouts.wide[0]", (string?)(await JsonAsync(bad))["field"]);
        Assert.Equal("[]", await trader.GetStringAsync(Path(""), Cancel));

        using var made = await SendAsync(trader, HttpMethod.Post, "import", File);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (string)(await JsonAsync(made))["id"]!;

        using var shown = await trader.GetAsync(Path(id), Cancel);
        Assert.Equal("\"1\"", shown.Headers.ETag?.ToString());
        var exported = await trader.GetStringAsync(Path(id + "/export"), Cancel);
        Assert.Contains("gone.away", exported, StringComparison.Ordinal);

        using var noVersion = await SendAsync(trader, HttpMethod.Put, id, exported);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, noVersion.StatusCode);
        using var saved = await SendAsync(trader, HttpMethod.Put, id, exported, "\"1\"");
        Assert.Equal("\"2\"", saved.Headers.ETag?.ToString());
        using var late = await SendAsync(trader, HttpMethod.Put, id, exported, "\"1\"");
        Assert.Equal((HttpStatusCode.Conflict, "\"2\""), (late.StatusCode, late.Headers.ETag?.ToString()));
        Assert.Equal("dashboards.changed", (string?)(await JsonAsync(late))["code"]);

        Assert.Equal("[]", await viewer.GetStringAsync(Path(""), Cancel));
        using var shared = await SendAsync(trader, HttpMethod.Put, id + "/sharing", """{"sharing":"organisation"}""");
        Assert.Equal(HttpStatusCode.OK, shared.StatusCode);
        Assert.Contains("From a file", await viewer.GetStringAsync(Path(""), Cancel), StringComparison.Ordinal);
        using var refused = await SendAsync(viewer, HttpMethod.Post, "import", "not even JSON");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var copied = await SendAsync(trader, HttpMethod.Post, id + "/duplicate", "");
        Assert.Equal("From a file (copy)", (string?)(await JsonAsync(copied))["content"]!["title"]);
        using var deleted = await SendAsync(trader, HttpMethod.Delete, id, "");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await trader.GetAsync(Path(id), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var restored = await SendAsync(trader, HttpMethod.Post, id + "/restore", "");
        Assert.Equal(HttpStatusCode.NoContent, restored.StatusCode);
        using var back = await viewer.GetAsync(Path(id), Cancel);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    private static Uri Path(string rest) => new("/api/v1/dashboards/" + rest, UriKind.Relative);

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        HttpMethod method,
        string rest,
        string body,
        string? version = null
    )
    {
        using var request = new HttpRequestMessage(method, Path(rest));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        return await client.SendAsync(request, Cancel);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
}
