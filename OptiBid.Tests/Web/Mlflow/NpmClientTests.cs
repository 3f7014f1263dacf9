using System.Diagnostics;
using System.Text.Json.Nodes;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Mlflow;

/// <summary>A third party's client (npm mlflow 2.0.7) works with our server as with MLflow's own.</summary>
public sealed class NpmClientTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_logs_searches_deletes_and_restores()
    {
        var seen = await RunAsync();
        Assert.Equal((string?)seen["name"], (string?)seen["made"]!["experiment"]!["name"]);
        Assert.Contains(seen["listed"]!["experiments"]!.AsArray(), e => (string?)e!["experiment_id"] == (string?)seen["experiment_id"]);
        Assert.Equal("deleted", (string?)seen["gone"]);
        var ids = seen["ids"]!.AsArray().Select(i => (string)i!).ToList();

        var run = seen["run"]!;
        Assert.Equal(ids[0], (string?)run["info"]!["run_id"]);
        Assert.Equal("FINISHED", (string?)run["info"]!["status"]);
        Assert.Equal(1_700_000_000_123, (long)run["info"]!["start_time"]!);
        Assert.Equal(1_700_000_005_123, (long)run["info"]!["end_time"]!);
        // Whoever a client says it is, the run is of the key's owner.
        Assert.NotEqual("somebody else", (string?)run["info"]!["user_id"]);
        var metrics = run["data"]!["metrics"]!.AsArray();
        Assert.Equal(3.25, (double)metrics.Single(m => (string?)m!["key"] == "mae")!["value"]!);
        Assert.Equal(1, (long)metrics.Single(m => (string?)m!["key"] == "mae")!["step"]!);
        Assert.Equal(["model=ridge", "windows=56,84"], run["data"]!["params"]!.AsArray().Select(p => $"{p!["key"]}={p["value"]}"));
        var tags = run["data"]!["tags"]!.AsArray().Select(t => (string?)t!["key"]).ToList();
        Assert.Contains("note", tags);
        Assert.DoesNotContain("stage", tags);

        Assert.Equal([ids[1], ids[0]], seen["search"]!["runs"]!.AsArray().Select(IdOf));
        Assert.Equal(2, seen["page"]!["runs"]!.AsArray().Count);
        Assert.Null(seen["rest"]!["next_page_token"]);
        Assert.Equal(
            ids.Order(StringComparer.Ordinal),
            seen["page"]!["runs"]!.AsArray().Concat(seen["rest"]!["runs"]!.AsArray()).Select(IdOf).Order(StringComparer.Ordinal)
        );
        Assert.Equal([4.25, 3.25], seen["history"]!["metrics"]!.AsArray().Select(m => (double)m!["value"]!));
        Assert.EndsWith($"/{ids[0]}/artifacts", (string?)seen["files"]!["root_uri"], StringComparison.Ordinal);
        Assert.Equal([ids[0]], seen["deleted"]!["runs"]!.AsArray().Select(IdOf));

        AssertFailure(seen["twice"], 400, "RESOURCE_ALREADY_EXISTS");
        AssertFailure(seen["changed"], 400, "INVALID_PARAMETER_VALUE");
        AssertFailure(seen["missing"], 404, "RESOURCE_DOES_NOT_EXIST");
        AssertFailure(seen["anonymous"], 401, "UNAUTHENTICATED");
    }

    private static string IdOf(JsonNode? run) => (string)run!["info"]!["run_id"]!;

    private static void AssertFailure(JsonNode? failure, int status, string code)
    {
        Assert.NotNull(failure);
        Assert.Equal((status, code), ((int)failure["status"]!, (string?)failure["data"]!["error_code"]));
    }

    private async Task<JsonObject> RunAsync()
    {
        var folder = Environment.GetEnvironmentVariable("OPTIBID_MLFLOW_CLIENT") ?? Path.Combine(CacheFolder, "optibid", "mlflow-client");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "mlflow")))
        {
            Assert.SkipUnless(SharedData.IsCi, "the npm client is not installed: eng/install-mlflow-client.sh");
            throw new InvalidOperationException("the npm client of MLflow is missing in CI");
        }

        var script = Path.Combine(RepositoryRoot.Path, "OptiBid.Tests", "Web", "Mlflow", "mlflow-peer.mjs");
        var url = server.App.Host.Url.GetLeftPart(UriPartial.Authority);
        using var node = Process.Start(
            new ProcessStartInfo("node", [script, folder, url, server.Key])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = node.StandardError.ReadToEndAsync(Cancel);
        var text = await node.StandardOutput.ReadToEndAsync(Cancel);
        await node.WaitForExitAsync(Cancel);
        Assert.True(node.ExitCode == 0, await errors);
        return (JsonObject)JsonNode.Parse(text.TrimEnd().Split('\n')[^1])!;
    }

    private static string CacheFolder =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
