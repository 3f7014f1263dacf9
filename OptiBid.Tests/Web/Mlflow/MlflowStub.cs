using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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

    private JsonObject CreateExperiment(JsonObject input)
    {
        var name = Need(input, "name");
        if (_experiments.Exists(e => (string?)e["name"] == name))
        {
            throw new StubException(400, "RESOURCE_ALREADY_EXISTS", $"Experiment '{name}' already exists.");
        }

        var id = (_experiments.Count + 1).ToString(CultureInfo.InvariantCulture);
        var experiment = new JsonObject
        {
            ["experiment_id"] = id,
            ["name"] = name,
            ["artifact_location"] = $"mlflow-artifacts:/{id}",
            ["lifecycle_stage"] = "active",
            ["last_update_time"] = Long(1_700_000_000_000),
            ["creation_time"] = Long(1_700_000_000_000),
        };
        if (input["tags"] is JsonArray { Count: > 0 } tags)
        {
            experiment["tags"] = tags.DeepClone();
        }

        _experiments.Add(experiment);
        return new() { ["experiment_id"] = id };
    }

    private JsonObject CreateRun(JsonObject input)
    {
        var experiment = (string)Experiment(input)["experiment_id"]!;
        var id = Guid.CreateVersion7().ToString("N");
        var run = new StubRun(
            id,
            experiment,
            new()
            {
                ["run_uuid"] = id,
                ["experiment_id"] = experiment,
                ["run_name"] = (string?)input["run_name"] ?? "made-up-1",
                ["user_id"] = "",
                ["status"] = "RUNNING",
                ["start_time"] = Long((long?)input["start_time"] ?? 1),
                ["artifact_uri"] = $"mlflow-artifacts:/{experiment}/{id}/artifacts",
                ["lifecycle_stage"] = "active",
                ["run_id"] = id,
            }
        );
        foreach (var tag in (input["tags"] as JsonArray ?? []).Select(t => (JsonObject)t!))
        {
            run.Tags[Need(tag, "key")] = (string)tag["value"]!;
        }

        run.Tags["mlflow.runName"] = (string)run.Info["run_name"]!;
        _runs.Add(run);
        return new() { ["run"] = Show(run) };
    }

    private JsonObject UpdateRun(JsonObject input)
    {
        var run = Run(input);
        if (input["status"] is { } status)
        {
            run.Info["status"] = (string?)status;
        }

        if (input["end_time"] is { } end)
        {
            run.Info["end_time"] = Long((long)end);
        }

        if (input["run_name"] is { } name)
        {
            run.Info["run_name"] = run.Tags["mlflow.runName"] = (string)name!;
        }

        return new() { ["run_info"] = run.Info.DeepClone() };
    }

    private JsonObject LogBatch(JsonObject input)
    {
        var run = Run(input);
        if (run.IsDeleted)
        {
            throw Invalid("The run must be in the 'active' state");
        }

        foreach (var param in (input["params"] as JsonArray ?? []).Select(p => (JsonObject)p!))
        {
            if (run.Params.TryGetValue(Need(param, "key"), out var held) && held != (string?)param["value"])
            {
                throw Invalid("Changing param values is not allowed");
            }

            run.Params[Need(param, "key")] = (string)param["value"]!;
        }

        foreach (var metric in (input["metrics"] as JsonArray ?? []).Select(m => (JsonObject)m!))
        {
            _ = metric["timestamp"] ?? throw Invalid("Missing value for required parameter 'timestamp'");
            run.Metrics.Add(
                new()
                {
                    ["key"] = Need(metric, "key"),
                    // What is no number is a text in the JSON of protobuf, both ways.
                    ["value"] = metric["value"]!.DeepClone(),
                    ["timestamp"] = Long((long)metric["timestamp"]!),
                    ["step"] = Long((long?)metric["step"] ?? 0),
                }
            );
        }

        foreach (var tag in (input["tags"] as JsonArray ?? []).Select(t => (JsonObject)t!))
        {
            run.Tags[Need(tag, "key")] = (string)tag["value"]!;
        }

        return [];
    }

    private JsonObject Search(JsonObject input)
    {
        var experiments = (input["experiment_ids"] as JsonArray ?? []).Select(i => (string?)i).ToHashSet();
        var runs = _runs
            .Where(r => experiments.Contains(r.Experiment) && Shows(input, "run_view_type", r.IsDeleted))
            .OrderByDescending(r => Number(r.Info["start_time"]))
            .ToList();
        if ((string?)input["filter"] is { Length: > 0 } filter)
        {
            foreach (var clause in filter.Split(" and ", StringSplitOptions.TrimEntries))
            {
                var match = Clause().Match(clause);
                runs = match.Success
                    ? [.. runs.Where(r => Matches(r, match))]
                    : throw Invalid($"Invalid clause(s) in filter string: '{clause}'");
            }
        }

        if ((input["order_by"] as JsonArray)?.FirstOrDefault() is { } order)
        {
            var key = ((string)order!).Split(' ')[0]["metrics.".Length..];
            runs = [.. runs.OrderBy(r => Latest(r, key) is { } m ? Number(m["value"]) : double.MaxValue)];
        }

        return Page("runs", runs.Select(r => (JsonNode)Show(r)).ToList(), input);
    }

    private static bool Matches(StubRun run, Match clause)
    {
        var (entity, key, comparator, value) = (
            clause.Groups[1].Value,
            clause.Groups[2].Value,
            clause.Groups[3].Value,
            clause.Groups[4].Value.Trim('\'')
        );
        if (entity == "metrics")
        {
            if (Latest(run, key) is not { } metric)
            {
                return false;
            }

            var (left, right) = (Number(metric["value"]), double.Parse(value, CultureInfo.InvariantCulture));
            return comparator == "<" ? left < right
                : comparator == "<=" ? left <= right
                : left > right;
        }

        var text =
            entity == "params" ? run.Params.GetValueOrDefault(key)
            : entity == "tags" ? run.Tags.GetValueOrDefault(key)
            : (string?)run.Info[key];
        return text is not null && (comparator == "LIKE" ? text.StartsWith(value.TrimEnd('%'), StringComparison.Ordinal) : text == value);
    }

    private JsonObject Files(JsonObject input)
    {
        var run = Run(input);
        var prefix = (string?)input["path"] is { Length: > 0 } path ? path + "/" : "";
        var files = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (name, content) in run.Files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var end = name.IndexOf('/', prefix.Length);
            files[end < 0 ? name : name[..end]] =
                end < 0
                    ? new JsonObject
                    {
                        ["path"] = name,
                        ["is_dir"] = false,
                        ["file_size"] = Long(content.Length),
                    }
                    : new JsonObject { ["path"] = name[..end], ["is_dir"] = true };
        }

        var answer = new JsonObject { ["root_uri"] = (string?)run.Info["artifact_uri"] };
        if (files.Count > 0)
        {
            answer["files"] = new JsonArray([.. files.Values]);
        }

        return answer;
    }

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

    [GeneratedRegex(@"^(metrics|params|tags|attributes)\.(\w+) (=|<=|<|>|LIKE) (\S+)$")]
    private static partial Regex Clause();
}
