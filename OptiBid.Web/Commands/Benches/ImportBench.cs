using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// A large file of generated five-minute prices in OptiBid's long layout into a fresh DuckDB store, and the same file into nothing (dry run): rows
/// a second from the bytes on disk to the committed batch. One repetition is one import into a store of its own.
/// </summary>
internal sealed class ImportBench : IBench
{
    private const int Nodes = 30;
    private const int Intervals = 100_000;
    private static readonly DateTime s_start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <inheritdoc/>
    public string Name => "import";

    /// <inheritdoc/>
    public string Summary => "rows a second from a CSV of 3 million rows into the time-series store";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var temporary = Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        try
        {
            var file = Path.Combine(temporary, "prices.csv");
            await WriteAsync(file, cancellationToken);
            var read = await BenchTimings.MeasureAsync(
                0,
                _ => ImportAsync(file, Path.Combine(temporary, "none"), isDryRun: true, cancellationToken),
                cancellationToken
            );
            var imported = await BenchTimings.MeasureAsync(
                settings.Seconds,
                r => ImportAsync(file, settings.Store ?? Path.Combine(temporary, $"store{r}"), isDryRun: false, cancellationToken),
                cancellationToken
            );
            var peak = Process.GetCurrentProcess().PeakWorkingSet64;
            var bare = await BareAppender.MeasureAsync(
                Path.Combine(temporary, "bare.duckdb"),
                0,
                Nodes,
                (_, n) => Points(n),
                cancellationToken
            );
            return new BenchResult(
                imported,
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["fileMegabytes"] = new FileInfo(file).Length / 1e6,
                    ["readPerSecond"] = read.PerSecond,
                    ["barePerSecond"] = bare.PerSecond,
                    ["peakMegabytes"] = peak / 1e6,
                }
            );
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task<long> ImportAsync(string file, string folder, bool isDryRun, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSeries(new ConfigurationBuilder().Build(), folder)
            .AddScoped<ICurrentUser, Operator>()
            .AddImport()
            .BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var result = await scope
            .ServiceProvider.GetRequiredService<IImportFiles>()
            .ExecuteAsync(new ImportRequest([file], IsDryRun: isDryRun), progress: null, cancellationToken);
        var report = result.Value.Files[0];
        return report.Reason is null && report.RowsImported + report.Duplicates == (long)Nodes * Intervals
            ? report.RowsRead
            : throw new InvalidOperationException($"{report.RowsImported} of {(long)Nodes * Intervals} rows came in: {report.Reason}");
    }

    /// <summary>Rows by time, nodes in turn, as markets publish them.</summary>
    private static async Task WriteAsync(string file, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(file, append: false, System.Text.Encoding.ASCII, 1 << 20);
        await writer.WriteAsync("interval_start_utc,market,node,product,unit,interval_minutes,value\n");
        for (var i = 0; i < Intervals; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = s_start.AddMinutes(5 * i).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            for (var n = 0; n < Nodes; n++)
            {
                await writer.WriteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{start},BENCH,NODE{n:000},rt_lmp_5min,$/MWh,5,{Price(i, n):F2}\n")
                );
            }
        }
    }

    /// <summary>The same values for the bare appender, without reading a file.</summary>
    private static SeriesPoint[] Points(int node)
    {
        var points = new SeriesPoint[Intervals];
        for (var i = 0; i < points.Length; i++)
        {
            var start = s_start.AddMinutes(5 * i);
            points[i] = new SeriesPoint(start, Price(i, node), start.AddMinutes(5));
        }

        return points;
    }

    private static double Price(int interval, int node) =>
        (3000 + (interval % 289 * 7) + ((2_654_435_761L * (interval + node) & 0xffff) / 100)) / 100.0;

    private sealed class Operator : ICurrentUser
    {
        public bool IsAuthenticated => true;

        public Guid UserId { get; } = Guid.CreateVersion7();

        public Guid OrganisationId { get; } = Guid.CreateVersion7();

        public string Name => "bench";

        public bool Has(string permission) => true;
    }
}
