using System.Diagnostics;
using OptiBid.Core.Forecasting.Models.Serving;

namespace OptiBid.Web.Commands.Benches;

/// <summary>Answers of the networks over sequences, warm, one thread: one at a time, and 32 at a time. One operation is an answer of each one at a time.</summary>
internal sealed class NetworksBench : IBench
{
    private const int Many = 32;

    /// <inheritdoc/>
    public string Name => "networks";

    /// <inheritdoc/>
    public string Summary => "p50 and p99 of an answer of LSTM, Transformer and CNN";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var more = new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "random inputs and weights" };
        var rows = NetworkInference.Start(1);
        try
        {
            foreach (var row in rows)
            {
                var (p50, p99) = Measure(row, settings.Seconds / 4, cancellationToken);
                more[row.Name + "Engine"] = row.Engine;
                more[row.Name + "P50Milliseconds"] = p50;
                more[row.Name + "P99Milliseconds"] = p99;
                more[row.Name + "LimitMilliseconds"] = row.LimitMilliseconds;
            }

            foreach (var row in NetworkInference.Start(Many))
            {
                using (row)
                {
                    more[$"{row.Name}PerAnswerOf{Many}Milliseconds"] = Measure(row, settings.Seconds / 8, cancellationToken).P50 / Many;
                }
            }

            var timings = await BenchTimings.MeasureAsync(
                settings.Seconds / 4,
                _ =>
                {
                    foreach (var row in rows)
                    {
                        row.Run();
                    }

                    return Task.FromResult(1L);
                },
                cancellationToken
            );
            return new(timings, more);
        }
        finally
        {
            foreach (var row in rows)
            {
                row.Dispose();
            }
        }
    }

    /// <summary>Runs for a while; milliseconds of the median and of the 99th of a hundred.</summary>
    internal static (double P50, double P99) Measure(INetworkInference row, double seconds, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            row.Run();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        } while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);

        times.Sort();
        return (times[(times.Count - 1) / 2], times[(int)Math.Ceiling(0.99 * times.Count) - 1]);
    }
}
