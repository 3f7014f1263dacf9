using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Web.Api.Mlflow;

/// <summary>Input that no handler can use; answered with 400 and its message.</summary>
internal sealed class MlflowInputException(string message) : Exception(message);

/// <summary>One call: its fields from the query or the JSON body, as MLflow's servers read them (64-bit numbers as numbers or texts).</summary>
internal sealed class MlflowCall
{
    /// <summary>Longest JSON body: what MLflow takes in a batch, and some room.</summary>
    private const int Longest = 1 << 20;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly JsonObject _body;

    private MlflowCall(HttpContext context, JsonObject body) => (Context, _body) = (context, body);

    /// <summary>The request.</summary>
    public HttpContext Context { get; }

    /// <summary>Ends with the request.</summary>
    public CancellationToken Cancel => Context.RequestAborted;

    /// <summary>Experiments and runs of our own tables.</summary>
    public IEmbeddedTracker Tracker => Context.RequestServices.GetRequiredService<IEmbeddedTracker>();

    /// <summary>Models and versions.</summary>
    public IModelRegistry Registry => Context.RequestServices.GetRequiredService<IModelRegistry>();

    /// <summary>Reads a call.</summary>
    public static async Task<MlflowCall> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (
            HttpMethods.IsGet(request.Method)
            || request.ContentLength is 0
            || (request.ContentLength is null && request.ContentType is null)
        )
        {
            return new(context, []);
        }

        if (!string.Equals(request.ContentType?.Split(';')[0].Trim(), "application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new MlflowInputException("Bad Request. Content-Type should be application/json.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Longest;
        }

        try
        {
            var node = await JsonNode.ParseAsync(request.Body, documentOptions: s_json, cancellationToken: context.RequestAborted);
            return new(context, node as JsonObject ?? throw new MlflowInputException("The body has to be a JSON object."));
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new MlflowInputException($"Requests must be at most {Longest} bytes.");
        }
        catch (JsonException)
        {
            throw new MlflowInputException("The body is no JSON, nests too deep, or names a member twice.");
        }
    }

    /// <summary>A text, or null where there is none.</summary>
    public string? Text(string name) =>
        _body[name] switch
        {
            null => Context.Request.Query.TryGetValue(name, out var query) ? query[0] : null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonValue value => value.ToJsonString(),
            _ => throw Wrong(name, "a single value"),
        };

    /// <summary>A text that has to be there.</summary>
    public string Required(string name) =>
        Text(name) is { Length: > 0 } text
            ? text
            : throw new MlflowInputException(
                $"Missing value for required parameter '{name}'. See the API docs for more information about request parameters."
            );

    /// <summary>The id of a run, by either of its names.</summary>
    public string RunId() =>
        Text("run_id") is { Length: > 0 } id ? id
        : Text("run_uuid") is { Length: > 0 } old ? old
        : Required("run_id");

    /// <summary>A whole number, or null.</summary>
    public long? Long(string name)
    {
        var text = Text(name);
        return string.IsNullOrEmpty(text) ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            // Clients in languages without whole numbers write 1.0 or 1.7e12.
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && Math.Abs(real) < 9e15
            && real == Math.Floor(real)
                ? (long)real
            : throw Wrong(name, "a whole number");
    }

    /// <summary>The length of a page.</summary>
    public int Most(int otherwise) =>
        Long("max_results") is not { } most ? otherwise
        : most is >= int.MinValue and <= int.MaxValue ? (int)most
        : throw Wrong("max_results", "a number of rows");

    /// <summary>Yes or no.</summary>
    public bool Flag(string name) =>
        Text(name) switch
        {
            null or "" or "false" or "False" => false,
            "true" or "True" => true,
            _ => throw Wrong(name, "true or false"),
        };

