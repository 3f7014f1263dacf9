using System.Text.Json;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <summary>Rows as the contracts show them.</summary>
internal static class TrackingMap
{
    /// <summary>Tag with the name of a run.</summary>
    public const string RunNameTag = "mlflow.runName";

    /// <summary>Tag with the person of a run.</summary>
    public const string UserTag = "mlflow.user";

    /// <summary>Id of a run in the protocol.</summary>
    public static string IdOf(Guid id) => id.ToString("N");

    /// <summary>The run of an id; null for what is no id.</summary>
    public static Guid? Parse(string? id) => Guid.TryParse(id, out var guid) ? guid : null;

    /// <summary>Milliseconds since 1970.</summary>
    public static long Ms(DateTime utc) => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    /// <summary>Tags of a JSON column.</summary>
    public static SortedDictionary<string, string> Tags(string json) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [], StringComparer.Ordinal);

    /// <summary>The JSON column of tags; of two with one name the last counts.</summary>
    public static string Json(IEnumerable<TrackedText>? tags)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? [])
        {
            map[tag.Key] = tag.Value;
        }

        return JsonSerializer.Serialize(map);
    }

    /// <summary>The JSON column with one tag set, or removed when it has no text.</summary>
    public static string With(string json, string key, string? value)
    {
        var map = Tags(json);
        if (value is null)
        {
            map.Remove(key);
        }
        else
        {
            map[key] = value;
        }

        return JsonSerializer.Serialize(map);
    }

    /// <summary>Tags in a list.</summary>
    public static IReadOnlyList<TrackedText> List(string json) => [.. Tags(json).Select(t => new TrackedText(t.Key, t.Value))];

    public static TrackedExperiment ToView(MlExperiment row) =>
        new(row.Key, row.Name, row.ArtifactLocation, row.IsDeleted, Ms(row.CreatedUtc), Ms(row.UpdatedUtc), List(row.Tags));

    public static TrackedRunInfo ToInfo(MlRun run, string experiment) =>
        new(IdOf(run.Id), experiment, run.Name, run.StartedBy, run.Status, run.StartMs, run.EndMs, run.ArtifactUri, run.IsDeleted);

    public static TrackedMetric ToView(MlMetric row) => new(row.Key, row.IsNoNumber ? double.NaN : row.Value, row.TimestampMs, row.Step);

    public static TrackedMetric ToView(MlLatestMetric row) =>
        new(row.Key, row.IsNoNumber ? double.NaN : row.Value, row.TimestampMs, row.Step);
}
