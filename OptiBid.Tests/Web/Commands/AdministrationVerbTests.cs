using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Commands;

/// <summary>Verbs of the command line beside the running app, each a process of its own as an operator starts it.</summary>
public sealed class AdministrationVerbTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_once_shown_listed_used_and_revoked()
    {
        await using var app = new AppHost { Arguments = ["--Markets:SimulatedHistoryDays", "3"] };
        await app.InitializeAsync();
        var made = await JsonAsync(
            app.Store,
            ["apikey", "create", "loader", "--service-account", "etl", "--scope", "markets.read", "--days", "7"]
        );
        var (id, key) = (made.GetProperty("id").GetGuid(), made.GetProperty("key").GetString()!);
        Assert.NotNull(await app.Services.GetRequiredService<IFindApiKey>().ExecuteAsync(key, Cancel));

        var (status, listed, _) = await RunAsync(app.Store, ["apikey", "list", "--json"]);
        Assert.Equal(0, status);
        Assert.Contains(id.ToString(), listed, StringComparison.Ordinal);
        Assert.DoesNotContain(key, listed, StringComparison.Ordinal);

        Assert.True((await JsonAsync(app.Store, ["apikey", "revoke", id.ToString()])).GetProperty("revoked").GetBoolean());
        var began = Stopwatch.GetTimestamp();
        while (await app.Services.GetRequiredService<IFindApiKey>().ExecuteAsync(key, Cancel) is not null)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            await Task.Delay(50, Cancel);
        }

        Assert.Equal(2, (await RunAsync(app.Store, ["apikey", "revoke", Guid.CreateVersion7().ToString()])).Status);
        Assert.Equal(
            2,
            (await RunAsync(app.Store, ["apikey", "create", "x", "--service-account", "y", "--scope", "no.such.thing"])).Status
        );
    }

    [Fact]
    public async Task A_verb_acts_for_the_organisation_that_it_names()
    {
        await using var app = new AppHost { Arguments = ["--Markets:SimulatedHistoryDays", "3"] };
        await app.InitializeAsync();
        var made = await JsonAsync(app.Store, ["organisation", "create", "Second desk", "--owner", "owner@example.org"]);
        var second = made.GetProperty("organisation").GetProperty("id").GetGuid();
        var demo = await JsonAsync(app.Store, ["user", "list"]);
        var other = await JsonAsync(app.Store, ["user", "list", "--organisation", "second desk"]);
        Assert.NotEqual(0, demo.GetProperty("members").GetArrayLength());
        Assert.Equal(0, other.GetProperty("members").GetArrayLength());
        await JsonAsync(
            app.Store,
            ["apikey", "create", "k", "--service-account", "s", "--scope", "markets.read", "--organisation", second.ToString()]
        );
        Assert.Equal(0, (await JsonAsync(app.Store, ["apikey", "list"])).GetProperty("keys").GetArrayLength());
        var (status, _, error) = await RunAsync(app.Store, ["user", "list", "--organisation", "nowhere"]);
        Assert.Equal(2, status);
        Assert.Contains("nowhere", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_by_the_verb_is_in_the_audit_log_with_its_files_and_rows()
    {
        var app = new AppHost { Arguments = ["--Markets:SimulatedHistoryDays", "3"], KeepsStore = true };
        await app.InitializeAsync();
        await app.DisposeAsync();
        var file = Path.Combine(app.Store, "hb.csv");
        await File.WriteAllTextAsync(
            file,
            "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n2024-01-01,1,N,1\n2024-01-01,2,N,2\n",
            Cancel
        );
        var (status, output, error) = await RunAsync(app.Store, ["import", file, "--json"]);
        Assert.True(status == 0, output + error);
        var (_, log, _) = await RunAsync(app.Store, ["audit", "list", "--action", "imports.", "--json"]);
        var rows = JsonDocument.Parse(log).RootElement.GetProperty("rows").EnumerateArray().Select(r => r.ToString()).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains(rows, r => r.Contains("imports.started", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Contains("imports.finished", StringComparison.Ordinal));
        await using var services = OptiBid.Web.HostSettings.BuildVerbServices(app.Store);
        await using (var db = services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            var finished = await db.Set<AuditEntry>().SingleAsync(e => e.Action == "imports.finished", Cancel);
            Assert.Contains("hb.csv", finished.After, StringComparison.Ordinal);
            Assert.Contains("\"rows\":2", finished.After, StringComparison.OrdinalIgnoreCase);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(app.Store, recursive: true);
    }

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
