using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Benchmarks;

/// <summary>
/// The live desk in Chromium: frames, long tasks, bytes and heap at ten updates a second, time to draw 50,000 points, clicks, first load. Never part
/// of a test run: <c>dotnet OptiBid.Tests.dll -explicit only -class OptiBid.Tests.Benchmarks.BrowserBenchmarks</c>.
/// </summary>
public sealed class BrowserBenchmarks
{
    private const string Desk = "markets/live?rate=10&points=50000&window=all";
    private static readonly int s_seconds = BenchReport.Setting("OPTIBID_BENCH_SECONDS", 60);
    private static readonly string[] s_arguments =
    [
        "--Markets:SimulatedHistoryDays",
        "176",
        "--Markets:SimulatedTickSeconds",
        "0.1",
        "--RateLimits:PerUser",
        "0",
        "--RateLimits:PerOrganisation",
        "0",
    ];

    [Fact(Explicit = true)]
    public async Task Six_live_charts_of_50_000_points_at_10_Hz()
    {
        await using var host = await BenchHost.StartAsync("desk", s_arguments);
        await using var browser = await ChromiumAsync();
        // What the app costs with nobody there, its feed included.
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var idle = await host.StatisticsAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var idleCores = ((await host.StatisticsAsync()).CpuSeconds - idle.CpuSeconds) / 10;
        var page = await PageAsync(browser.Browser, host);
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("Network.enable");
        await cdp.SendAsync("Performance.enable");
        var (bytes, frames) = (0L, 0L);
        cdp.Event("Network.webSocketFrameReceived").OnEvent += (_, message) =>
        {
            // Binary frames come as base64.
            Interlocked.Add(ref bytes, message!.Value.GetProperty("response").GetProperty("payloadData").GetString()!.Length * 3 / 4);
            Interlocked.Increment(ref frames);
        };
        await page.GotoAsync(new Uri(host.Url, Desk).ToString());
        await DrawnAsync(page, charts: 6, points: 50_000);
        await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await page.EvaluateAsync(
            """
            () => {
              const bench = window.bench = { frames: [], long: [], last: performance.now() };
              new PerformanceObserver(list => list.getEntries().forEach(e => bench.long.push(e.duration))).observe({ entryTypes: ["longtask"] });
              const tick = now => { bench.frames.push(now - bench.last); bench.last = now; requestAnimationFrame(tick); };
              requestAnimationFrame(tick);
            }
            """
        );
        var heap = await HeapAsync(cdp);
        var (drawnBefore, before) = (await StatsAsync(page, "drawn"), await host.StatisticsAsync());
        (bytes, frames) = (0, 0);
        await Task.Delay(TimeSpan.FromSeconds(s_seconds), TestContext.Current.CancellationToken);
        var (received, messages, after) = (Interlocked.Read(ref bytes), Interlocked.Read(ref frames), await host.StatisticsAsync());
        var times = await page.EvaluateAsync<double[]>("() => window.bench.frames.slice(2)");
        var longTasks = await page.EvaluateAsync<double[]>("() => window.bench.long");
        await page.EvaluateAsync("() => { window.bench.frames.length = 0; }");
        var drawn = (await StatsAsync(page, "drawn")).Zip(drawnBefore, (a, b) => (a - b) / s_seconds).ToList();
        await BenchReport.WriteAsync(
            "browser-live-charts",
            new JsonObject
            {
                ["seconds"] = s_seconds,
                ["charts"] = drawn.Count,
                ["pointsPerChart"] = (await StatsAsync(page, "points")).Min(),
                ["drawsPerChartAndSecond"] = Math.Round(drawn.Average(), 2),
                ["drawMillisecondsPerChart"] = BenchReport.Percentile(await StatsAsync(page, "drawTime"), 0.5),
                ["frameP50Milliseconds"] = BenchReport.Percentile(times, 0.5),
                ["frameP95Milliseconds"] = BenchReport.Percentile(times, 0.95),
                ["frameMaxMilliseconds"] = BenchReport.Percentile(times, 1),
                ["longTasksPerTenSeconds"] = Math.Round(longTasks.Length * 10.0 / s_seconds, 2),
                ["longestTaskMilliseconds"] = longTasks.DefaultIfEmpty(0).Max(),
                ["wireKilobytesPerSecond"] = Math.Round(received / 1000.0 / s_seconds, 2),
                ["wireFramesPerSecond"] = Math.Round((double)messages / s_seconds, 1),
                ["serverPercentOfACore"] = Math.Round(100 * (after.CpuSeconds - before.CpuSeconds) / s_seconds, 2),
                ["serverPercentOfACoreWithoutClient"] = Math.Round(100 * idleCores, 2),
                ["heapGrowthMegabytes"] = Math.Round((await HeapAsync(cdp) - heap) / 1e6, 2),
                ["heapMegabytes"] = Math.Round(heap / 1e6, 1),
            }
        );
    }

