using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Tests.Web.Mlflow;

/// <summary>The wire format of our server, its errors and its permissions.</summary>
public sealed class MlflowApiTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    private const string Root = "/api/2.0/mlflow/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string NewName() => "Api " + Guid.CreateVersion7().ToString("N");

    private async Task<(HttpStatusCode Status, JsonObject Json)> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? key = null
    )
    {
        using var client = server.App.Bearer(key ?? server.Key);
        using var request = new HttpRequestMessage(method, new Uri(Root + path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await client.SendAsync(request, Cancel);
        return (answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!);
    }

    private async Task<JsonObject> DoAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, json) = await SendAsync(method, path, body);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {(int)status} {json.ToJsonString()}");
        return json;
    }

    private static void AssertError((HttpStatusCode Status, JsonObject Json) answer, int status, string code)
    {
        Assert.Equal((status, code), ((int)answer.Status, (string?)answer.Json["error_code"]));
        Assert.NotEqual("", (string?)answer.Json["message"]);
    }

    private async Task<(string Experiment, string Run)> RunAsync()
    {
        var experiment = (string)(await DoAsync(HttpMethod.Post, "experiments/create", new { name = NewName() }))["experiment_id"]!;
        var run = await DoAsync(HttpMethod.Post, "runs/create", new { experiment_id = experiment });
        return (experiment, (string)run["run"]!["info"]!["run_id"]!);
    }

    [Fact]
    public async Task Whole_numbers_are_numbers_and_are_taken_as_texts_too()
    {
        var (_, run) = await RunAsync();
        await DoAsync(
            HttpMethod.Post,
            "runs/log-metric",
            new
            {
                run_id = run,
                key = "mae",
                value = "2.5",
                timestamp = "1700000000123",
                step = "4",
            }
        );
        await DoAsync(
            HttpMethod.Post,
            "runs/log-metric",
            new
            {
                run_uuid = run,
                key = "lost",
                value = "NaN",
                timestamp = 5,
            }
        );
        var updated = await DoAsync(
            HttpMethod.Post,
            "runs/update",
            new
            {
                run_id = run,
                status = "FINISHED",
                end_time = "1700000000999",
            }
        );
        Assert.Equal("1700000000999", updated["run_info"]!["end_time"]!.ToJsonString());
        var metrics = (await DoAsync(HttpMethod.Get, "runs/get?run_id=" + run))["run"]!["data"]!["metrics"]!.AsArray();
        Assert.Equal("{\"key\":\"lost\",\"value\":\"NaN\",\"timestamp\":5,\"step\":0}", metrics[0]!.ToJsonString());
        Assert.Equal("{\"key\":\"mae\",\"value\":2.5,\"timestamp\":1700000000123,\"step\":4}", metrics[1]!.ToJsonString());
        // MLflow leaves empty lists out.
        Assert.Equal("{}", (await DoAsync(HttpMethod.Get, $"metrics/get-history?run_id={run}&metric_key=none")).ToJsonString());
    }

    [Fact]
    public async Task Errors_have_the_codes_and_statuses_of_mlflow()
    {
        var (experiment, run) = await RunAsync();
        var name = (string)(await DoAsync(HttpMethod.Get, "experiments/get?experiment_id=" + experiment))["experiment"]!["name"]!;
        AssertError(await SendAsync(HttpMethod.Get, "experiments/get?experiment_id=nonesuch"), 404, "RESOURCE_DOES_NOT_EXIST");
        AssertError(await SendAsync(HttpMethod.Get, "experiments/get"), 400, "INVALID_PARAMETER_VALUE");
        AssertError(await SendAsync(HttpMethod.Post, "experiments/create", new { name }), 400, "RESOURCE_ALREADY_EXISTS");
        AssertError(await SendAsync(HttpMethod.Post, "runs/search", new { max_results = 50_001 }), 400, "INVALID_PARAMETER_VALUE");
        AssertError(
            await SendAsync(HttpMethod.Post, "runs/search", new { experiment_ids = new[] { experiment }, page_token = "?" }),
            400,
            "INVALID_PARAMETER_VALUE"
        );
        AssertError(
            await SendAsync(HttpMethod.Post, "runs/log-batch", new { run_id = run, metrics = "no list" }),
            400,
            "INVALID_PARAMETER_VALUE"
        );
        AssertError(await SendAsync(HttpMethod.Post, "runs/update", new { run_id = run, status = "GONE" }), 400, "INVALID_PARAMETER_VALUE");
        AssertError(await SendAsync(HttpMethod.Get, "traces/search"), 404, "ENDPOINT_NOT_FOUND");
        using var client = server.App.Bearer(server.Key);
        foreach (var text in new[] { "[]", "{", "{\"name\": \"a\", \"name\": \"b\"}", "null" })
        {
            using var content = new StringContent(text, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri(Root + "experiments/create", UriKind.Relative), content, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Who_may_not_is_told_in_the_words_of_mlflow()
    {
        var (_, reader) = await server.App.KeyAsync(server.App.Users[Roles.Trader], DemoOrganisation.Id, Permissions.ReadForecasts);
        AssertError(await SendAsync(HttpMethod.Post, "experiments/create", new { name = "x" }, reader), 403, "PERMISSION_DENIED");
        AssertError(await SendAsync(HttpMethod.Post, "registered-models/create", new { name = "x" }, reader), 403, "PERMISSION_DENIED");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "experiments/search", key: reader)).Status);
        AssertError(await SendAsync(HttpMethod.Get, "experiments/search", key: "ob_wrong"), 401, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task Production_is_not_reached_by_mlflows_api()
    {
        var name = NewName();
        await DoAsync(HttpMethod.Post, "registered-models/create", new { name });
        await DoAsync(HttpMethod.Post, "model-versions/create", new { name, source = "runs:/x/model" });
        object Move(string stage) =>
            new
            {
                name,
                version = "1",
                stage,
                archive_existing_versions = false,
            };

        var staged = await DoAsync(HttpMethod.Post, "model-versions/transition-stage", Move("staging"));
        Assert.Equal("Staging", (string?)staged["model_version"]!["current_stage"]);
        AssertError(await SendAsync(HttpMethod.Post, "model-versions/transition-stage", Move("Production")), 403, "PERMISSION_DENIED");
        AssertError(
            await SendAsync(
                HttpMethod.Post,
                "registered-models/alias",
                new
                {
                    name,
                    alias = "champion",
                    version = "1",
                }
            ),
            403,
            "PERMISSION_DENIED"
        );
        AssertError(await SendAsync(HttpMethod.Post, "model-versions/transition-stage", Move("Nowhere")), 400, "INVALID_PARAMETER_VALUE");

        // The way that there is: a trader asks, risk approves.
        using var trader = server.App.Client(await server.App.StartAsync(Roles.Trader));
        using var risk = server.App.Client(await server.App.StartAsync(Roles.RiskAndCompliance));
        var promotions = new Uri("/api/v1/models/promotions", UriKind.Relative);
        using var asked = await trader.PostAsJsonAsync(
            promotions,
            new
            {
                model = name,
                version = 1,
                reason = "better by 3 %",
            },
            Cancel
        );
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        var id = (string)(await asked.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["id"]!;
        using var own = await trader.PostAsJsonAsync(new Uri($"{promotions}/{id}/approve", UriKind.Relative), new { }, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        using var approved = await risk.PostAsJsonAsync(new Uri($"{promotions}/{id}/approve", UriKind.Relative), new { }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
        var version = await DoAsync(HttpMethod.Get, $"registered-models/alias?name={Uri.EscapeDataString(name)}&alias=champion");
        Assert.Equal(
            ("1", "Production"),
            ((string?)version["model_version"]!["version"], (string?)version["model_version"]!["current_stage"])
        );
        AssertError(await SendAsync(HttpMethod.Post, "model-versions/transition-stage", Move("Archived")), 403, "PERMISSION_DENIED");
        AssertError(
            await SendAsync(HttpMethod.Delete, $"model-versions/delete?name={Uri.EscapeDataString(name)}&version=1"),
            403,
            "PERMISSION_DENIED"
        );
    }

    [Fact]
    public async Task The_registry_speaks_mlflow()
    {
        var name = NewName();
        var made = await DoAsync(
            HttpMethod.Post,
            "registered-models/create",
            new
            {
                name,
                description = "prices",
                tags = new[] { new { key = "market", value = "ERCOT" } },
            }
        );
        Assert.Equal(name, (string?)made["registered_model"]!["name"]);
        for (var i = 1; i <= 2; i++)
        {
            var version = await DoAsync(
                HttpMethod.Post,
                "model-versions/create",
                new
                {
                    name,
                    source = "runs:/x/model",
                    run_id = "x",
                }
            );
            Assert.Equal(
                ($"{i}", "None", "READY"),
                (
                    (string?)version["model_version"]!["version"],
                    (string?)version["model_version"]!["current_stage"],
                    (string?)version["model_version"]!["status"]
                )
            );
        }

        await DoAsync(
            HttpMethod.Post,
            "registered-models/alias",
            new
            {
                name,
                alias = "challenger",
                version = "2",
            }
        );
        var query = "name=" + Uri.EscapeDataString(name);
        var model = (await DoAsync(HttpMethod.Get, "registered-models/get?" + query))["registered_model"]!;
        Assert.Equal("[{\"alias\":\"challenger\",\"version\":\"2\"}]", model["aliases"]!.ToJsonString());
        Assert.Equal("2", (string?)Assert.Single(model["latest_versions"]!.AsArray())!["version"]);
        // A list in a query is a parameter that is given twice.
        var latest = await DoAsync(HttpMethod.Get, $"registered-models/get-latest-versions?{query}&stages=None&stages=Staging");
        Assert.Single(latest["model_versions"]!.AsArray());
        await DoAsync(
            new HttpMethod("PATCH"),
            "model-versions/update",
            new
            {
                name,
                version = "2",
                description = "second",
            }
        );
        var found = await DoAsync(
            HttpMethod.Get,
            "model-versions/search?filter=" + Uri.EscapeDataString($"name = '{name}'") + "&max_results=1"
        );
        Assert.Equal("second", (string?)Assert.Single(found["model_versions"]!.AsArray())!["description"]);
        Assert.NotNull(found["next_page_token"]);
        Assert.Equal(
            "runs:/x/model",
            (string?)(await DoAsync(HttpMethod.Get, $"model-versions/get-download-uri?{query}&version=2"))["artifact_uri"]
        );
        await DoAsync(HttpMethod.Delete, "registered-models/alias", new { name, alias = "challenger" });
        AssertError(await SendAsync(HttpMethod.Get, $"registered-models/alias?{query}&alias=challenger"), 404, "RESOURCE_DOES_NOT_EXIST");
        await DoAsync(HttpMethod.Post, "registered-models/rename", new { name, new_name = name + " 2" });
        await DoAsync(HttpMethod.Delete, "registered-models/delete", new { name = name + " 2" });
        AssertError(await SendAsync(HttpMethod.Get, "registered-models/get?" + query), 404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task A_file_comes_back_as_a_download_whatever_it_is()
    {
        var (experiment, run) = await RunAsync();
        using var client = server.App.Bearer(server.Key);
        var place = new Uri($"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/page.html", UriKind.Relative);
        using var page = new StringContent("<script>alert(1)</script>", Encoding.UTF8, "text/html");
        using var put = await client.PutAsync(place, page, Cancel);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var answer = await client.GetAsync(place, Cancel);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("<script>alert(1)</script>", await answer.Content.ReadAsStringAsync(Cancel));
        var listed = await client.GetFromJsonAsync<JsonObject>(
            new Uri($"/api/2.0/mlflow-artifacts/artifacts?path={experiment}/{run}/artifacts", UriKind.Relative),
            Cancel
        );
        Assert.Equal("page.html", (string?)Assert.Single(listed!["files"]!.AsArray())!["path"]);
        using var stranger = server.App.Client(await server.App.StartAsync(server.App.OtherUser, server.App.OtherOrganisation));
        using var refused = await stranger.GetAsync(place, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var anonymous = server.App.Client();
        using var unknown = await anonymous.GetAsync(place, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }
}
