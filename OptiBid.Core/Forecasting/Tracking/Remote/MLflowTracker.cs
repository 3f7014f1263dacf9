using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptiBid.Core.Common;
using OptiBid.Core.Network;

namespace OptiBid.Core.Forecasting.Tracking.Remote;

/// <summary>Experiments on a tracking server of MLflow, by its REST API 2.0.</summary>
internal sealed partial class MLflowTracker : IExperimentTracker, IDisposable
{
    private const string Root = "api/2.0/mlflow/";
    private const string Files = "api/2.0/mlflow-artifacts/artifacts/";

    private readonly HttpClient _client;
    private readonly string? _refused;

    /// <summary>The server of the settings, called by the rules of the house: private addresses only where <c>Network</c> allows them.</summary>
    public MLflowTracker(ISafeHttp http, TrackingOptions options)
        : this(http.CreateClient(TimeSpan.FromSeconds(30), 64 << 20), options.Url!, options.BearerToken) =>
        _refused = http.Refuses(options.Url!);

    /// <summary>A server behind a client.</summary>
    public MLflowTracker(HttpClient client, Uri url, string? token)
    {
        _client = client;
        _client.BaseAddress = new(url.AbsoluteUri.TrimEnd('/') + "/");
        if (!string.IsNullOrEmpty(token))
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task<Result<JsonNode>> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Root + path, Json(body), cancellationToken);

    private Task<Result<JsonNode>> GetAsync(
        string path,
        CancellationToken cancellationToken,
        params (string Name, string? Value)[] query
    ) => SendAsync(HttpMethod.Get, Root + path + Query(query), null, cancellationToken);

    private async Task<Result<Done>> DoAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        (await PostAsync(path, body, cancellationToken)).Map(_ => Done.Instance);

    private async Task<Result<JsonNode>> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        var answer = await BytesAsync(method, path, content, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        try
        {
            return answer.Value.IsEmpty ? new JsonObject() : JsonNode.Parse(answer.Value.Span) ?? new JsonObject();
        }
        catch (JsonException)
        {
            return TrackingFailures.Unavailable("The tracking server answered with something that is no JSON");
        }
    }

    private async Task<Result<ReadOnlyMemory<byte>>> BytesAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        if (_refused is not null)
        {
            return TrackingFailures.Unavailable("Tracking:Url is refused: " + _refused);
        }

        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
            using var response = await _client.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? (ReadOnlyMemory<byte>)bytes : FailureOf(bytes, (int)response.StatusCode);
        }
        catch (HttpRequestException fault)
        {
            return TrackingFailures.Unavailable("The tracking server does not answer: " + (fault.InnerException ?? fault).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TrackingFailures.Unavailable("The tracking server did not answer in time");
        }
    }

    private static TrackingFailure FailureOf(byte[] body, int status)
    {
        var (code, message) = ((string?)null, "");
        try
        {
            if (JsonNode.Parse(body) is JsonObject json)
            {
                (code, message) = (MLflowJson.TextOrNull(json, "error_code"), MLflowJson.Text(json, "message"));
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers with a page: the status tells enough.
        }

        return new(
            TrackingErrors.Parse(code, status),
            Sentence.FromString(
                message.Length > 0 ? message : string.Create(CultureInfo.InvariantCulture, $"The tracking server answered {status}")
            )
        );
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static string Query(IEnumerable<(string Name, string? Value)> query)
    {
        var parts = query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}").ToList();
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    /// <inheritdoc/>
    public async Task<Result<string>> CreateExperimentAsync(
        string name,
        string? artifactLocation = null,
        IReadOnlyList<TrackedText>? tags = null,
        CancellationToken cancellationToken = default
    )
    {
        var body = new JsonObject { ["name"] = name, ["tags"] = MLflowJson.Of(tags) };
        if (artifactLocation is not null)
        {
            body["artifact_location"] = artifactLocation;
        }

        return (await PostAsync("experiments/create", body, cancellationToken)).Map(a => MLflowJson.Text(a, "experiment_id"));
    }

    /// <inheritdoc/>
    public async Task<Result<TrackedExperiment>> GetExperimentAsync(string id, CancellationToken cancellationToken = default) =>
        (await GetAsync("experiments/get", cancellationToken, ("experiment_id", id))).Map(a => MLflowJson.Experiment(a["experiment"]));

    /// <inheritdoc/>
    public async Task<Result<TrackedExperiment>> FindExperimentAsync(string name, CancellationToken cancellationToken = default) =>
        (await GetAsync("experiments/get-by-name", cancellationToken, ("experiment_name", name))).Map(a =>
            MLflowJson.Experiment(a["experiment"])
        );

    /// <inheritdoc/>
    public async Task<Result<Page<TrackedExperiment>>> SearchExperimentsAsync(
        ExperimentSearch search,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(search);
        var body = Search(search.Filter, search.MostResults, search.OrderBy, search.PageCursor);
        body["view_type"] = MLflowJson.Of(search.View);
        return (await PostAsync("experiments/search", body, cancellationToken)).Map(a => new Page<TrackedExperiment>(
            [.. MLflowJson.Items(a, "experiments").Select(MLflowJson.Experiment)],
            MLflowJson.TextOrNull(a, "next_page_token")
        ));
    }

    /// <inheritdoc/>
    public Task<Result<Done>> RenameExperimentAsync(string id, string name, CancellationToken cancellationToken = default) =>
        DoAsync("experiments/update", new() { ["experiment_id"] = id, ["new_name"] = name }, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Done>> DeleteExperimentAsync(string id, CancellationToken cancellationToken = default) =>
        DoAsync("experiments/delete", new() { ["experiment_id"] = id }, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Done>> RestoreExperimentAsync(string id, CancellationToken cancellationToken = default) =>
        DoAsync("experiments/restore", new() { ["experiment_id"] = id }, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Done>> TagExperimentAsync(string id, TrackedText tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return DoAsync(
            "experiments/set-experiment-tag",
            new()
            {
                ["experiment_id"] = id,
                ["key"] = tag.Key,
                ["value"] = tag.Value,
            },
            cancellationToken
        );
    }

    private static JsonObject Search(string? filter, int most, IReadOnlyList<string>? orderBy, string? cursor)
    {
        var body = new JsonObject { ["max_results"] = most, ["order_by"] = MLflowJson.Of(orderBy) };
        if (filter is not null)
        {
            body["filter"] = filter;
        }

        if (cursor is not null)
        {
            body["page_token"] = cursor;
        }

        return body;
    }
}
