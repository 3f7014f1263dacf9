using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Audit;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Network;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Privacy;

/// <summary>
/// Two organisations with administrators, and Zoë, who traded in the first one and left her name everywhere. The audit log is the real one.
/// </summary>
internal sealed class PrivacyDesk : IAsyncDisposable
{
    public const string Email = "zoe+desk@example.com";
    public const string Name = "Zoë O'Hara";
    public const string Phone = "+15551234567";
    public static readonly Guid Other = new("01990000-0000-7000-8000-0000000000e1");

    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-privacy-").FullName;

    private PrivacyDesk(string? postgres)
    {
        Dictionary<string, string?> settings = postgres is null
            ? []
            : new() { ["Database:Provider"] = "Postgres", ["ConnectionStrings:Postgres"] = postgres };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        Services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Actor)
            .AddScoped<IInteractiveUser>(p => p.GetRequiredService<Someone>())
            .AddScoped<ICurrentSession>(p => p.GetRequiredService<Someone>())
            .AddData(configuration, _folder)
            .AddCryptography(configuration, _folder)
            .AddNetwork(configuration)
            .AddIdentity(configuration)
            .AddAudit(configuration, _folder)
            .AddPrivacy(configuration)
            .AddScoped<IPersonalData, BidPersonalData>()
            .AddScoped<IPersonalData, BacktestPersonalData>()
            .BuildServiceProvider(validateScopes: true);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ServiceProvider Services { get; }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public Someone Actor { get; } = new();

    /// <summary>How long ago those who act proved who they are.</summary>
    public TimeSpan ProofAge { get; set; }

    public Guid Zoe { get; private set; }

    public Guid Bob { get; private set; }

    public static async Task<PrivacyDesk> OpenAsync(string? postgres = null)
    {
        var desk = new PrivacyDesk(postgres);
        await using (var db = desk.Db())
        {
            await db.Database.EnsureCreatedAsync(Cancel);
            if (postgres is not null)
            {
                await RowLevelSecurity.ApplyAsync(db, Cancel);
            }

            db.Add(Organisation(DemoOrganisation.Id, "Demo Power Desk"));
            db.Add(Organisation(Other, "Other desk"));
            await db.SaveChangesAsync(Cancel);
        }

        foreach (
            var seeder in desk
                .Services.GetServices<ISeeder>()
                .Where(s => s.GetType().Namespace!.StartsWith("OptiBid.Core.Audit", StringComparison.Ordinal))
        )
        {
            await seeder.SeedAsync(Cancel);
        }

        desk.Bob = await desk.AddUserAsync("bob@example.com", "Bob", Roles.Administrator, DemoOrganisation.Id);
        desk.Zoe = await desk.AddUserAsync(Email, Name, Roles.Trader, DemoOrganisation.Id);
        await desk.LeaveTracesAsync();
        return desk;
    }

    public OptiBidDbContext Db() => Services.GetRequiredService<IPlatformContexts>().CreateDbContext();