    [Fact(Explicit = true)]
    public async Task Long_history_clicks_and_first_load()
    {
        await using var host = await BenchHost.StartAsync("desk", s_arguments);
        await using var browser = await ChromiumAsync();
        // Warm: the first request of a fresh server compiles.
        var warm = await PageAsync(browser.Browser, host);
        await warm.GotoAsync(new Uri(host.Url, "markets/live").ToString());
        await DrawnAsync(warm, charts: 6, points: 100);
        await warm.Context.CloseAsync();
        var home = await FirstLoadAsync(browser.Browser, host, "", "main h1");
        var charts = await FirstLoadAsync(browser.Browser, host, "markets/live", ".ob-live-canvas canvas");

        var page = await PageAsync(browser.Browser, host);
        await page.GotoAsync(new Uri(host.Url, Desk.Replace("rate=10", "rate=1", StringComparison.Ordinal)).ToString());
        await DrawnAsync(page, charts: 6, points: 50_000);
        var history = new List<double>();
        var box = page.Locator(".ob-live-tick").First;
        for (var i = 0; i < 8; i++)
        {
            await box.UncheckAsync();
            await page.UntilAsync("async () => (await import('./js/live-charts.js')).stats().length === 5");
            history.Add(
                await page.EvaluateAsync<double>(
                    """
                    async () => {
                      const { stats } = await import("./js/live-charts.js"), start = performance.now();
                      document.querySelector(".ob-live-tick").click();
                      for (;;) {
                        await new Promise(requestAnimationFrame);
                        const all = stats();
                        if (all.length === 6 && all[5].points >= 50000) return performance.now() - start;
                      }
                    }
                    """
                )
            );
        }

        var clicks = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            clicks.Add(
                await page.EvaluateAsync<double>(
                    """
                    () => new Promise(done => {
                      const button = document.querySelector(".ob-live-bar button"), start = performance.now();
                      const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - start); });
                      seen.observe(button, { attributes: true, attributeFilter: ["aria-pressed"] });
                      button.click();
                    })
                    """
                )
            );
        }

        await BenchReport.WriteAsync(
            "browser-history-clicks-first-load",
            new JsonObject
            {
                ["history50000MedianMilliseconds"] = BenchReport.Percentile(history, 0.5),
                ["history50000MaxMilliseconds"] = BenchReport.Percentile(history, 1),
                ["clickP50Milliseconds"] = BenchReport.Percentile(clicks, 0.5),
                ["clickP95Milliseconds"] = BenchReport.Percentile(clicks, 0.95),
                ["homeKibibytes"] = Math.Round(home.Bytes / 1024.0, 1),
                ["homeInteractiveMilliseconds"] = Math.Round(home.Milliseconds),
                ["homeAgainInteractiveMilliseconds"] = Math.Round(home.AgainMilliseconds),
                ["liveKibibytes"] = Math.Round(charts.Bytes / 1024.0, 1),
                ["liveInteractiveMilliseconds"] = Math.Round(charts.Milliseconds),
                ["liveAgainInteractiveMilliseconds"] = Math.Round(charts.AgainMilliseconds),
            }
        );
    }

    /// <summary>Bytes over the wire (files and documents, not the circuit) of a first visit, and the time until it is drawn by its circuit.</summary>
    /// <summary>A visit without a cache and one with it. Pages are not rendered in advance: what shows is heard by the circuit.</summary>
    private static async Task<(long Bytes, double Milliseconds, double AgainMilliseconds)> FirstLoadAsync(
        IBrowser browser,
        BenchHost host,
        string path,
        string ready
    )
    {
        var page = await PageAsync(browser, host);
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("Network.enable");
        var bytes = 0L;
        cdp.Event("Network.loadingFinished").OnEvent += (_, message) =>
            Interlocked.Add(ref bytes, (long)message!.Value.GetProperty("encodedDataLength").GetDouble());
        var milliseconds = await VisitAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var first = Interlocked.Read(ref bytes);
        var again = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await page.GotoAsync("about:blank");
            again.Add(await VisitAsync());
        }

        await page.Context.CloseAsync();
        return (first, milliseconds, BenchReport.Percentile(again, 0.5));

        async Task<double> VisitAsync()
        {
            var began = TimeProvider.System.GetTimestamp();
            await page.GotoAsync(new Uri(host.Url, path).ToString(), new() { WaitUntil = WaitUntilState.Commit });
            await page.Locator(ready).First.WaitForAsync(new() { Timeout = 120_000 });
            return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    private static Task<double[]> StatsAsync(IPage page, string what) =>
        page.EvaluateAsync<double[]>("async what => (await import('./js/live-charts.js')).stats().map(s => s[what])", what);

    private static async Task DrawnAsync(IPage page, int charts, int points) =>
        await page.UntilAsync(
            "async ([charts, points]) => { const all = (await import('./js/live-charts.js')).stats(); return all.length === charts && all.every(s => s.points >= points && s.drawn > 0); }",
            new[] { charts, points },
            seconds: 180
        );

    private static async Task<double> HeapAsync(ICDPSession cdp)
    {
        await cdp.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await cdp.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        return metrics.EnumerateArray().Single(m => m.GetProperty("name").GetString() == "JSHeapUsedSize").GetProperty("value").GetDouble();
    }

    private static async Task<IPage> PageAsync(IBrowser browser, BenchHost host)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 1400, Height = 1400 },
            }
        );
        await context.AddCookiesAsync(
            host.Cookies.GetCookies(host.Url)
                .Select(c => new Microsoft.Playwright.Cookie
                {
                    Name = c.Name,
                    Value = c.Value,
                    Url = host.Url.ToString(),
                })
        );
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(180_000);
        return page;
    }

    private static async Task<Chromium> ChromiumAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        return new(playwright, browser);
    }

    private sealed record Chromium(IPlaywright Playwright, IBrowser Browser) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Playwright.Dispose();
        }
    }
}
