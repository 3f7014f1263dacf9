using System.Diagnostics;
using System.Globalization;
using System.Text;
using OptiBid.Core.Series.DuckDb;
using OptiBid.Web.Commands;

namespace OptiBid.Tests.Core.Markets.Import;

/// <summary>The verb as a process of its own.</summary>
public sealed class KilledImportTests : IDisposable
{
    private readonly ImportDesk _desk = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_leaves_the_store_as_it_was()
    {
        var small = _desk.Write("small.csv", "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n2024-01-01,1,N,10\n");
        var store = _desk.PathOf("killed");
        var (status, output) = await RunAsync(TimeSpan.Zero, small, "--store", store, "--json");
        Assert.Equal((0, true), (status, output.Contains("\"rowsImported\":1", StringComparison.Ordinal)));
        await RunAsync(TimeSpan.FromSeconds(1.2), LargeFile(), "--store", store);
        using var held = new DuckDbSeriesStore(new DuckDbFileOptions(store, 64, 1));
        var series = await held.ListAsync(Token);
        Assert.Equal("ERCOT/HB_NORTH/da_lmp", Assert.Single(series).Definition.Key.ToString());
    }

    [Fact]
    public async Task Exit_status_is_2_for_a_refused_file_and_0_for_a_zip_that_brings_something()
    {
        var (bad, _) = await RunAsync(TimeSpan.Zero, _desk.Write("bad.csv", "a,b\n1,2\n"), "--store", _desk.PathOf("s"));
        Assert.Equal(2, bad);
        var zip = OptiBid.Tests.Support.SharedData.PathOf("recorded/ercot_np3-911-er_2day_as_2024-11-05_1.zip");
        var (good, _) = await RunAsync(TimeSpan.Zero, zip, "--store", _desk.PathOf("s"), "--dry-run");
        Assert.Equal(0, good);
    }

    private string LargeFile()
    {
        var text = new StringBuilder("interval_start_utc,market,node,product,unit,value\n");
        var start = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < 200_000; i++)
        {
            var stamp = start.AddHours(i).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            for (var n = 0; n < 12; n++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{stamp},TEST,N{n},rt_lmp,$/MWh,{i % 97}\n");
            }
        }

        return _desk.Write("large.csv", text.ToString());
    }

    /// <summary>Runs the verb; kills it after a time where one is given.</summary>
    private static async Task<(int Status, string Output)> RunAsync(TimeSpan kill, params string[] arguments)
    {
        var program = typeof(ImportVerb).Assembly.Location;
        var info = new ProcessStartInfo("dotnet", [program, "import", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        if (kill > TimeSpan.Zero)
        {
            await Task.Delay(kill, Token);
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(Token);
        await error;
        return (process.ExitCode, await output);
    }

    public void Dispose() => _desk.Dispose();
}