    public async Task<Guid> AddUserAsync(string email, string name, string role, Guid organisation)
    {
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            Email = email,
            DisplayName = name,
            PhoneNumber = email == Email ? Phone : null,
        };
        var made = await users.CreateAsync(user, "correct horse battery staple");
        Assert.True(made.Succeeded, string.Join(", ", made.Errors.Select(e => e.Description)));
        await JoinAsync(user.Id, role, organisation);
        return user.Id;
    }

    public async Task JoinAsync(Guid user, string role, Guid organisation)
    {
        await using var db = Db();
        db.Add(
            new Membership
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = organisation,
                UserId = user,
                RoleKey = role,
                JoinedAtUtc = Time.GetUtcNow().UtcDateTime,
            }
        );
        await db.SaveChangesAsync(Cancel);
    }

    public async Task LeaveAsync(Guid user, Guid organisation)
    {
        await using var db = Db();
        await db.Set<Membership>().Where(m => m.UserId == user && m.OrganisationId == organisation).ExecuteDeleteAsync(Cancel);
    }

    public async Task AddAssetAsync(Guid organisation, string name, string by)
    {
        await using var db = Db();
        db.Add(
            Asset.From(
                new AssetDraft(name, AssetKind.Battery, "ERCOT", "HB_NORTH", 100, 400, 0.85),
                organisation,
                by,
                Time.GetUtcNow().UtcDateTime
            )
        );
        await db.SaveChangesAsync(Cancel);
    }

    public async Task<List<string>> AssetAuthorsAsync()
    {
        await using var db = Db();
        return await db.Set<Asset>().OrderBy(a => a.Name).Select(a => a.UpdatedBy).ToListAsync(Cancel);
    }

    /// <summary>Calls a command as somebody.</summary>
    public async Task<TResult> AsAsync<TCommand, TResult>(
        Guid user,
        string name,
        Guid organisation,
        IReadOnlyCollection<string> permissions,
        Func<TCommand, Task<TResult>> call
    )
        where TCommand : notnull
    {
        Actor.Be(user, name, organisation, permissions, Time.GetUtcNow().UtcDateTime - ProofAge);
        await using var scope = Services.CreateAsyncScope();
        return await call(scope.ServiceProvider.GetRequiredService<TCommand>());
    }

    public Task<TResult> AsZoeAsync<TCommand, TResult>(Func<TCommand, Task<TResult>> call)
        where TCommand : notnull => AsAsync(Zoe, Name, DemoOrganisation.Id, [], call);

    public Task<TResult> AsBobAsync<TCommand, TResult>(Func<TCommand, Task<TResult>> call)
        where TCommand : notnull => AsAsync(Bob, "Bob", DemoOrganisation.Id, Permissions.OfOrganisation, call);

    /// <summary>Calls a command as the platform.</summary>
    public async Task<TResult> AsSystemAsync<TCommand, TResult>(Func<TCommand, Task<TResult>> call)
        where TCommand : notnull
    {
        await using var scope = Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope();
        return await call(scope.ServiceProvider.GetRequiredService<TCommand>());
    }

    /// <summary>Asks for Zoë's erasure and lets the days pass.</summary>
    public async Task<PrivacyRequestView> EraseZoeAsync()
    {
        var asked = await AsZoeAsync((IRequestErasure c) => c.OfMyselfAsync(Email, Cancel));
        Assert.Null(asked.Failure);
        Time.Advance(TimeSpan.FromDays(7));
        return Assert.Single(await AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel)));
    }

    public Task SequenceAsync() => Services.GetRequiredService<Sequencer>().RunAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static Organisation Organisation(Guid id, string name) => new() { Id = id, Name = name };

    private async Task LeaveTracesAsync()
    {
        var now = Time.GetUtcNow().UtcDateTime;
        await AddAssetAsync(DemoOrganisation.Id, "Zoe's battery", Name);
        await using var db = Db();
        var bid = new Bid
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = DemoOrganisation.Id,
            AssetId = Guid.CreateVersion7(),
            AssetName = "Battery",
            Market = "ERCOT",
            Node = "HB_NORTH",
            Day = new(2026, 11, 25),
        };
        bid.Become(BidStatus.Submitted, Name, "submitted", now);
        db.Add(bid);
        db.Add(
            new BacktestRun
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = DemoOrganisation.Id,
                UserId = Zoe,
                StartedBy = Name,
                Market = "ERCOT",
                Node = "HB_NORTH",
                Product = "DA_LMP",
                Model = "ridge",
            }
        );
        db.Add(
            new Session
            {
                Id = Guid.CreateVersion7(),
                SecretHash = new byte[32],
                UserId = Zoe,
                OrganisationId = DemoOrganisation.Id,
                Methods = ["pwd"],
                SecurityStamp = "stamp-of-zoe",
                StartedAtUtc = now,
                VerifiedAtUtc = now,
                LastUsedAtUtc = now,
                ExpiresAtUtc = now.AddHours(12),
                Address = "198.51.100.7",
                Agent = "Firefox",
            }
        );
        db.Add(
            new IdentityUserLogin<Guid>
            {
                UserId = Zoe,
                LoginProvider = "okta",
                ProviderKey = "00u-zoe",
            }
        );
        db.Add(
            new IdentityUserToken<Guid>
            {
                UserId = Zoe,
                LoginProvider = "optibid",
                Name = "authenticator",
                Value = "JBSWY3DP",
            }
        );
        db.Add(
            new IdentityUserClaim<Guid>
            {
                UserId = Zoe,
                ClaimType = "nickname",
                ClaimValue = "zo",
            }
        );
        await db.SaveChangesAsync(Cancel);
        await AsZoeAsync(
            async (IAuditTrail trail) =>
            {
                await trail.RecordAsync(new("users.changed", "user", Zoe.ToString(), After: new { Email, DisplayName = Name }), Cancel);
                return true;
            }
        );
    }
}

/// <summary>Whoever a test says.</summary>
internal sealed class Someone : IInteractiveUser, ICurrentSession
{
    private IReadOnlyCollection<string> _permissions = [];

    public LiveSession? Session { get; private set; }

    public bool IsAuthenticated => true;

    public Guid UserId { get; private set; } = Guid.CreateVersion7();

    public Guid OrganisationId { get; private set; } = DemoOrganisation.Id;

    public string Name { get; private set; } = "Nobody";

    public bool Has(string permission) => _permissions.Contains(permission);

    public void Be(Guid user, string name, Guid organisation, IReadOnlyCollection<string> permissions, DateTime verifiedAtUtc)
    {
        (UserId, Name, OrganisationId, _permissions) = (user, name, organisation, permissions);
        Session = ActingSession.Of(user, name, organisation, permissions, verifiedAtUtc);
    }
}
