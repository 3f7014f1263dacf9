using System.Diagnostics;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Models.Serving;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// Time of one score of each model that is served: warm, batch 1, on one thread, beside what the machine itself needs in the same run for an empty call and
/// for a walk through memory. One operation is a score.
/// </summary>
internal sealed class InferenceBench : IBench
{
    private const int WarmUp = 2000;
    private const int MostSamples = 2_000_000;
    private const int WalkBytes = 8 << 20;
    private const int WalkSteps = 1000;

    /// <inheritdoc/>
    public string Name => "inference";

    /// <inheritdoc/>
    public string Summary => "p50 and p99 of one score of each model, warm, batch 1, one thread";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var cases = services.GetServices<IInferenceCase>().ToList();
        var seconds = settings.Seconds / (cases.Count + 2);
        var empty = Measure(new Empty(), seconds, cancellationToken);
        var walk = Measure(new Walk(), seconds, cancellationToken);
        var more = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["emptyCallP50Milliseconds"] = empty.P50Milliseconds,
            ["emptyCallP99Milliseconds"] = empty.P99Milliseconds,
            ["memoryWalk"] = $"{WalkSteps} reads, each where the last one says, in {WalkBytes >> 20} MB",
            ["memoryWalkP50Milliseconds"] = walk.P50Milliseconds,
            ["memoryWalkP99Milliseconds"] = walk.P99Milliseconds,
        };
        var all = new List<BenchTimings>();
        var met = true;
        foreach (var model in cases)
        {
            var timings = Measure(model.Prepare(1), seconds, cancellationToken);
            all.Add(timings);
            met &= timings.P99Milliseconds <= model.LimitMilliseconds && timings.AllocatedBytesPerOperation == 0;
            more[model.Name + "P50Milliseconds"] = timings.P50Milliseconds;
            more[model.Name + "P99Milliseconds"] = timings.P99Milliseconds;
            more[model.Name + "LimitMilliseconds"] = model.LimitMilliseconds;
            more[model.Name + "AllocatedBytes"] = timings.AllocatedBytesPerOperation;
            more[model.Name] = model.Size;
        }

        more["met"] = met;
        return new(
            new(
                all.Sum(t => t.Operations),
                1 / all.Average(t => 1 / t.PerSecond),
                all.Max(t => t.P50Milliseconds),
                all.Max(t => t.P99Milliseconds),
                all.Max(t => t.AllocatedBytesPerOperation)
            ),
            more
        );
    }

    private static BenchTimings Measure(IWarmModel model, double seconds, CancellationToken cancellationToken)
    {
        var sum = 0.0;
        for (var k = 0; k < WarmUp; k++)
        {
            sum += model.Score(k);
        }

        var ticks = new long[MostSamples];
        var (count, until) = (0, Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        var before = began;
        while (count < MostSamples && before < until)
        {
            sum += model.Score(count);
            var now = Stopwatch.GetTimestamp();
            ticks[count++] = now - before;
            before = now;
        }

        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        cancellationToken.ThrowIfCancellationRequested();
        GC.KeepAlive(sum);
        var sorted = ticks.AsSpan(0, count);
        sorted.Sort();
        return new(
            count,
            count / elapsed,
            sorted[(count - 1) / 2] * 1000.0 / Stopwatch.Frequency,
            sorted[(int)Math.Ceiling(0.99 * count) - 1] * 1000.0 / Stopwatch.Frequency,
            (double)allocated / count
        );
    }

    private sealed class Empty : IWarmModel
    {
        public double Score(int call) => call;
    }

    /// <summary>Reads in an order that no prefetcher knows: one cycle through all places (Sattolo).</summary>
    private sealed class Walk : IWarmModel
    {
        private readonly int[] _next = new int[WalkBytes / sizeof(int)];
        private int _at;

        public Walk()
        {
            var random = new Random(1);
            for (var i = 0; i < _next.Length; i++)
            {
                _next[i] = i;
            }

            for (var i = _next.Length - 1; i > 0; i--)
            {
                var k = random.Next(i);
                (_next[i], _next[k]) = (_next[k], _next[i]);
            }
        }

        public double Score(int call)
        {
            for (var s = 0; s < WalkSteps; s++)
            {
                _at = _next[_at];
            }

            return _at;
        }
    }
}
