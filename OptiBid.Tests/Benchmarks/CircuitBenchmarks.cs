using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OptiBid.Tests.Benchmarks;

/// <summary>
/// Many circuits at two updates a second, server and client on this machine: lost batches, delay, memory and processor time. Never part of a test
/// run: <c>dotnet OptiBid.Tests.dll -explicit only -class OptiBid.Tests.Benchmarks.CircuitBenchmarks</c>; OPTIBID_BENCH_CIRCUITS and
/// OPTIBID_BENCH_SECONDS change 500 and 30.
/// </summary>
public sealed class CircuitBenchmarks
{
    private const int OpenAtATime = 4;
    private static readonly int s_circuits = BenchReport.Setting("OPTIBID_BENCH_CIRCUITS", 500);
    private static readonly int s_seconds = BenchReport.Setting("OPTIBID_BENCH_SECONDS", 30);

    [Fact(Explicit = true)]
    public async Task Many_circuits_on_the_live_desk()
    {
        await using var host = await BenchHost.StartAsync(
            "desk",
            "--Markets:SimulatedHistoryDays",
            "10",
            "--Markets:SimulatedTickSeconds",
            "0.5",
            "--RateLimits:PerUser",
            "0",
            "--RateLimits:PerOrganisation",
            "0",
            "--RateLimits:ConnectionsPerUser",
            "0",
            "--RateLimits:ConnectionsPerOrganisation",
            "0"
        );
        await RunAsync("circuits-live-desk", host, "markets/live?rate=2");
    }

    [Fact(Explicit = true)]
    public async Task Many_circuits_on_a_bare_MudBlazor_table()
    {
        await using var host = await BenchHost.StartAsync("bare");
        await RunAsync("circuits-bare-mudblazor", host, "");
    }

    private static async Task RunAsync(string name, BenchHost host, string path)
    {
        // The first circuits compile and fill caches; their memory is not that of a circuit.
        await using (var warm = new CircuitClient(host.Url, host.Cookies))
        {
            await warm.OpenAsync(path, Token);
            await Task.Delay(TimeSpan.FromSeconds(3), Token);
        }

        var before = await host.StatisticsAsync(collect: true);
        var clients = Enumerable.Range(0, s_circuits).Select(_ => new CircuitClient(host.Url, host.Cookies)).ToList();
        try
        {
            var opening = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                clients,
                new ParallelOptions { MaxDegreeOfParallelism = OpenAtATime, CancellationToken = Token },
                async (client, token) => await client.OpenAsync(path, token)
            );
            var openSeconds = Stopwatch.GetElapsedTime(opening).TotalSeconds;
            await Task.Delay(TimeSpan.FromSeconds(10), Token);
            var open = await host.StatisticsAsync(collect: true);
            using var self = Process.GetCurrentProcess();
            clients.ForEach(c =>
            {
                c.Reset();
                c.Measures = true;
            });
            var (began, clientCpu, start) = (Stopwatch.GetTimestamp(), self.TotalProcessorTime, await host.StatisticsAsync());
            await Task.Delay(TimeSpan.FromSeconds(s_seconds), Token);
            var (elapsed, end) = (Stopwatch.GetElapsedTime(began).TotalSeconds, await host.StatisticsAsync());
            self.Refresh();
            var delays = clients.SelectMany(c => c.Delays).ToList();
            var figures = new JsonObject
            {
                ["circuits"] = clients.Count,
                ["seconds"] = Math.Round(elapsed, 1),
                ["openedPerSecond"] = Math.Round(clients.Count / openSeconds, 1),
                ["faults"] = new JsonArray([.. clients.SelectMany(c => c.Faults).Take(5).Select(f => (JsonNode)f)]),
                ["lostBatches"] = clients.Sum(c => c.Lost),
                ["batchesPerCircuitAndSecond"] = Math.Round(clients.Average(c => c.Batches) / elapsed, 2),
                ["messagesPerCircuitAndSecond"] = Math.Round(clients.Average(c => c.Messages) / elapsed, 2),
                ["fewestMessagesOfACircuit"] = clients.Min(c => c.Messages),
                ["pointsPerCircuitAndSecond"] = Math.Round(clients.Average(c => c.Points) / elapsed, 2),
                ["kilobytesPerCircuitAndSecond"] = Math.Round(clients.Average(c => c.Bytes) / elapsed / 1000, 2),
                ["serverUpdateToSendP50Milliseconds"] = Math.Round(end.SendP50Milliseconds, 2),
                ["serverUpdateToSendP95Milliseconds"] = Math.Round(end.SendP95Milliseconds, 2),
                ["updateToReceiveP50Milliseconds"] = BenchReport.Percentile(delays, 0.5),
                ["updateToReceiveP95Milliseconds"] = BenchReport.Percentile(delays, 0.95),
                ["liveKilobytesPerCircuit"] = Math.Round((open.LiveBytes - before.LiveBytes) / 1000.0 / clients.Count, 1),
                ["workingSetKilobytesPerCircuit"] = Math.Round((end.WorkingSetBytes - before.WorkingSetBytes) / 1000.0 / clients.Count, 1),
                ["serverCores"] = Math.Round((end.CpuSeconds - start.CpuSeconds) / elapsed, 3),
                ["serverGcPausePercent"] = Math.Round(100 * (end.GcPauseSeconds - start.GcPauseSeconds) / elapsed, 1),
                ["serverCollections"] = $"{end.Gen0 - start.Gen0} ({end.Gen2 - start.Gen2} full)",
                ["clientCores"] = Math.Round((self.TotalProcessorTime - clientCpu).TotalSeconds / elapsed, 3),
            };
            await BenchReport.WriteAsync(name, figures);
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
