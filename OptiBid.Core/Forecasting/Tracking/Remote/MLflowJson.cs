using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OptiBid.Core.Forecasting.Tracking.Remote;

/// <summary>
/// MLflow's JSON as a client reads and writes it. Servers of different age write 64-bit numbers as numbers or as texts, and what is no number as a
/// text: both are read.
/// </summary>
internal static class MLflowJson
{
    public static string Text(JsonNode? node, string name) =>
        node?[name] switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonValue value => value.ToJsonString(),
            _ => "",
        };

    public static string? TextOrNull(JsonNode? node, string name) => Text(node, name) is { Length: > 0 } text ? text : null;

    public static long Long(JsonNode? node, string name) => LongOrNull(node, name) ?? 0;

    public static long? LongOrNull(JsonNode? node, string name) =>
        long.TryParse(Text(node, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static double Double(JsonNode? node, string name) =>
        Text(node, name) switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0,
        };

    public static JsonNode? Of(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value)
        : double.IsNaN(value) ? "NaN"
        : value > 0 ? "Infinity"
        : "-Infinity";

    public static IEnumerable<JsonNode> Items(JsonNode? node, string name) => (node?[name] as JsonArray)?.OfType<JsonNode>() ?? [];

    public static JsonArray Of(IEnumerable<TrackedText>? texts) =>
        new([.. (texts ?? []).Select(t => (JsonNode)new JsonObject { ["key"] = t.Key, ["value"] = t.Value })]);

    public static JsonArray Of(IEnumerable<string>? texts) => new([.. (texts ?? []).Select(t => (JsonNode?)t)]);

    public static JsonObject Of(TrackedMetric metric) =>
        new()
        {
            ["key"] = metric.Key,
            ["value"] = Of(metric.Value),
            ["timestamp"] = metric.TimestampMs,
            ["step"] = metric.Step,
        };

    public static string Of(TrackedRunStatus status) => status.ToString().ToUpperInvariant();

    public static string Of(TrackingView view) =>
        view switch
        {
            TrackingView.DeletedOnly => "DELETED_ONLY",
            TrackingView.All => "ALL",
            _ => "ACTIVE_ONLY",
        };

    public static IReadOnlyList<TrackedText> Texts(JsonNode? node, string name) =>
        [.. Items(node, name).Select(t => new TrackedText(Text(t, "key"), Text(t, "value"))).OrderBy(t => t.Key, StringComparer.Ordinal)];

    public static TrackedMetric Metric(JsonNode node) =>
        new(Text(node, "key"), Double(node, "value"), Long(node, "timestamp"), Long(node, "step"));

    public static TrackedExperiment Experiment(JsonNode? node) =>
        new(
            Text(node, "experiment_id"),
            Text(node, "name"),
            Text(node, "artifact_location"),
            Text(node, "lifecycle_stage") == "deleted",
            Long(node, "creation_time"),
            Long(node, "last_update_time"),
            Texts(node, "tags")
        );

    public static TrackedRunInfo Info(JsonNode? node, string? tagName, string? tagUser) =>
        new(
            TextOrNull(node, "run_id") ?? Text(node, "run_uuid"),
            Text(node, "experiment_id"),
            TextOrNull(node, "run_name") ?? tagName ?? "",
            TextOrNull(node, "user_id") ?? tagUser ?? "",
            Enum.TryParse<TrackedRunStatus>(Text(node, "status"), ignoreCase: true, out var status) ? status : TrackedRunStatus.Running,
            Long(node, "start_time"),
            LongOrNull(node, "end_time") is { } end and > 0 ? end : null,
            Text(node, "artifact_uri"),
            Text(node, "lifecycle_stage") == "deleted"
        );

    public static TrackedRun Run(JsonNode? node)
    {
        var data = node?["data"];
        var tags = Texts(data, "tags");
        return new(
            Info(
                node?["info"],
                tags.FirstOrDefault(t => t.Key == "mlflow.runName")?.Value,
                tags.FirstOrDefault(t => t.Key == "mlflow.user")?.Value
            ),
            [.. Items(data, "metrics").Select(Metric).OrderBy(m => m.Key, StringComparer.Ordinal)],
            Texts(data, "params"),
            tags
        );
    }
}
