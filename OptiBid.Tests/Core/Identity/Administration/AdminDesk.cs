using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Administration;

/// <summary>
/// Identity over a real database (an SQLite file, or PostgreSQL) with a clock that tests move, messages and audit rows that they read, and
/// members who act with exactly the rights that a session of theirs would have.
/// </summary>
internal sealed partial class AdminDesk : IAsyncDisposable
{
    private readonly string _store = Directory.CreateTempSubdirectory("optibid-admin-").FullName;

    private AdminDesk(string? postgres, Action<IServiceCollection>? further)
    {
        var settings = postgres is null
            ? new Dictionary<string, string?>(StringComparer.Ordinal)
            : new() { ["Database:Provider"] = "Postgres", ["ConnectionStrings:Postgres"] = postgres };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IAuditTrail>(Audit)
            .AddSingleton<IEmailSender>(Mail)
            .AddSingleton(Mail)
            .AddScoped<Actor>()
            .AddScoped<IInteractiveUser>(p => p.GetRequiredService<Actor>())
            .AddScoped<ICurrentSession>(p => p.GetRequiredService<Actor>())
            .AddScoped<IRequestOrigin>(p => p.GetRequiredService<Actor>())
            .AddData(configuration, _store)
            .AddIdentity(configuration);
        further?.Invoke(services);
        Services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public RecordedAudit Audit { get; } = new();

    public Outbox Mail { get; } = new();

    public ServiceProvider Services { get; }

    /// <summary>How long ago those who act proved who they are.</summary>
    public TimeSpan ProofAge { get; set; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<AdminDesk> OpenAsync(string? postgres = null, Action<IServiceCollection>? further = null)
    {
        var desk = new AdminDesk(postgres, further);
        await using var db = desk.Db();
        await db.Database.EnsureCreatedAsync(Cancel);
        if (postgres is not null)
        {
            await RowLevelSecurity.ApplyAsync(db, Cancel);
        }

        return desk;
    }

    public OptiBidDbContext Db() => Services.GetRequiredService<IPlatformContexts>().CreateDbContext();

    /// <summary>A new organisation.</summary>
    public async Task<Guid> OrganisationAsync(string name = "Alpha Power", SecurityPolicy? policy = null)
    {
        await using var db = Db();
        var organisation = new Organisation
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            CreatedAtUtc = Now,
            Policy = policy ?? new(),
        };
        db.Add(organisation);
        await db.SaveChangesAsync(Cancel);
        return organisation.Id;
    }

    /// <summary>A new user who is a member.</summary>
    public async Task<Guid> MemberAsync(
        Guid organisation,
        string name,
        string role = Roles.Administrator,
        bool isOperator = false,
        Guid? existing = null
    )
    {
        await using var db = Db();
        var id = existing ?? Guid.CreateVersion7();
        if (existing is null)
        {
            var email = $"{name.ToLowerInvariant()}@alpha.example";
            db.Add(
                new User
                {
                    Id = id,
                    UserName = email,
                    NormalizedUserName = email.ToUpperInvariant(),
                    Email = email,
                    NormalizedEmail = email.ToUpperInvariant(),
                    EmailConfirmed = true,
                    DisplayName = name,
                    SecurityStamp = Guid.CreateVersion7().ToString("N"),
                    ConcurrencyStamp = Guid.CreateVersion7().ToString("N"),
                    IsPlatformOperator = isOperator,
                }
            );
        }

        db.Add(
            new Membership
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = organisation,
                UserId = id,
                RoleKey = role,
                Source = MembershipSource.Invitation,
                JoinedAtUtc = Now,
            }
        );
        await db.SaveChangesAsync(Cancel);
        return id;
    }

    /// <summary>A custom role straight in the store.</summary>
    public async Task<string> RoleAsync(Guid organisation, string name, params string[] permissions)
    {
        await using var db = Db();
        var role = new CustomRole
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            Name = name,
            Permissions = [.. permissions],
            CreatedAtUtc = Now,
        };
        db.Add(role);
        await db.SaveChangesAsync(Cancel);
        return role.Id.ToString("D");
    }

    /// <summary>Lets a member act; null acts anonymously.</summary>
    public async Task<T> AsAsync<TService, T>(Guid? userId, Guid organisation, Func<TService, Task<T>> act)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<Actor>();
        actor.ProofAge = ProofAge;
        if (userId is { } id)
        {
            actor.Access =
                await Services.GetRequiredService<IFindAccess>().ExecuteAsync(id, organisation, Cancel)
                ?? throw new InvalidOperationException("This member cannot work");
        }

        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_store, recursive: true);
    }

    private DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>Who acts in a scope.</summary>
    internal sealed class Actor(TimeProvider time) : IInteractiveUser, ICurrentSession, IRequestOrigin
    {
        public Guid? SessionId => Session?.Id;

        public string? Address => null;

        public string? Agent => null;

        public TimeSpan ProofAge { get; set; }

        public LiveSession? Session => Access is null ? null : ActingSession.Of(Access, time.GetUtcNow().UtcDateTime - ProofAge);

        public MemberAccess? Access { get; set; }

        public bool IsAuthenticated => Access is not null;

        public Guid UserId => Access!.UserId;

        public Guid OrganisationId => Access!.OrganisationId;

        public string Name => Access!.DisplayName;

        public bool Has(string permission) => Access?.Permissions.Contains(permission) == true;
    }

    /// <summary>Messages that were sent.</summary>
    internal sealed partial class Outbox : IEmailSender
    {
        private readonly ConcurrentQueue<EmailMessage> _sent = new();

        public string Provider => "Test";

        public IReadOnlyList<EmailMessage> Sent => [.. _sent];

        /// <summary>The secret of the last invitation to an address.</summary>
        public string TokenFor(string email) => Link().Match(_sent.Last(m => m.To == email).Text).Groups[1].Value;

        public Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
        {
            _sent.Enqueue(message);
            return Task.CompletedTask;
        }

        [GeneratedRegex(@"/register/([A-Za-z0-9_-]+)")]
        private static partial Regex Link();
    }
}
