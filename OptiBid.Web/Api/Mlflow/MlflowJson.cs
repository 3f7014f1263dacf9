using System.Globalization;
using System.Text.Json.Nodes;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>
/// Objects as MLflow's servers write them: names with underscores, 64-bit numbers as numbers (its servers do so since 1.22; a client takes either),
/// what is no number as a text, empty lists and missing values left out.
/// </summary>
internal static class MlflowJson
{
    public static JsonObject Experiment(TrackedExperiment experiment)
    {
        var json = new JsonObject
        {
            ["experiment_id"] = experiment.Id,
            ["name"] = experiment.Name,
            ["artifact_location"] = experiment.ArtifactLocation,
            ["lifecycle_stage"] = Stage(experiment.IsDeleted),
            ["last_update_time"] = experiment.UpdatedMs,
            ["creation_time"] = experiment.CreatedMs,
        };
        Add(json, "tags", experiment.Tags.Select(Pair));
        return json;
    }

    public static JsonObject Info(TrackedRunInfo info)
    {
        var json = new JsonObject
        {
            ["run_uuid"] = info.Id,
            ["experiment_id"] = info.ExperimentId,
            ["run_name"] = info.Name,
            ["user_id"] = info.User,
            ["status"] = info.Status.ToString().ToUpperInvariant(),
            ["start_time"] = info.StartMs,
            ["artifact_uri"] = info.ArtifactUri,
            ["lifecycle_stage"] = Stage(info.IsDeleted),
            ["run_id"] = info.Id,
        };
        if (info.EndMs is { } end)
        {
            json["end_time"] = end;
        }

        return json;
    }

    public static JsonObject Run(TrackedRun run)
    {
        var data = new JsonObject();
        Add(data, "metrics", run.Metrics.Select(Metric));
        Add(data, "params", run.Params.Select(Pair));
        Add(data, "tags", run.Tags.Select(Pair));
        return new JsonObject
        {
            ["info"] = Info(run.Info),
            ["data"] = data,
            ["inputs"] = new JsonObject(),
        };
    }

    public static JsonObject Metric(TrackedMetric metric) =>
        new()
        {
            ["key"] = metric.Key,
            ["value"] =
                double.IsNaN(metric.Value) ? "NaN"
                : double.IsPositiveInfinity(metric.Value) ? "Infinity"
                : double.IsNegativeInfinity(metric.Value) ? "-Infinity"
                : JsonValue.Create(metric.Value),
            ["timestamp"] = metric.TimestampMs,
            ["step"] = metric.Step,
        };

    public static JsonObject Pair(TrackedText text) => new() { ["key"] = text.Key, ["value"] = text.Value };

    public static JsonObject Model(RegisteredModel model)
    {
        var json = new JsonObject
        {
            ["name"] = model.Name,
            ["creation_timestamp"] = model.CreatedMs,
            ["last_updated_timestamp"] = model.UpdatedMs,
            ["description"] = model.Description,
        };
        Add(json, "latest_versions", model.LatestVersions.Select(Version));
        Add(json, "tags", model.Tags.Select(Pair));
        Add(
            json,
            "aliases",
            model.Aliases.Select(a => new JsonObject
            {
                ["alias"] = a.Alias,
                ["version"] = a.Version.ToString(CultureInfo.InvariantCulture),
            })
        );
        return json;
    }

    public static JsonObject Version(ModelVersion version)
    {
        var json = new JsonObject
        {
            ["name"] = version.Name,
            ["version"] = version.Version.ToString(CultureInfo.InvariantCulture),
            ["creation_timestamp"] = version.CreatedMs,
            ["last_updated_timestamp"] = version.UpdatedMs,
            ["user_id"] = version.User,
            ["current_stage"] = version.Stage.ToString(),
            ["description"] = version.Description,
            ["source"] = version.Source,
            ["run_id"] = version.RunId ?? "",
            ["status"] = "READY",
        };
        if (version.RunLink is not null)
        {
            json["run_link"] = version.RunLink;
        }

        Add(json, "tags", version.Tags.Select(Pair));
        if (version.Aliases.Count > 0)
        {
            json["aliases"] = new JsonArray([.. version.Aliases.Select(a => (JsonNode?)a)]);
        }

        return json;
    }

    /// <summary>A list under a name with the token of the next page; both are left out where there is nothing.</summary>
    public static JsonObject Page(string name, IEnumerable<JsonObject> items, string? next)
    {
        var json = new JsonObject();
        Add(json, name, items);
        if (next is not null)
        {
            json["next_page_token"] = next;
        }

        return json;
    }

    private static void Add(JsonObject json, string name, IEnumerable<JsonObject> items)
    {
        var array = new JsonArray([.. items]);
        if (array.Count > 0)
        {
            json[name] = array;
        }
    }

    private static string Stage(bool isDeleted) => isDeleted ? "deleted" : "active";
}
