using System.Diagnostics;

namespace OptiBid.Web.Commands.Benches;

/// <summary>One benchmark of the <c>bench</c> verb; classes with a parameterless constructor that implement it are found by type.</summary>
internal interface IBench
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    string Summary { get; }

    /// <summary>Runs for about <see cref="BenchSettings.Seconds"/>.</summary>
    Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken);
}

/// <summary>What the command line asks for.</summary>
/// <param name="Seconds">How long to measure.</param>
/// <param name="Store">Folder of the embedded stores to write to and keep, or null for one that is deleted afterwards.</param>
/// <param name="Data">File to measure on, or null for made data.</param>
internal sealed record BenchSettings(double Seconds, string? Store, string? Data = null);

/// <summary>What a benchmark measured.</summary>
/// <param name="Timings">Time and allocation of the operations.</param>
/// <param name="More">Figures that only this benchmark has, by their JSON name.</param>
internal sealed record BenchResult(BenchTimings Timings, IReadOnlyDictionary<string, object> More);

/// <summary>Times of a repeated operation. A repetition may do many operations; percentiles are those of the repetitions.</summary>
/// <param name="Operations">Operations done.</param>
/// <param name="PerSecond">Operations a second over the whole time.</param>
/// <param name="P50Milliseconds">Median time of a repetition.</param>
/// <param name="P99Milliseconds">99th percentile.</param>
/// <param name="AllocatedBytesPerOperation">Managed bytes.</param>
internal sealed record BenchTimings(
    long Operations,
    double PerSecond,
    double P50Milliseconds,
    double P99Milliseconds,
    double AllocatedBytesPerOperation
)
{
    /// <summary>Repeats <paramref name="repetition"/> (its number in, operations done out) for <paramref name="seconds"/>, at least once.</summary>
    public static async Task<BenchTimings> MeasureAsync(
        double seconds,
        Func<int, Task<long>> repetition,
        CancellationToken cancellationToken
    )
    {
        var (milliseconds, operations, allocated) = (new List<double>(), 0L, GC.GetTotalAllocatedBytes());
        var start = Stopwatch.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            operations += await repetition(milliseconds.Count);
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        } while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);

        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        milliseconds.Sort();
        return new BenchTimings(
            operations,
            operations / elapsed,
            milliseconds[(milliseconds.Count - 1) / 2],
            milliseconds[(int)Math.Ceiling(0.99 * milliseconds.Count) - 1],
            (double)allocated / Math.Max(1, operations)
        );
    }
}
