using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Series;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// Bulk appends to the time-series store beside DuckDB's own appender on the same rows in the same run: how much idempotency, versions and
/// atomic batches cost. One operation is one row; one repetition is one committed batch.
/// </summary>
internal sealed class SeriesAppendBench : IBench
{
    private const int Series = 100;
    private const int PointsPerSeries = 10_000;
    private static readonly DateTime s_start = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly SeriesDefinition[] _definitions =
    [
        .. Enumerable
            .Range(0, Series)
            .Select(i => new SeriesDefinition(new SeriesKey("BENCH", $"NODE{i:000}", Products.RtLmp), "$/MWh", 5, "UTC", "bench", true)),
    ];
    private readonly SeriesPoint[] _points = new SeriesPoint[PointsPerSeries];

    /// <inheritdoc/>
    public string Name => "series-append";

    /// <inheritdoc/>
    public string Summary => "rows a second into the time-series store, and into a bare DuckDB table";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = settings.Store ?? Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        var bareFile = Path.Combine(folder, "bare.duckdb");
        try
        {
            var services = new ServiceCollection().AddSeries(new ConfigurationBuilder().Build(), folder);
            await using var provider = services.BuildServiceProvider();
            var store = provider.GetRequiredService<ITimeSeriesStore>();
            await store.InitialiseAsync(cancellationToken);
            var appended = await BenchTimings.MeasureAsync(
                settings.Seconds / 2,
                r => AppendAsync(store, r, result => result.Inserted, cancellationToken),
                cancellationToken
            );
            var replayed = await BenchTimings.MeasureAsync(
                0,
                r => AppendAsync(store, r, result => result.Duplicates, cancellationToken),
                cancellationToken
            );
            var peak = Process.GetCurrentProcess().PeakWorkingSet64;
            var bare = await BareAppender.MeasureAsync(
                bareFile,
                settings.Seconds / 2,
                Series,
                (repetition, series) =>
                {
                    Fill(repetition, series);
                    return _points;
                },
                cancellationToken
            );
            return new BenchResult(
                appended,
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["barePerSecond"] = bare.PerSecond,
                    ["ratio"] = appended.PerSecond / bare.PerSecond,
                    ["replayPerSecond"] = replayed.PerSecond,
                    ["peakMegabytes"] = peak / 1e6,
                }
            );
        }
        finally
        {
            File.Delete(bareFile);
            if (settings.Store is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>One batch of all series for the next stretch of time; 5-minute prices with cents.</summary>
    private async Task<long> AppendAsync(
        ITimeSeriesStore store,
        int repetition,
        Func<AppendResult, long> count,
        CancellationToken cancellationToken
    )
    {
        await using var batch = await store.BeginBatchAsync(cancellationToken);
        for (var s = 0; s < Series; s++)
        {
            Fill(repetition, s);
            await batch.AppendAsync(_definitions[s], _points, cancellationToken);
        }

        var result = await batch.CommitAsync(cancellationToken);
        // Progress: whoever watches (or kills) this process knows what is committed.
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"batch {repetition} committed"));
        return count(result);
    }

    private void Fill(int repetition, int series)
    {
        for (var i = 0; i < _points.Length; i++)
        {
            var step = (long)repetition * PointsPerSeries + i;
            var start = s_start.AddTicks(step * 5 * TimeSpan.TicksPerMinute);
            var value = 30 + step % 289 * 0.07 + (2_654_435_761L * (step + series) & 0xffff) / 100 * 0.01;
            _points[i] = new SeriesPoint(start, value, start.AddTicks(5 * TimeSpan.TicksPerMinute));
        }
    }
}
