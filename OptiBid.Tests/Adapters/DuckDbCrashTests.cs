using System.Diagnostics;
using OptiBid.Core.Series;
using OptiBid.Core.Series.DuckDb;

namespace OptiBid.Tests.Adapters;

/// <summary>The file under a process that is killed, and under two processes. The other process is the <c>bench</c> verb, which appends without end.</summary>
public sealed class DuckDbCrashTests : IDisposable
{
    private const int PointsPerBatch = 10_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(300)]
    [InlineData(1100)]
    public async Task A_killed_writer_leaves_whole_batches_and_the_next_run_goes_on(int milliseconds)
    {
        var cancel = TestContext.Current.CancellationToken;
        await KillWriterAsync(milliseconds);
        using var store = new DuckDbSeriesStore(new DuckDbFileOptions(_folder));
        var series = await store.ListAsync(cancel);
        Assert.Equal(100, series.Count);
        Assert.All(series, s => Assert.Equal(0, s.Count % PointsPerBatch));
        Assert.Single(series.Select(s => s.Count).Distinct());
        var first = series[0];
        var held = await store.RangeAsync(first.Definition.Key, first.FromUtc, first.ToUtc, null, cancel);
        Assert.Equal(first.Count, held.Count);

        var rest = Enumerable
            .Range(0, 500)
            .Select(i => new SeriesPoint(first.ToUtc.AddMinutes(5 * i), i, first.ToUtc.AddMinutes(5 * i)))
            .ToArray();
        await using var batch = await store.BeginBatchAsync(cancel);
        await batch.AppendAsync(first.Definition, held.Concat(rest).ToArray(), cancel);
        Assert.Equal(new AppendResult(rest.Length, 0, held.Count), await batch.CommitAsync(cancel));
    }

    [Fact]
    public async Task Summaries_that_a_crash_left_behind_are_counted_anew()
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var definition = new SeriesDefinition(new("ERCOT", "HB_NORTH", Products.DaLmp), "$/MWh", 60, "UTC", "test", false);
        var points = Enumerable.Range(0, 48).Select(i => new SeriesPoint(start.AddHours(i), i, start)).ToArray();
        using (var store = new DuckDbSeriesStore(new DuckDbFileOptions(_folder)))
        {
            await using var batch = await store.BeginBatchAsync(cancel);
            await batch.AppendAsync(definition, points, cancel);
            await batch.CommitAsync(cancel);
        }

        var file = Path.Combine(_folder, "series.duckdb");
        await using (var connection = new DuckDB.NET.Data.DuckDBConnection($"Data Source={file}"))
        {
            await connection.OpenAsync(cancel);
            DuckDbDatabase.Execute(
                connection,
                "UPDATE series SET held_count = 24, last_utc = last_utc - INTERVAL 1 DAY; INSERT INTO points VALUES (99, '2026-01-01', 1, '2026-01-01', 1)"
            );
        }

        await File.WriteAllBytesAsync(file + ".wal", [], cancel);
        using var reopened = new DuckDbSeriesStore(new DuckDbFileOptions(_folder));
        Assert.Equal((48, start.AddHours(48)), ((await reopened.ListAsync(cancel)).Single() is var s ? (s.Count, s.ToUtc) : default));
        await using var again = await reopened.BeginBatchAsync(cancel);
        await again.AppendAsync(definition, points, cancel);
        Assert.Equal(new AppendResult(0, 0, 48), await again.CommitAsync(cancel));
    }

    [Fact]
    public async Task A_file_that_another_process_holds_is_refused_with_its_folder()
    {
        using var writer = await StartWriterAsync();
        try
        {
            using var store = new DuckDbSeriesStore(new DuckDbFileOptions(_folder));
            var fault = await Assert.ThrowsAsync<SeriesStoreBusyException>(() =>
                store.InitialiseAsync(TestContext.Current.CancellationToken)
            );
            Assert.Contains(_folder, fault.Message, StringComparison.Ordinal);
            Assert.Contains("another OptiBid process", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            await KillAsync(writer);
        }
    }

    private async Task KillWriterAsync(int milliseconds)
    {
        using var writer = await StartWriterAsync();
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        await KillAsync(writer);
    }

    private static async Task KillAsync(Process writer)
    {
        writer.Kill();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts the writer and waits until it says that its first batch is committed.</summary>
    private async Task<Process> StartWriterAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "OptiBid.Web.dll"), "bench", "series-append", "--seconds", "60"];
        foreach (var argument in arguments.Concat(["--store", _folder]))
        {
            start.ArgumentList.Add(argument);
        }

        var writer = Process.Start(start)!;
        while (await writer.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is var line)
        {
            Assert.True(line is not null, "the writer ended");
            if (line.Contains("committed", StringComparison.Ordinal))
            {
                break;
            }
        }

        return writer;
    }
}
