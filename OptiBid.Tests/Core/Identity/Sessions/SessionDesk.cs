using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Sessions;

/// <summary>Identity over a database of its own with a clock that tests move. Its first administrator is a member of one organisation.</summary>
internal sealed class SessionDesk : IAsyncDisposable
{
    private static readonly Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider s_protection = new();
    private readonly string _store;
    private readonly bool _ownsStore;

    private SessionDesk(string store, bool ownsStore, IReadOnlyDictionary<string, string?> settings, FakeTimeProvider time)
    {
        (_store, _ownsStore, Time) = (store, ownsStore, time);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        Services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IAuditTrail>(Audit)
            .AddSingleton<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>(s_protection)
            .AddData(configuration, _store)
            .AddIdentity(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; }

    public RecordedAudit Audit { get; } = new();

    public ServiceProvider Services { get; }

    public Guid UserId { get; private set; }

    public IFindLiveSession Find => Services.GetRequiredService<IFindLiveSession>();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A fresh desk; with another, a second process over the same database.</summary>
    public static async Task<SessionDesk> OpenAsync(IReadOnlyDictionary<string, string?>? settings = null, SessionDesk? beside = null)
    {
        // Today, since Redis drops what has expired by its own clock.
        var time = beside?.Time ?? new FakeTimeProvider(new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddHours(8), TimeSpan.Zero));
        var desk = new SessionDesk(
            beside?._store ?? Path.Combine(Path.GetTempPath(), "optibid-sessions-" + Guid.CreateVersion7().ToString("N")),
            beside is null,
            settings ?? new Dictionary<string, string?>(StringComparer.Ordinal),
            time
        );
        await desk.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(Cancel);
        foreach (var seeder in desk.Services.GetServices<ISeeder>())
        {
            await seeder.SeedAsync(Cancel);
        }

        await using var users = desk.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        desk.UserId = (await users.Set<User>().SingleAsync(Cancel)).Id;
        return desk;
    }

    public async Task<StartedSession> StartAsync(params string[] methods) => (await TryStartAsync(methods)).Value;

    public async Task<Result<StartedSession>> TryStartAsync(params string[] methods)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<IStartSession>()
            .ExecuteAsync(
                new(UserId, methods.Length == 0 ? [AuthenticationMethods.Password] : methods),
                DemoOrganisation.Id,
                new("127.0.0.1", "tests"),
                Cancel
            );
    }

    public async Task EndAsync(Func<IEndSessions, Task> how)
    {
        await using var scope = Services.CreateAsyncScope();
        await how(scope.ServiceProvider.GetRequiredService<IEndSessions>());
    }

    /// <summary>Changes the policy and says so.</summary>
    public async Task SetPolicyAsync(SecurityPolicy policy, bool tell = true)
    {
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        (await db.Set<Organisation>().SingleAsync(Cancel)).Policy = policy;
        await db.SaveChangesAsync(Cancel);
        if (tell)
        {
            await Services.GetRequiredService<IAccessChanged>().OrganisationAsync(DemoOrganisation.Id, Cancel);
        }
    }

    /// <summary>The administrator no longer has a one-time password; told to live sessions.</summary>
    public async Task ReplacePasswordAsync()
    {
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        (await db.Set<User>().SingleAsync(u => u.Id == UserId, Cancel)).MustChangePassword = false;
        await db.SaveChangesAsync(Cancel);
        await Services.GetRequiredService<IAccessChanged>().UserAsync(UserId, Cancel);
    }

    /// <summary>Changes the membership without telling anybody.</summary>
    public async Task ChangeMemberAsync(Action<Membership> how)
    {
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        how(await db.Set<Membership>().SingleAsync(m => m.UserId == UserId, Cancel));
        await db.SaveChangesAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        if (_ownsStore)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            if (Directory.Exists(_store))
            {
                Directory.Delete(_store, recursive: true);
            }
        }
    }
}