    /// <summary>The number of a version.</summary>
    public int Version() =>
        int.TryParse(Required("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new MlflowInputException($"Model version must be an integer, got '{Text("version")}'");

    /// <summary>A list of texts: a JSON array, or a parameter that is given several times.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        _body[name] switch
        {
            null => Context.Request.Query.TryGetValue(name, out var query) ? [.. query.OfType<string>()] : [],
            JsonArray array => [.. array.Select(n => TextOf(n, name))],
            var node => [TextOf(node, name)],
        };

    /// <summary>A list of names with texts.</summary>
    public IReadOnlyList<TrackedText> Pairs(string name) => [.. Objects(name).Select(o => new TrackedText(Of(o, "key"), Of(o, "value")))];

    /// <summary>One name with a text.</summary>
    public TrackedText Pair() => new(Required("key"), Text("value") ?? throw Missing("value"));

    /// <summary>A list of measurements.</summary>
    public IReadOnlyList<TrackedMetric> Metrics(string name) => [.. Objects(name).Select(MetricOf)];

    /// <summary>One measurement.</summary>
    public TrackedMetric Metric() => MetricOf(_body);

    /// <summary>Which objects a search shows: MLflow's names or their numbers.</summary>
    public TrackingView View(string name) =>
        Text(name)?.ToUpperInvariant() switch
        {
            null or "" or "ACTIVE_ONLY" or "1" => TrackingView.ActiveOnly,
            "DELETED_ONLY" or "2" => TrackingView.DeletedOnly,
            "ALL" or "3" => TrackingView.All,
            _ => throw Wrong(name, "ACTIVE_ONLY, DELETED_ONLY or ALL"),
        };

    /// <summary>How a run stands, or null.</summary>
    public TrackedRunStatus? Status() =>
        Text("status")?.ToUpperInvariant() switch
        {
            null or "" => null,
            "RUNNING" or "1" => TrackedRunStatus.Running,
            "SCHEDULED" or "2" => TrackedRunStatus.Scheduled,
            "FINISHED" or "3" => TrackedRunStatus.Finished,
            "FAILED" or "4" => TrackedRunStatus.Failed,
            "KILLED" or "5" => TrackedRunStatus.Killed,
            _ => throw Wrong("status", "RUNNING, SCHEDULED, FINISHED, FAILED or KILLED"),
        };

    /// <summary>A stage by its name, in any case.</summary>
    public static ModelStage Stage(string text) =>
        text.ToUpperInvariant() switch
        {
            "NONE" => ModelStage.None,
            "STAGING" => ModelStage.Staging,
            "PRODUCTION" => ModelStage.Production,
            "ARCHIVED" => ModelStage.Archived,
            _ => throw new MlflowInputException(
                $"Invalid Model Version stage: {text}. Value must be one of None, Staging, Production, Archived."
            ),
        };

    private IEnumerable<JsonObject> Objects(string name) =>
        _body[name] switch
        {
            null => [],
            JsonArray array => array.Select(n => n as JsonObject ?? throw Wrong(name, "a list of objects")),
            _ => throw Wrong(name, "a list of objects"),
        };

    private static TrackedMetric MetricOf(JsonObject metric) =>
        new(
            Of(metric, "key"),
            Of(metric, "value") switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw Wrong("value", "a valid double (64-bit floating point)"),
            },
            LongOf(metric, "timestamp") ?? throw Missing("timestamp"),
            LongOf(metric, "step") ?? 0
        );

    private static long? LongOf(JsonObject json, string name) =>
        json[name] is null ? null
        : double.TryParse(TextOf(json[name], name), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && Math.Abs(real) < 9e15
            ? (long)real
        : throw Wrong(name, "a whole number");

    private static string Of(JsonObject json, string name) => json[name] is { } node ? TextOf(node, name) : throw Missing(name);

    private static string TextOf(JsonNode? node, string name) =>
        node switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonValue value => value.ToJsonString(),
            _ => throw Wrong(name, "a single value"),
        };

    private static MlflowInputException Missing(string name) =>
        new($"Missing value for required parameter '{name}'. See the API docs for more information about request parameters.");

    private static MlflowInputException Wrong(string name, string expected) =>
        new($"Invalid value for parameter '{name}' supplied: {expected} was expected.");
}
