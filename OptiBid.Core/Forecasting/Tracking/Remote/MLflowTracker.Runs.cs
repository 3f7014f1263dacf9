using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Tracking.Remote;

/// <content>Runs, what they log, their files.</content>
internal sealed partial class MLflowTracker
{
    /// <inheritdoc/>
    public async Task<Result<TrackedRun>> CreateRunAsync(RunStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        var body = new JsonObject { ["experiment_id"] = start.ExperimentId, ["tags"] = MLflowJson.Of(start.Tags) };
        if (start.Name is not null)
        {
            body["run_name"] = start.Name;
        }

        if (start.StartMs is { } at)
        {
            body["start_time"] = at;
        }

        return (await PostAsync("runs/create", body, cancellationToken)).Map(a => MLflowJson.Run(a["run"]));
    }

    /// <inheritdoc/>
    public async Task<Result<TrackedRun>> GetRunAsync(string runId, CancellationToken cancellationToken = default) =>
        (await GetAsync("runs/get", cancellationToken, ("run_id", runId))).Map(a => MLflowJson.Run(a["run"]));

    /// <inheritdoc/>
    public async Task<Result<TrackedRunInfo>> UpdateRunAsync(
        string runId,
        TrackedRunStatus? status = null,
        long? endMs = null,
        string? name = null,
        CancellationToken cancellationToken = default
    )
    {
        var body = new JsonObject { ["run_id"] = runId };
        if (status is { } state)
        {
            body["status"] = MLflowJson.Of(state);
        }

        if (endMs is { } end)
        {
            body["end_time"] = end;
        }

        if (!string.IsNullOrEmpty(name))
        {
            body["run_name"] = name;
        }

        return (await PostAsync("runs/update", body, cancellationToken)).Map(a => MLflowJson.Info(a["run_info"], name, null));
    }

    /// <inheritdoc/>
    public Task<Result<Done>> DeleteRunAsync(string runId, CancellationToken cancellationToken = default) =>
        DoAsync("runs/delete", new() { ["run_id"] = runId }, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Done>> RestoreRunAsync(string runId, CancellationToken cancellationToken = default) =>
        DoAsync("runs/restore", new() { ["run_id"] = runId }, cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<Done>> LogAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        // A server refuses a batch that breaks a rule after it kept the first part: here all of it is looked at first.
        return TrackingRules.OfBatch(batch) is { } failure
            ? failure
            : await DoAsync(
                "runs/log-batch",
                new()
                {
                    ["run_id"] = runId,
                    ["metrics"] = new JsonArray([.. (batch.Metrics ?? []).Select(MLflowJson.Of)]),
                    ["params"] = MLflowJson.Of(batch.Params),
                    ["tags"] = MLflowJson.Of(batch.Tags),
                },
                cancellationToken
            );
    }

    /// <inheritdoc/>
    public Task<Result<Done>> DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default) =>
        DoAsync("runs/delete-tag", new() { ["run_id"] = runId, ["key"] = key }, cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<Page<TrackedRun>>> SearchRunsAsync(RunSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var body = Search(search.Filter, search.MostResults, search.OrderBy, search.PageCursor);
        body["experiment_ids"] = MLflowJson.Of(search.ExperimentIds);
        body["run_view_type"] = MLflowJson.Of(search.View);
        return (await PostAsync("runs/search", body, cancellationToken)).Map(a => new Page<TrackedRun>(
            [.. MLflowJson.Items(a, "runs").Select(MLflowJson.Run)],
            MLflowJson.TextOrNull(a, "next_page_token")
        ));
    }

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<TrackedMetric>>> GetHistoryAsync(
        string runId,
        string key,
        CancellationToken cancellationToken = default
    )
    {
        var all = new List<TrackedMetric>();
        string? page = null;
        do
        {
            var answer = await GetAsync(
                "metrics/get-history",
                cancellationToken,
                ("run_id", runId),
                ("metric_key", key),
                ("page_token", page)
            );
            if (answer.Failure is { } failure)
            {
                return failure;
            }

            all.AddRange(MLflowJson.Items(answer.Value, "metrics").Select(MLflowJson.Metric));
            page = MLflowJson.TextOrNull(answer.Value, "next_page_token");
        } while (page is not null);

        return Result<IReadOnlyList<TrackedMetric>>.Ok([.. all.OrderBy(m => m.Step).ThenBy(m => m.TimestampMs)]);
    }

    /// <inheritdoc/>
    public async Task<Result<TrackedFiles>> ListFilesAsync(
        string runId,
        string? folder = null,
        CancellationToken cancellationToken = default
    ) =>
        (
            await GetAsync("artifacts/list", cancellationToken, ("run_id", runId), ("path", string.IsNullOrEmpty(folder) ? null : folder))
        ).Map(a => new TrackedFiles(
            MLflowJson.Text(a, "root_uri"),
            [
                .. MLflowJson
                    .Items(a, "files")
                    .Select(f =>
                    {
                        var isFolder = f["is_dir"]?.GetValue<bool>() == true;
                        return new TrackedFile(MLflowJson.Text(f, "path"), isFolder, isFolder ? null : MLflowJson.Long(f, "file_size"));
                    })
                    .OrderBy(f => f.Path, StringComparer.Ordinal),
            ]
        ));

    /// <inheritdoc/>
    public async Task<Result<Done>> SaveFileAsync(
        string runId,
        string path,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    )
    {
        var place = await PlaceAsync(runId, path, cancellationToken);
        if (place.Failure is { } failure)
        {
            return failure;
        }

        using var body = new ReadOnlyMemoryContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return (await BytesAsync(HttpMethod.Put, place.Value, body, cancellationToken)).Map(_ => Done.Instance);
    }

    /// <inheritdoc/>
    public async Task<Result<ReadOnlyMemory<byte>>> ReadFileAsync(string runId, string path, CancellationToken cancellationToken = default)
    {
        var place = await PlaceAsync(runId, path, cancellationToken);
        return place.Failure is { } failure ? failure : await BytesAsync(HttpMethod.Get, place.Value, null, cancellationToken);
    }

    /// <summary>Where the server passes a file of a run through: its <c>mlflow-artifacts:</c> address below the artifact root.</summary>
    private async Task<Result<string>> PlaceAsync(string runId, string path, CancellationToken cancellationToken)
    {
        if (TrackingRules.OfPath(path) is { } failure)
        {
            return failure;
        }

        var run = await GetRunAsync(runId, cancellationToken);
        if (run.Failure is { } missing)
        {
            return missing;
        }

        var root = run.Value.Info.ArtifactUri;
        return Uri.TryCreate(root, UriKind.Absolute, out var uri) && uri.Scheme == "mlflow-artifacts"
            ? Files
                + string.Join('/', $"{Uri.UnescapeDataString(uri.AbsolutePath).Trim('/')}/{path}".Split('/').Select(Uri.EscapeDataString))
            : TrackingFailures.Invalid($"The tracking server keeps the files of the run at '{root}', not behind its own address");
    }
}
