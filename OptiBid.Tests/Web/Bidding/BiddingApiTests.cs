using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Bidding;

/// <summary>Bids, schedules and P&amp;L over HTTP, against the whole app with its simulated market.</summary>
public class BiddingApiTests(SignedInApp app) : IClassFixture<SignedInApp>
{
    private const string Unknown = "01990000-0000-7000-8000-00000000dead";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_past_day_is_proposed_checked_saved_submitted_settled_counted_and_discarded()
    {
        var day = DaysAgo(3);
        var proposal = await PostAsync(
            "bids/proposal",
            new
            {
                assetId = await BatteryAsync(),
                day,
                model = "naive-daily",
                kind = "curve",
            }
        );
        Assert.Equal("replay", Text(proposal, "venue"));
        var draft = proposal["draft"]!;
        Assert.Equal(draft["offers"]!.AsArray().Count, draft["expectedPricesUsdPerMwh"]!.AsArray().Count);
        Assert.Equal("naive-daily", Text(draft, "model"));
        Assert.Empty((await PostAsync("bids/check", draft)).AsArray());

        var created = await PostAsync("bids", draft, HttpStatusCode.Created);
        Assert.Equal(("draft", 1), (Text(created["summary"]!, "status"), Version(created)));
        var path = $"bids/{Text(created["summary"]!, "id")}";
        draft["note"] = "by the API";
        var changed = await SendAsync(HttpMethod.Put, $"{path}?version=1", draft);
        Assert.Equal((2, "by the API"), (Version(changed), Text(changed["draft"]!, "note")));
        Assert.Equal("bidding.bid_changed", Code(await SendAsync(HttpMethod.Put, $"{path}?version=1", draft, HttpStatusCode.Conflict)));
        Assert.Equal("bidding.bid_changed", Code(await PostAsync($"{path}/submit?version=1", null, HttpStatusCode.Conflict)));

        var settled = await PostAsync($"{path}/submit?version=2", null);
        var result = settled["summary"]!["result"]!;
        Assert.Equal("settled", Text(settled["summary"]!, "status"));
        Assert.True(settled["summary"]!["isSimulatedPrices"]!.GetValue<bool>());
        Assert.InRange(settled["hours"]!.AsArray().Count, 23, 25);
        Assert.Equal(
            Number(result, "totalUsd"),
            Number(result, "dayAheadUsd") + Number(result, "realTimeUsd") + Number(result, "variableCostUsd")
        );
        Assert.Equal(
            Number(result, "totalUsd"),
            Number(result, "perfectUsd") - Number(result, "forecastLossUsd") - Number(result, "bidShapeLossUsd")
        );
        Assert.Equal("bidding.wrong_status", Code(await PostAsync($"{path}/submit?version=2", null, HttpStatusCode.Conflict)));

        var found = await GetAsync(path);
        Assert.Equal(settled.ToJsonString(), found.ToJsonString());
        var listed = await GetAsync($"bids?from={day}&to={day}&status=settled");
        Assert.Equal(Text(settled["summary"]!, "id"), Text(Assert.Single(listed.AsArray())!, "id"));
        var pnl = await GetAsync($"pnl?from={day}&to={day}");
        Assert.Single(pnl["bids"]!.AsArray());
        Assert.Equal(Number(result, "totalUsd"), Number(pnl, "totalUsd"));
        Assert.Equal(Number(result, "perfectUsd"), Number(pnl, "perfectUsd"));

        var discarded = await PostAsync($"{path}/cancel?version={Version(settled)}&reason=again", null);
        Assert.Equal("cancelled", Text(discarded["summary"]!, "status"));
        Assert.Equal("again", Text(discarded["steps"]!.AsArray()[^1]!, "note"));
        Assert.Empty((await GetAsync($"pnl?from={day}&to={day}"))["bids"]!.AsArray());
    }

