using System.Text.RegularExpressions;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>MLflow's rules for names, lengths and batches.</summary>
internal static partial class TrackingRules
{
    public const int LongestKey = 250;
    public const int LongestParam = 6000;
    public const int LongestTag = 5000;
    public const int LongestExperimentName = 500;
    public const int MostResults = 50_000;

    /// <summary>What is wrong with the name of an experiment, or null.</summary>
    public static Failure? OfExperimentName(string? name) =>
        string.IsNullOrEmpty(name) ? TrackingFailures.Invalid("Invalid experiment name: ''")
        : name.Length > LongestExperimentName
            ? TrackingFailures.Invalid($"Experiment name exceeds the maximum length of {LongestExperimentName} characters")
        : null;

    /// <summary>What is wrong with a tag, or null.</summary>
    public static Failure? OfTag(TrackedText tag) => OfText("tag", tag, LongestTag);

    /// <summary>What is wrong with a parameter, or null.</summary>
    public static Failure? OfParam(TrackedText param) => OfText("parameter", param, LongestParam);

    /// <summary>What is wrong with a measurement, or null.</summary>
    public static Failure? OfMetric(TrackedMetric metric) =>
        OfKey("metric", metric.Key)
        ?? (
            metric.TimestampMs < 0
                ? TrackingFailures.Invalid(
                    $"Got invalid timestamp {metric.TimestampMs} for metric '{metric.Key}'. Timestamp must be a nonnegative long (64-bit integer)"
                )
                : null
        );

    /// <summary>What is wrong with a batch, or null.</summary>
    public static Failure? OfBatch(RunBatch batch)
    {
        var (metrics, parameters, tags) = (batch.Metrics ?? [], batch.Params ?? [], batch.Tags ?? []);
        return OfCount("metrics", metrics.Count, 1000)
            ?? OfCount("params", parameters.Count, 100)
            ?? OfCount("tags", tags.Count, 100)
            ?? OfCount("metrics, params, and tags", metrics.Count + parameters.Count + tags.Count, 1000)
            ?? metrics.Select(OfMetric).FirstOrDefault(f => f is not null)
            ?? parameters.Select(OfParam).FirstOrDefault(f => f is not null)
            ?? tags.Select(OfTag).FirstOrDefault(f => f is not null)
            ?? parameters
                .GroupBy(p => p.Key, StringComparer.Ordinal)
                .Where(g => g.Select(p => p.Value).Distinct(StringComparer.Ordinal).Count() > 1)
                .Select(g => (Failure?)TrackingFailures.Invalid($"Duplicate parameter keys have been submitted: ['{g.Key}']"))
                .FirstOrDefault();
    }

    /// <summary>What is wrong with the length of a page, or null.</summary>
    public static Failure? OfMostResults(int most) =>
        most < 1 ? TrackingFailures.Invalid($"Invalid value for max_results. It must be a positive integer, but got {most}")
        : most > MostResults ? TrackingFailures.Invalid($"Invalid value for max_results. It must be at most {MostResults}, but got {most}")
        : null;

    /// <summary>What is wrong with the path of a file, or null.</summary>
    public static Failure? OfPath(string? path) =>
        string.IsNullOrEmpty(path)
        || path.Length > 500
        || !IsPlain(path)
        || path.Any(char.IsControl)
        || path.Contains('\\', StringComparison.Ordinal)
            ? TrackingFailures.Invalid($"Invalid artifact path: '{path}'")
            : null;

    private static Failure? OfCount(string what, int count, int most) =>
        count > most
            ? TrackingFailures.Invalid(
                $"A batch logging request can contain at most {most} {what}. Got {count} {what}. "
                    + $"Please split up {what} across multiple requests and try again."
            )
            : null;

    private static Failure? OfText(string what, TrackedText text, int longest) =>
        OfKey(what, text.Key)
        ?? (
            text.Value is null ? TrackingFailures.Invalid($"The value of {what} '{text.Key}' is missing")
            : text.Value.Length > longest
                ? TrackingFailures.Invalid(
                    $"The value of {what} '{text.Key}' had length {text.Value.Length}, which exceeded length limit of {longest}"
                )
            : null
        );

    private static Failure? OfKey(string what, string? key) =>
        string.IsNullOrEmpty(key) ? TrackingFailures.Invalid($"A key name of the {what} must be provided.")
        : key.Length > LongestKey
            ? TrackingFailures.Invalid($"The name of {what} '{key}' had length {key.Length}, which exceeded length limit of {LongestKey}")
        : !Key().IsMatch(key)
            ? TrackingFailures.Invalid(
                $"Invalid {what} name: '{key}'. Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), and slashes (/)."
            )
        : !IsPlain(key)
            ? TrackingFailures.Invalid(
                $"Invalid {what} name: '{key}'. Names may be treated as files in certain cases, and must not resolve to other names when treated as such."
            )
        : null;

    /// <summary>A relative path without empty parts, <c>.</c> and <c>..</c>.</summary>
    private static bool IsPlain(string path) => !path.Split('/').Any(part => part is "" or "." or "..");

    [GeneratedRegex(@"^[/\w.\- ]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();
}
