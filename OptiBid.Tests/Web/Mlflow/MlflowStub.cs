using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OptiBid.Tests.Web.Mlflow;

/// <summary>
/// A tracking server on loopback that follows the documented wire format of MLflow's REST API 2.0: required fields, 64-bit numbers as texts (old
/// servers) or numbers (new ones), empty lists left out, error codes with their HTTP status. Written from the documentation, apart from our own server.
/// </summary>
internal sealed partial class MlflowStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _experiments = [];
    private readonly List<StubRun> _runs = [];

    private MlflowStub(WebApplication app) => _app = app;

    /// <summary>Its address.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>Writes 64-bit numbers as texts, as servers before 1.22 did.</summary>
    public bool WritesLongsAsTexts { get; init; }

    /// <summary>The bearer token of the last call.</summary>
    public string? LastToken { get; private set; }

    private sealed record StubRun(string Id, string Experiment, JsonObject Info)
    {
        public List<JsonObject> Metrics { get; } = [];
        public SortedDictionary<string, string> Params { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);
        public bool IsDeleted => (string?)Info["lifecycle_stage"] == "deleted";
    }

    private sealed class StubException(int status, string code, string message) : Exception(message)
    {
        public int Status => status;
        public string Code => code;
    }

    public static async Task<MlflowStub> StartAsync(bool writesLongsAsTexts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new MlflowStub(app) { WritesLongsAsTexts = writesLongsAsTexts };
        app.Map("/api/2.0/mlflow-artifacts/artifacts/{**path}", (RequestDelegate)stub.FileAsync);
        app.Map("/api/2.0/mlflow/{**path}", (RequestDelegate)stub.CallAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task CallAsync(HttpContext context)
    {
        LastToken = context.Request.Headers.Authorization;
        JsonObject answer;
        try
        {
            var input = HttpMethods.IsGet(context.Request.Method)
                ? new JsonObject(context.Request.Query.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value.ToString())))
                : (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
            lock (_gate)
            {
                answer = Answer($"{context.Request.Method} {context.Request.RouteValues["path"]}", input);
            }
        }
        catch (StubException fault)
        {
            context.Response.StatusCode = fault.Status;
            answer = new() { ["error_code"] = fault.Code, ["message"] = fault.Message };
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task FileAsync(HttpContext context)
    {
        var parts = ((string)context.Request.RouteValues["path"]!).Split('/', 4);
        var run = _runs.Single(r => r.Id == parts[1] && r.Experiment == parts[0]);
        if (HttpMethods.IsPut(context.Request.Method))
        {
            using var content = new MemoryStream();
            await context.Request.Body.CopyToAsync(content);
            lock (_gate)
            {
                run.Files[parts[3]] = content.ToArray();
            }

            await context.Response.WriteAsync("{}");
        }
        else if (run.Files.TryGetValue(parts[3], out var bytes))
        {
            await context.Response.Body.WriteAsync(bytes);
        }
        else
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"No such artifact\"}");
        }
    }

    private JsonObject Answer(string call, JsonObject input) =>
        call switch
        {
            "POST experiments/create" => CreateExperiment(input),
            "GET experiments/get" => new() { ["experiment"] = Experiment(input).DeepClone() },
            "GET experiments/get-by-name" => new()
            {
                ["experiment"] = (
                    _experiments.Find(e => (string?)e["name"] == Need(input, "experiment_name")) ?? throw Missing("experiment")
                ).DeepClone(),
            },
            "POST experiments/search" => Page(
                "experiments",
                _experiments
                    .Where(e => Shows(input, "view_type", (string?)e["lifecycle_stage"] == "deleted"))
                    .Select(e => e.DeepClone())
                    .ToList(),
                input
            ),
            "POST experiments/update" => Change(Experiment(input), e => e["name"] = Need(input, "new_name")),
            "POST experiments/delete" => Stage(Experiment(input), "deleted"),
            "POST experiments/restore" => Stage(Experiment(input), "active"),
            "POST experiments/set-experiment-tag" => Change(
                Experiment(input),
                e =>
                {
                    var tags = (JsonArray?)e["tags"] ?? [];
                    var kept = tags.Where(t => (string?)t!["key"] != Need(input, "key")).Select(t => t!.DeepClone());
                    e["tags"] = new JsonArray([.. kept, new JsonObject { ["key"] = Need(input, "key"), ["value"] = Need(input, "value") }]);
                }
            ),
            "POST runs/create" => CreateRun(input),
            "GET runs/get" => new() { ["run"] = Show(Run(input)) },
            "POST runs/update" => UpdateRun(input),
            "POST runs/delete" => Change(Run(input).Info, i => i["lifecycle_stage"] = "deleted"),
            "POST runs/restore" => Change(Run(input).Info, i => i["lifecycle_stage"] = "active"),
            "POST runs/log-batch" => LogBatch(input),
            "POST runs/delete-tag" => Run(input).Tags.Remove(Need(input, "key")) ? [] : throw Missing("tag"),
            "POST runs/search" => Search(input),
            "GET metrics/get-history" => Page(
                "metrics",
                Run(input).Metrics.Where(m => (string?)m["key"] == Need(input, "metric_key")).Select(m => m.DeepClone()).ToList(),
                new() { ["max_results"] = "2", ["page_token"] = (string?)input["page_token"] }
            ),
            "GET artifacts/list" => Files(input),
            _ => throw new StubException(404, "ENDPOINT_NOT_FOUND", call),
        };

    private JsonObject Show(StubRun run)
    {
        var data = new JsonObject();
        var latest = run
            .Metrics.Select(m => (string)m["key"]!)
            .Distinct(StringComparer.Ordinal)
            .Select(k => Latest(run, k)!.DeepClone())
            .ToList();
        Add(data, "metrics", latest);
        Add(data, "params", Pairs(run.Params));
        Add(data, "tags", Pairs(run.Tags));
        return new()
        {
            ["info"] = run.Info.DeepClone(),
            ["data"] = data,
            ["inputs"] = new JsonObject(),
        };
    }

    private static JsonObject? Latest(StubRun run, string key) =>
        run
            .Metrics.Where(m => (string?)m["key"] == key)
            .OrderBy(m => Number(m["step"]))
            .ThenBy(m => Number(m["timestamp"]))
            .LastOrDefault();

    private static List<JsonNode> Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        [.. pairs.Select(p => (JsonNode)new JsonObject { ["key"] = p.Key, ["value"] = p.Value })];

    private static void Add(JsonObject json, string name, List<JsonNode> items)
    {
        if (items.Count > 0)
        {
            json[name] = new JsonArray([.. items]);
        }
    }

    private static JsonObject Page(string name, List<JsonNode> items, JsonObject input)
    {
        var start = (string?)input["page_token"] is { Length: > 0 } token
            ? int.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(token)), CultureInfo.InvariantCulture)
            : 0;
        var most = (int)Number(input["max_results"] ?? 1000);
        var json = new JsonObject();
        Add(json, name, [.. items.Skip(start).Take(most)]);
        if (start + most < items.Count)
        {
            json["next_page_token"] = Convert.ToBase64String(Encoding.UTF8.GetBytes((start + most).ToString(CultureInfo.InvariantCulture)));
        }

        return json;
    }

    private static bool Shows(JsonObject input, string name, bool isDeleted) =>
        (string?)input[name] switch
        {
            "DELETED_ONLY" => isDeleted,
            "ALL" => true,
            _ => !isDeleted,
        };

    private JsonObject Stage(JsonObject experiment, string stage)
    {
        experiment["lifecycle_stage"] = stage;
        foreach (var run in _runs.Where(r => r.Experiment == (string?)experiment["experiment_id"]))
        {
            run.Info["lifecycle_stage"] = stage;
        }

        return [];
    }

    private static JsonObject Change(JsonObject json, Action<JsonObject> change)
    {
        change(json);
        return [];
    }

    private JsonObject Experiment(JsonObject input) =>
        _experiments.Find(e => (string?)e["experiment_id"] == Need(input, "experiment_id")) ?? throw Missing("experiment");

    private StubRun Run(JsonObject input) => _runs.Find(r => r.Id == Need(input, "run_id")) ?? throw Missing("run");

    private JsonNode Long(long value) => WritesLongsAsTexts ? value.ToString(CultureInfo.InvariantCulture) : value;

    private static double Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text == "NaN"
                ? double.NaN
                : double.Parse(text, CultureInfo.InvariantCulture)
            : double.Parse(node!.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Need(JsonObject input, string name) =>
        (string?)input[name] is { Length: > 0 } text ? text : throw Invalid($"Missing value for required parameter '{name}'");

    private static StubException Invalid(string message) => new(400, "INVALID_PARAMETER_VALUE", message);

    private static StubException Missing(string what) => new(404, "RESOURCE_DOES_NOT_EXIST", $"There is no such {what}");
}