    [Fact]
    public async Task A_bid_that_breaks_rules_is_refused_with_every_breach()
    {
        var draft = await DraftAsync(DaysAgo(4));
        var points = draft["offers"]!.AsArray()[5]!["points"]!.AsArray();
        points.Clear();
        points.Add(new JsonObject { ["priceUsdPerMwh"] = 99_999, ["mw"] = 5_000 });
        var breaches = (await PostAsync("bids/check", draft)).AsArray();
        Assert.Equal(["price.range", "mw.limit"], breaches.Select(b => Text(b!, "rule")));

        var saved = await PostAsync("bids", draft, HttpStatusCode.Created);
        var refused = await PostAsync($"bids/{Text(saved["summary"]!, "id")}/submit?version=1", null, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("bidding.rules_broken", Code(refused));
        Assert.Equal(breaches.ToJsonString(), refused["breaches"]!.ToJsonString());
        Assert.Equal("draft", Text((await GetAsync($"bids/{Text(saved["summary"]!, "id")}"))["summary"]!, "status"));
    }

    [Fact]
    public async Task An_offer_of_an_hour_of_another_day_is_not_even_saved()
    {
        var draft = await DraftAsync(DaysAgo(4));
        draft["day"] = DaysAgo(8);
        var refused = await PostAsync("bids", draft, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("bidding.rules_broken", Code(refused));
        Assert.All(refused["breaches"]!.AsArray(), b => Assert.Equal("bid.hour_of_day", Text(b!, "rule")));
    }

    [Theory]
    [InlineData("POST", "bids")]
    [InlineData("POST", "bids/check")]
    [InlineData("POST", "bids/proposal")]
    [InlineData("POST", "schedules")]
    public async Task A_body_that_is_no_such_object_is_a_bad_request(string method, string path)
    {
        var battery = await BatteryAsync();
        string[] bodies =
        [
            "",
            "{",
            "null",
            "[]",
            "{}",
            $$"""{"assetId":"{{battery}}","day":"yesterday","model":null,"kind":"curve","offers":[]}""",
            $$"""{"assetId":"{{battery}}","day":"2024-02-30","model":null,"kind":"curve","offers":[]}""",
            $$"""{"assetId":"none","day":"2024-02-03","model":null,"kind":"curve","offers":[]}""",
        ];
        foreach (var body in bodies)
        {
            using var request = new HttpRequestMessage(new(method), $"api/v1/{path}");
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            await ProblemAsync(request, HttpStatusCode.BadRequest, body);
        }
    }

    [Theory]
    [InlineData("""[{"startUtc":"2024-02-03T06:00:00Z","points":null}]""")]
    [InlineData("""[{"startUtc":"2024-02-03T06:00:00Z"}]""")]
    [InlineData("""[{"startUtc":"2024-02-03T06:00:00Z","points":[{"priceUsdPerMwh":"much","mw":1}]}]""")]
    [InlineData("null")]
    public async Task Offers_with_a_missing_or_bad_member_are_a_bad_request(string offers)
    {
        var body = $$"""{"assetId":"{{await BatteryAsync()}}","day":"2024-02-03","kind":"curve","offers":{{offers}}}""";
        foreach (var path in new[] { "bids", "bids/check" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{path}");
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            await ProblemAsync(request, HttpStatusCode.BadRequest, body);
        }
    }

    [Theory]
    [InlineData("GET", $"bids/{Unknown}", 404)]
    [InlineData("POST", $"bids/{Unknown}/submit?version=1", 404)]
    [InlineData("POST", $"bids/{Unknown}/cancel?version=1", 404)]
    [InlineData("GET", "bids/none", 404)]
    [InlineData("POST", $"bids/{Unknown}/submit", 400)]
    [InlineData("GET", "bids?status=lost", 422)]
    [InlineData("GET", "bids?status=77", 422)]
    [InlineData("GET", "bids?from=yesterday", 400)]
    [InlineData("GET", "pnl", 400)]
    [InlineData("GET", "pnl?from=2024-01-02&to=2024-01-01", 422)]
    [InlineData("GET", "pnl?from=2000-01-01&to=2024-01-01", 422)]
    [InlineData("GET", "pnl?from=2024-01-01&to=2024-01-02&assetId=x", 400)]
    public async Task A_question_that_cannot_be_answered_gets_problem_details(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new(method), $"api/v1/{path}");
        var problem = await ProblemAsync(request, (HttpStatusCode)status, path);
        if (status is 422 || path.Contains(Unknown, StringComparison.Ordinal) && status == 404)
        {
            Assert.StartsWith("bidding.", Code(problem), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_offer_that_is_null_is_refused()
    {
        var draft = await DraftAsync(DaysAgo(4));
        draft["offers"]!.AsArray().Add(null);
        foreach (var path in new[] { "bids", "bids/check" })
        {
            Assert.Equal("offers", Text(await PostAsync(path, draft, HttpStatusCode.UnprocessableEntity), "field"));
        }
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task The_ends_of_time_are_refused_and_break_nothing(string day)
    {
        var assetId = await BatteryAsync();
        object schedule = new { assetId, day };
        object forecast = new
        {
            assetId,
            day,
            model = "naive-daily",
        };
        object draft = new
        {
            assetId,
            day,
            kind = "curve",
            offers = Array.Empty<object>(),
        };
        foreach (
            var (path, body) in new[]
            {
                ("schedules", schedule),
                ("schedules", forecast),
                ("bids/proposal", forecast),
                ("bids/check", draft),
                ("bids", draft),
            }
        )
        {
            Assert.Equal("bidding.day_range", Code(await PostAsync(path, body, HttpStatusCode.UnprocessableEntity)));
        }
    }

    [Fact]
    public async Task A_schedule_is_made_in_hindsight_and_at_forecast_prices_and_hindsight_is_never_worse()
    {
        var (assetId, day) = (await BatteryAsync(), DaysAgo(2));
        var hindsight = await PostAsync(
            "schedules",
            new
            {
                assetId,
                day,
                model = (string?)null,
            }
        );
        var forecast = await PostAsync(
            "schedules",
            new
            {
                assetId,
                day,
                model = "naive-daily",
            }
        );
        var cleared = forecast["actualUsdPerMwh"]!.AsArray().Select(p => p!.GetValue<double>()).ToArray();
        double At(JsonNode schedule) =>
            schedule["schedule"]!["hours"]!.AsArray().Select((h, i) => h!["netMw"]!.GetValue<double>() * cleared[i]).Sum();
        Assert.Equal(
            hindsight["schedule"]!.ToJsonString(),
            (await PostAsync("schedules", new { assetId, day }))["schedule"]!.ToJsonString()
        );
        Assert.True(hindsight["isSimulated"]!.GetValue<bool>());
        Assert.Null(hindsight["forecast"]);
        Assert.Equal("naive-daily", Text(forecast["forecast"]!, "model"));
        Assert.True(At(hindsight) >= At(forecast) - 0.01, $"{At(hindsight)} < {At(forecast)}");
    }

    [Theory]
    [InlineData(Unknown, null, null, 404, "portfolio.asset_not_found")]
    [InlineData(null, "crystal-ball", null, 422, "forecast.model")]
    [InlineData(null, null, "2001-01-01", 422, "bidding.no_prices")]
    public async Task A_schedule_that_cannot_be_made_says_why(string? assetId, string? model, string? day, int status, string? code)
    {
        var body = new
        {
            assetId = assetId ?? await BatteryAsync(),
            day = day ?? DaysAgo(2),
            model,
        };
        foreach (var path in model is null && day is null || model is not null ? new[] { "schedules", "bids/proposal" } : ["schedules"])
        {
            var problem = await PostAsync(path, body, (HttpStatusCode)status);
            Assert.True(code is null || code == Code(problem), problem.ToJsonString());
        }
    }

    [Theory]
    [InlineData("GET", "bids")]
    [InlineData("GET", $"bids/{Unknown}")]
    [InlineData("POST", "bids")]
    [InlineData("POST", "bids/proposal")]
    [InlineData("POST", "bids/check")]
    [InlineData("PUT", $"bids/{Unknown}?version=1")]
    [InlineData("POST", $"bids/{Unknown}/submit?version=1")]
    [InlineData("POST", $"bids/{Unknown}/cancel?version=1")]
    [InlineData("GET", "pnl?from=2024-01-01&to=2024-01-02")]
    [InlineData("POST", "schedules")]
    public async Task Without_a_session_nothing_is_told_or_done(string method, string path)
    {
        using var stranger = app.Host.CreateClient();
        using var request = new HttpRequestMessage(new(method), $"api/v1/{path}");
        request.Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json");
        await ProblemAsync(request, HttpStatusCode.Unauthorized, path, stranger);
    }

    [Fact]
    public async Task The_openapi_document_lists_every_path_with_a_summary()
    {
        var document = (await app.Client.GetFromJsonAsync<JsonNode>(new Uri("openapi/v1.json", UriKind.Relative), Token))!;
        (string Path, string[] Methods)[] expected =
        [
            ("/api/v1/bids", ["get", "post"]),
            ("/api/v1/bids/{id}", ["get", "put"]),
            ("/api/v1/bids/proposal", ["post"]),
            ("/api/v1/bids/check", ["post"]),
            ("/api/v1/bids/{id}/submit", ["post"]),
            ("/api/v1/bids/{id}/cancel", ["post"]),
            ("/api/v1/schedules", ["post"]),
            ("/api/v1/pnl", ["get"]),
        ];
        var paths = document["paths"]!.AsObject().ToDictionary(p => p.Key.TrimEnd('/'), p => p.Value!, StringComparer.Ordinal);
        foreach (var (path, methods) in expected)
        {
            Assert.All(methods, m => Assert.NotEmpty(Text(paths[path][m]!, "summary")));
        }
    }

    private static string DaysAgo(int days) =>
        TimeProvider.System.GetUtcNow().AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static decimal Number(JsonNode node, string name) => node[name]!.GetValue<decimal>();

    private static int Version(JsonNode bid) => bid["version"]!.GetValue<int>();

    private static string Code(JsonNode problem) => Text(problem, "code");

    private async Task<string> BatteryAsync() =>
        Text((await GetAsync("assets")).AsArray().First(a => Text(a!["draft"]!, "kind") == "battery")!, "id");

    private async Task<JsonNode> DraftAsync(string day) =>
        (
            await PostAsync(
                "bids/proposal",
                new
                {
                    assetId = await BatteryAsync(),
                    day,
                    model = "naive-daily",
                }
            )
        )["draft"]!;

    private Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    private Task<JsonNode> PostAsync(string path, object? body, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Post, path, body, expected);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/{path}");
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        if ((int)expected >= 400)
        {
            return await ProblemAsync(request, expected, path);
        }

        using var answer = await app.Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(expected == answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> ProblemAsync(HttpRequestMessage request, HttpStatusCode expected, string what, HttpClient? client = null)
    {
        using var answer = await (client ?? app.Client).SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(expected == answer.StatusCode, $"{what}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!;
    }
}
