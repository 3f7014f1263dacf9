using System.Diagnostics;
using System.Text.Json;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Commands;

/// <summary>The verb of the data catalogue over a store that the app has filled and left, as an operator starts it.</summary>
public sealed class DataVerbTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Series_and_features_are_listed_and_a_day_is_read()
    {
        var app = new AppHost { Arguments = ["--Markets:SimulatedHistoryDays", "12"], KeepsStore = true };
        await app.InitializeAsync();
        await app.DisposeAsync();

        var listed = (await JsonAsync(app.Store, ["data", "list", "--market", "ercot"])).GetProperty("series").EnumerateArray().ToList();
        Assert.NotEmpty(listed);
        Assert.All(listed, s => Assert.Equal("ERCOT", s.GetProperty("key").GetProperty("market").GetString()));
        var price = listed.Single(s =>
            s.GetProperty("key").ToString().Contains("HB_NORTH\",\"product\":\"da_lmp", StringComparison.Ordinal)
        );
        Assert.Equal(0, price.GetProperty("missing").GetInt64());

        var covered = (await JsonAsync(app.Store, ["data", "list", "--market", "ercot", "--gaps"])).GetProperty("series");
        Assert.Equal(listed.Count, covered.GetArrayLength());
        Assert.All(covered.EnumerateArray(), s => Assert.Equal(0, s.GetProperty("gapCount").GetInt32()));

        // The app need not have run on a store: this one is empty.
        var fresh = Directory.CreateTempSubdirectory("optibid-data-verb-");
        var features = await JsonAsync(fresh.FullName, ["data", "features"]);
        Assert.Contains(features.GetProperty("models").EnumerateArray(), m => m.GetProperty("model").GetString() == "trend");

        var day = price.GetProperty("toUtc").GetDateTime().AddDays(-2).ToString("yyyy-MM-dd", Formats);
        var read = await JsonAsync(app.Store, ["data", "features", "--series", "ERCOT/SIM HB_NORTH/da_lmp", "--day", day]);
        Assert.Equal(day, read.GetProperty("deliveryDay").GetString());
        Assert.True(read.GetProperty("isSimulated").GetBoolean());

        var (text, output, _) = await RunAsync(app.Store, ["data", "list"]);
        Assert.Equal(0, text);
        Assert.Contains("ERCOT/SIM HB_NORTH/da_lmp: $/MWh, 60 min", output, StringComparison.Ordinal);
        var (bad, _, error) = await RunAsync(app.Store, ["data", "features", "--series", "HB_NORTH", "--day", day]);
        Assert.Equal(2, bad);
        Assert.Contains("MARKET/NODE/PRODUCT", error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(app.Store, ["data", "features", "--series", "ERCOT/SIM HB_NORTH/da_lmp"])).Status);

        Assert.Equal(2, (await RunAsync(app.Store, ["data", "features", "--day", day])).Status);

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        fresh.Delete(recursive: true);
        Directory.Delete(app.Store, recursive: true);
    }

    private static IFormatProvider Formats => System.Globalization.CultureInfo.InvariantCulture;

    private static async Task<JsonElement> JsonAsync(string store, string[] verb)
    {
        var (status, output, error) = await RunAsync(store, [.. verb, "--json"]);
        Assert.True(status == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(string store, string[] verb)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "OptiBid.Web.dll"), .. verb, "--store", store])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, await error);
    }
}
