using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OptiBid.Tests.Core.Forecasting.Kept;
using OptiBid.Web.Commands;

namespace OptiBid.Tests.Web.Commands;

/// <summary><c>forecast backtest</c> as an analyst runs it, a process of its own.</summary>
public sealed class BacktestVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-verb-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backtest_that_was_killed_goes_on_where_it_was()
    {
        var file = WritePanel(420);
        string[] verb = ["forecast", "backtest", file, "--model", "lear-84", "--from", "2023-12-01", "--to", "2024-02-20", "--json"];
        string[] cached = [.. verb, "--cache", Path.Combine(_folder, "cache")];
        var days = Path.Combine(_folder, "cache", "lear-84.days");
        using (var killed = Start(cached))
        {
            while (!killed.HasExited && !(File.Exists(days) && new FileInfo(days).Length > 6_000))
            {
                await Task.Delay(20, Cancel);
            }

            killed.Kill();
            await killed.WaitForExitAsync(Cancel);
        }

        // What a power cut leaves: the beginning of a record.
        await using (var end = new FileStream(days, FileMode.Append))
        {
            await end.WriteAsync("FKD1 torn"u8.ToArray(), Cancel);
        }

        var (resumed, said) = await RunAsync(cached);
        Assert.Contains("9 bytes at the end", said, StringComparison.Ordinal);
        Assert.InRange(resumed.GetProperty("daysReused").GetInt32(), 6_000 / 448, 81);
        var (whole, _) = await RunAsync([.. verb, "--no-cache"]);
        Assert.Equal(0, whole.GetProperty("daysReused").GetInt32());
        foreach (var field in new[] { "hours", "mae", "rmse", "smapePercent", "rmaeWeekly", "byMonth", "members" })
        {
            Assert.Equal(whole.GetProperty(field).ToString(), resumed.GetProperty(field).ToString());
        }

        var (again, progress) = await RunAsync(cached);
        Assert.Equal(82, again.GetProperty("daysReused").GetInt32());
        Assert.DoesNotContain("left", progress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_models_are_compared_and_paths_are_drawn_from_the_same_cache()
    {
        var file = WritePanel(200);
        var (table, paths) = (Path.Combine(_folder, "table.csv"), Path.Combine(_folder, "paths.csv"));
        string[] cache = ["--cache", Path.Combine(_folder, "cache"), "--json"];
        var (compared, _) = await RunAsync([
            "forecast",
            "backtest",
            file,
            "--model",
            "ridge-56,naive-daily",
            "--from",
            "2023-04-01",
            "--to",
            "2023-06-20",
            "--table",
            table,
            .. cache,
        ]);
        Assert.Equal(4, compared.GetProperty("models").GetArrayLength());
        Assert.Equal(12, compared.GetProperty("tests").GetArrayLength());
        Assert.Equal(2, compared.GetProperty("backtests").GetArrayLength());
        Assert.True(compared.GetProperty("models")[0].GetProperty("capturePercent").GetDouble() > 0);
        Assert.Contains(await File.ReadAllLinesAsync(table, Cancel), l => l.StartsWith("ridge-56,mae,all,1944,", StringComparison.Ordinal));

        string[] scenarios =
        [
            "forecast",
            "scenarios",
            file,
            "--model",
            "ridge-56",
            "--from",
            "2023-04-01",
            "--to",
            "2023-06-20",
            "--count",
            "60",
        ];
        var (scored, _) = await RunAsync([.. scenarios, "--keep", "5", "--out", paths, .. cache]);
        Assert.Equal(23, scored.GetProperty("scoredDays").GetInt32());
        Assert.Equal(5, scored.GetProperty("scenarios").GetArrayLength());
        Assert.Equal(1 + (5 * 24), (await File.ReadAllLinesAsync(paths, Cancel)).Length);
        var (again, _) = await RunAsync([.. scenarios, "--keep", "5", .. cache]);
        Assert.Equal(scored.ToString(), again.ToString());

        foreach (
            var (option, value, expected) in new[] { ("--keep", "61", "--keep"), ("--day", "2023-01-10", "the first possible day is") }
        )
        {
            using var wrong = Start([.. scenarios, option, value]);
            var said = await wrong.StandardError.ReadToEndAsync(Cancel);
            await wrong.WaitForExitAsync(Cancel);
            Assert.Equal(2, wrong.ExitCode);
            Assert.Contains(expected, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("no model 'kernel-5'", "--model", "kernel-5")]
    [InlineData("the champion answers for one day of a stored series", "--model", "champion")]
    [InlineData("no model 'prophet'", "--model", "ridge,prophet", "--to", "tomorrow")]
    [InlineData("--from", "--model", "kernel-56")]
    [InlineData("'tomorrow' is not a day", "--from", "2023-04-01", "--to", "tomorrow")]
    public async Task The_name_of_the_model_is_judged_before_the_days_and_both_before_the_file(string told, params string[] options)
    {
        using var wrong = Start(["forecast", "backtest", Path.Combine(_folder, "none.csv"), .. options]);
        var said = await wrong.StandardError.ReadToEndAsync(Cancel);
        await wrong.WaitForExitAsync(Cancel);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(told, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_a_line_for_each_tenth_with_the_time_left()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var output = new StringWriter();
        using (var progress = new CliProgress(output, "ridge", time, isTerminal: false))
        {
            progress.Report(0.5);
            time.Advance(TimeSpan.FromSeconds(30));
            progress.Report(0.55);
            progress.Report(0.6);
            progress.Report(0.58);
            progress.Report(1);
        }

        Assert.Equal(
            ["ridge:  60 %, 0:02:00 left", "ridge: 100 %, 0:00:00 left"],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd())
        );
    }

    private string WritePanel(int days)
    {
        var panel = MadePanel.Of(days);
        var text = new StringBuilder("Date, Price, Load\n");
        for (var d = 0; d < days; d++)
        {
            for (var h = 0; h < 24; h++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{panel.FirstDay.AddDays(d):yyyy-MM-dd} {h:00}:00:00,{panel.Prices[d][h]:R},{panel.Exogenous[0][d][h]:R}\n"
                );
            }
        }

        var path = Path.Combine(_folder, "made.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private static async Task<(JsonElement Answer, string Error)> RunAsync(string[] verb)
    {
        using var process = Start(verb);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, await error);
        return (JsonDocument.Parse(await output).RootElement, await error);
    }

    private static Process Start(string[] verb)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "OptiBid.Web.dll"), .. verb])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
