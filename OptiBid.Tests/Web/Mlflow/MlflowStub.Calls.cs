using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OptiBid.Tests.Web.Mlflow;

/// <summary>What its calls do.</summary>
internal sealed partial class MlflowStub
{
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

    [GeneratedRegex(@"^(metrics|params|tags|attributes)\.(\w+) (=|<=|<|>|LIKE) (\S+)$")]
    private static partial Regex Clause();
}
