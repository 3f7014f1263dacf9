using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Benchmarks;

/// <summary>
/// The server of a benchmark in a process of its own, so that its processor time and memory are its own: this test assembly, told by variables to
/// run <see cref="BenchServer"/>. It adds <c>/bench/statistics</c> to the app; the product has no such endpoint.
/// </summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _http = new();

    private BenchHost(Process process, string folder, JsonNode ready)
    {
        (_process, _folder) = (process, folder);
        Url = new((string)ready["url"]!);
        foreach (var cookie in ready["cookies"]!.AsArray())
        {
            Cookies.Add(new Cookie((string)cookie!["name"]!, (string)cookie["value"]!, "/", Url.Host));
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The session of the first administrator; empty for the bare app.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Starts <c>desk</c> with these arguments of the command line, or <c>bare</c>.</summary>
    public static async Task<BenchHost> StartAsync(string kind, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            ArgumentList =
            {
                typeof(BenchHost).Assembly.Location,
                "-explicit",
                "only",
                "-method",
                $"{typeof(BenchServer).FullName}.{nameof(BenchServer.Serves_until_told_to_stop)}",
            },
            Environment =
            {
                [BenchServer.KindVariable] = kind,
                [BenchServer.FolderVariable] = folder,
                [BenchServer.ArgumentsVariable] = string.Join('\n', arguments),
                // As OptiBid.Web runs in its container.
                ["DOTNET_GCConserveMemory"] = "7",
                ["DOTNET_GCgen0size"] = "0x4000000",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var ready = Path.Combine(folder, BenchServer.ReadyFile);
        while (!File.Exists(ready))
        {
            Assert.False(process.HasExited, "The server of the benchmark ended before it was ready");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return new(process, folder, JsonNode.Parse(await File.ReadAllTextAsync(ready, TestContext.Current.CancellationToken))!);
    }

    /// <summary>Live managed bytes after a full collection, working set, processor seconds so far.</summary>
    public async Task<BenchStatistics> StatisticsAsync(bool collect = false)
    {
        var query = collect ? "?collect" : "";
        var text = await _http.GetStringAsync(new Uri(Url, "bench/statistics" + query), TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<BenchStatistics>(text, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, BenchServer.StopFile), "", CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _http.Dispose();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What the server knows of itself.</summary>
internal sealed record BenchStatistics(
    long LiveBytes,
    long WorkingSetBytes,
    double CpuSeconds,
    double SendP50Milliseconds,
    double SendP95Milliseconds,
    long Sends,
    double GcPauseSeconds,
    int Gen0,
    int Gen2
);

/// <summary>The other side of <see cref="BenchHost"/>; does nothing in a run of the tests.</summary>
public sealed class BenchServer
{
    internal const string KindVariable = "OPTIBID_BENCH_SERVE";
    internal const string FolderVariable = "OPTIBID_BENCH_FOLDER";
    internal const string ArgumentsVariable = "OPTIBID_BENCH_ARGUMENTS";
    internal const string ReadyFile = "ready.json";
    internal const string StopFile = "stop";

    [Fact(Explicit = true)]
    public async Task Serves_until_told_to_stop()
    {
        var kind = Environment.GetEnvironmentVariable(KindVariable);
        Assert.SkipWhen(kind is null, "This is the server of a benchmark");
        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        using var sends = new SendTimes();
        if (kind == "bare")
        {
            await using var bare = BareApp.Build(app => Map(app, sends));
            await bare.StartAsync(TestContext.Current.CancellationToken);
            await ServeAsync(folder, bare.Urls.Single() + "/", []);
            return;
        }

        await using var host = new AppHost
        {
            Arguments = Environment.GetEnvironmentVariable(ArgumentsVariable)!.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            MoreServices = services => services.AddSingleton<IStartupFilter>(new Statistics(app => Map(app, sends))),
        };
        await using var app = new SignedInApp(host);
        await app.InitializeAsync();
        await ServeAsync(folder, host.Url.ToString(), app.Cookies.GetCookies(host.Url));
    }

    private static async Task ServeAsync(string folder, string url, IReadOnlyCollection<Cookie> cookies)
    {
        var ready = JsonSerializer.Serialize(new { url, cookies = cookies.Select(c => new { name = c.Name, value = c.Value }) });
        var temporary = Path.Combine(folder, "ready.tmp");
        await File.WriteAllTextAsync(temporary, ready, TestContext.Current.CancellationToken);
        File.Move(temporary, Path.Combine(folder, ReadyFile));
        while (!File.Exists(Path.Combine(folder, StopFile)))
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }

    private static void Map(IApplicationBuilder app, SendTimes sends) =>
        app.Map(
            "/bench/statistics",
            branch =>
                branch.Run(async context =>
                {
                    if (context.Request.QueryString.HasValue)
                    {
                        GC.Collect();
                        GC.WaitForPendingFinalizers();
                        GC.Collect();
                    }

                    using var process = Process.GetCurrentProcess();
                    var (p50, p95, count) = sends.Take();
                    await context.Response.WriteAsJsonAsync(
                        new BenchStatistics(
                            GC.GetTotalMemory(false),
                            process.WorkingSet64,
                            process.TotalProcessorTime.TotalSeconds,
                            p50,
                            p95,
                            count,
                            GC.GetTotalPauseDuration().TotalSeconds,
                            GC.CollectionCount(0),
                            GC.CollectionCount(2)
                        )
                    );
                })
        );

    private sealed class Statistics(Action<IApplicationBuilder> map) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                map(app);
                next(app);
            };
    }
}
