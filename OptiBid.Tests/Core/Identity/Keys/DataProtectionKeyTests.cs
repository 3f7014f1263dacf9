using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Keys;
using OptiBid.Core.Identity.Keys.Database;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Keys;

/// <summary>Keys of cookies and secrets: shared by processes, encrypted at rest, useless without the master key.</summary>
public sealed class DataProtectionKeyTests(PostgresServer postgres, RedisServer redis) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-keys-").FullName;
    private readonly List<ServiceProvider> _processes = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string KeyFolder => Path.Combine(_folder, "keys");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [InlineData("Redis")]
    public async Task Two_processes_read_each_others_cookies(string place)
    {
        var settings = await SettingsAsync(place);
        var (first, second) = (await ProcessAsync(settings), await ProcessAsync(settings));
        Assert.Equal("from the first", Open(second, Close(first, "from the first")));
        Assert.Equal("from the second", Open(first, Close(second, "from the second")));
        await GuardAsync(second);
    }

    [Fact]
    public async Task The_database_holds_no_key_in_clear_and_its_copy_opens_nothing_without_the_key_file()
    {
        var first = await ProcessAsync([]);
        var cookie = Close(first, "signed in");
        await using (var db = first.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            var xml = (await db.Set<DataProtectionKey>().SingleAsync(Cancel)).Xml;
            Assert.Contains("masterKeySecret", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<value>", xml, StringComparison.Ordinal);
        }

        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        await using (var db = first.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {Path.Combine(copy, "optibid.db")}", Cancel);
        }

        var thief = await ProcessAsync([], copy);
        Assert.ThrowsAny<CryptographicException>(() => Open(thief, cookie));
        var fault = await Assert.ThrowsAsync<CryptographicException>(() => GuardAsync(thief));
        Assert.Contains("is not the master key of this database", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_key_file_stops_the_start_and_makes_no_new_one()
    {
        Close(await ProcessAsync([]), "signed in");
        var file = Path.Combine(KeyFolder, "master.key");
        File.Move(file, file + ".away");
        var later = await ProcessAsync([]);
        var fault = await Assert.ThrowsAsync<CryptographicException>(() => GuardAsync(later));
        Assert.Contains("The master key is missing", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(later)).Status);
    }

    [Fact]
    public async Task The_key_file_is_private_and_one_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }

        Close(await ProcessAsync([]), "signed in");
        var file = Path.Combine(KeyFolder, "master.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var later = await ProcessAsync([]);
        var fault = await Assert.ThrowsAsync<CryptographicException>(() => GuardAsync(later));
        Assert.Contains("0600", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_takes_over_the_master_key_and_health_names_it()
    {
        var cookie = Close(await ProcessAsync([]), "signed in");
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=optibid", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var file = Path.Combine(_folder, "keys.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, "secret words"), Cancel);
        var settings = new Dictionary<string, string?> { ["Keys:Certificate"] = file, ["Keys:CertificatePassword"] = "secret words" };

        var protectedByCertificate = await ProcessAsync(settings);
        Assert.Equal("signed in", Open(protectedByCertificate, cookie));
        Assert.False(File.Exists(Path.Combine(KeyFolder, "master.key")));
        var health = await CheckAsync(protectedByCertificate);
        Assert.Equal((HealthStatus.Healthy, "Certificate"), (health.Status, health.Data["adapter"]));
        Assert.Contains("1 valid in the database, the newest 0 days old", health.Description, StringComparison.Ordinal);
        Assert.Equal("signed in", Open(await ProcessAsync(settings), cookie));
    }

    private async Task<Dictionary<string, string?>> SettingsAsync(string place) =>
        place switch
        {
            "Postgres" => new()
            {
                ["Database:Provider"] = "Postgres",
                ["ConnectionStrings:Postgres"] = await postgres.CreateDatabaseAsync(),
            },
            "Redis" => new() { ["Cache:Provider"] = "Redis", ["ConnectionStrings:Redis"] = await redis.ConnectionAsync() },
            _ => [],
        };

    private async Task<ServiceProvider> ProcessAsync(Dictionary<string, string?> settings, string? folder = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var process = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IAuditTrail>(new RecordedAudit())
            .AddData(configuration, folder ?? _folder)
            .AddCryptography(configuration, folder ?? _folder)
            .AddIdentity(configuration)
            .AddDataProtectionKeys(configuration)
            .BuildServiceProvider(validateScopes: true);
        _processes.Add(process);
        await using var db = process.GetRequiredService<IPlatformContexts>().CreateDbContext();
        await db.Database.EnsureCreatedAsync(Cancel);
        return process;
    }

    private static IDataProtector ProtectorOf(ServiceProvider process) =>
        process.GetRequiredService<IDataProtectionProvider>().CreateProtector("Microsoft.AspNetCore.Authentication.Cookies");

    private static string Close(ServiceProvider process, string text) => ProtectorOf(process).Protect(text);

    private static string Open(ServiceProvider process, string cookie) => ProtectorOf(process).Unprotect(cookie);

    private static Task GuardAsync(ServiceProvider process) => process.GetRequiredService<KeyGuard>().SeedAsync(Cancel);

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider process) =>
        (await process.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => c.Name == "keys", Cancel)).Entries["keys"];
}
