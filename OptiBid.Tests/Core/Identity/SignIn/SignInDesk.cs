using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Mfa.Manage;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;
using OptiBid.Tests.Support;
using OtpNet;

namespace OptiBid.Tests.Core.Identity.SignIn;

/// <summary>Identity over a database of its own, with a clock that tests move, a mailbox that they read, and a session that they choose.</summary>
internal sealed partial class SignInDesk : IAsyncDisposable
{
    public const string Ada = "ada@desk.example";
    public const string Password = "violet walrus bakes at noon";
    private readonly string _store = Path.Combine(Path.GetTempPath(), "optibid-signin-" + Guid.CreateVersion7().ToString("N"));

    private SignInDesk(string? postgres)
    {
        Directory.CreateDirectory(_store);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Database:Provider"] = postgres is null ? "Sqlite" : "Postgres",
                    ["ConnectionStrings:Postgres"] = postgres,
                    ["App:PublicUrl"] = "https://desk.example",
                }
            )
            .Build();
        Services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IAuditTrail>(Audit)
            .AddSingleton<IEmailSender>(Mail)
            .AddSingleton<ISmsSender>(Mail)
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddSingleton<ICurrentSession>(Current)
            .AddSingleton<IInteractiveUser>(Current)
            .AddData(configuration, _store)
            .AddIdentity(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public RecordedAudit Audit { get; } = new();

    public Mailbox Mail { get; } = new();

    public Acting Current { get; } = new();

    public ServiceProvider Services { get; }

    public Guid AdaId { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A desk with Ada, who has a password.</summary>
    public static async Task<SignInDesk> OpenAsync(string? postgres = null)
    {
        var desk = new SignInDesk(postgres);
        await using (var db = desk.Records())
        {
            await db.Database.EnsureCreatedAsync(Cancel);
            db.Add(
                new Organisation
                {
                    Id = DemoOrganisation.Id,
                    Name = "Northwind Storage",
                    CreatedAtUtc = desk.Time.GetUtcNow().UtcDateTime,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        desk.AdaId = await desk.AddUserAsync(Ada, Password);
        return desk;
    }

    public OptiBidDbContext Records() => Services.GetRequiredService<IPlatformContexts>().CreateDbContext();

    public async Task<Guid> AddUserAsync(string email, string? password)
    {
        var hasher = Services.GetRequiredService<Argon2PasswordHasher>();
        var user = new User
        {
            Id = Guid.CreateVersion7(Time.GetUtcNow()),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            DisplayName = "Ada Lovelace",
            SecurityStamp = Guid.CreateVersion7().ToString("N"),
            ConcurrencyStamp = Guid.CreateVersion7().ToString("N"),
        };
        user.PasswordHash = password is null ? null : hasher.HashPassword(user, password);
        await using var db = Records();
        db.Add(user);
        db.Add(
            new Membership
            {
                Id = Guid.CreateVersion7(Time.GetUtcNow()),
                OrganisationId = DemoOrganisation.Id,
                UserId = user.Id,
                RoleKey = Roles.Trader,
                JoinedAtUtc = Time.GetUtcNow().UtcDateTime,
            }
        );
        await db.SaveChangesAsync(Cancel);
        return user.Id;
    }

    public async Task SetPolicyAsync(SecurityPolicy policy)
    {
        await using var db = Records();
        (await db.Set<Organisation>().SingleAsync(Cancel)).Policy = policy;
        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>Runs a service in a scope of its own, as a request does.</summary>
    public async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> how)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await how(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<Result<SignInStep>> SignInAsync(
        string email = Ada,
        string password = Password,
        string? device = null,
        string? address = "192.0.2.1"
    ) => AskAsync<ISignInWithPassword, Result<SignInStep>>(s => s.ExecuteAsync(email, password, Browser(device, address), Cancel));

    public Task<Result<SignInStep>> ProveAsync(string? pending, string method, string code, bool trust = false) =>
        AskAsync<IProveSecondFactor, Result<SignInStep>>(s => s.ExecuteAsync(pending, method, code, trust, Browser(null, null), Cancel));

    /// <summary>Makes further commands act in this session.</summary>
    public async Task ActInAsync(StartedSession session) =>
        Current.Session = await Services.GetRequiredService<IFindLiveSession>().ExecuteAsync(session.Token, cancellationToken: Cancel);

    public async Task<bool> LivesAsync(StartedSession session) =>
        await Services.GetRequiredService<IFindLiveSession>().ExecuteAsync(session.Token, cancellationToken: Cancel) is not null;

    /// <summary>Signs Ada in and gives her an authenticator app; its secret. The clock moves past the step that the set-up used.</summary>
    public async Task<byte[]> EnrolAppAsync()
    {
        await ActInAsync((await SignInAsync()).Value.Session!);
        var app = (await AskAsync<IManageAuthenticatorApp, Result<NewAuthenticatorApp>>(m => m.BeginAsync(Cancel))).Value;
        var secret = Base32Encoding.ToBytes(app.Secret.Replace(" ", "", StringComparison.Ordinal));
        Assert.True((await AskAsync<IManageAuthenticatorApp, Result<Done>>(m => m.ConfirmAsync(CodeOf(secret), Cancel))).IsSuccess);
        Time.Advance(TimeSpan.FromSeconds(60));
        return secret;
    }

    /// <summary>The code that the app shows, perhaps of another step.</summary>
    public string CodeOf(byte[] secret, int steps = 0) => new Totp(secret).ComputeTotp(Time.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    public static SignInBrowser Browser(string? device, string? address) => new(new(address, "tests"), device);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_store, recursive: true);
    }

    /// <summary>Keeps what would be sent.</summary>
    internal sealed partial class Mailbox : IEmailSender, ISmsSender
    {
        public List<(string To, string Text)> Messages { get; } = [];

        public string Provider => "Test";

        /// <summary>The six digits of the last message.</summary>
        public string Code => Digits().Match(Messages[^1].Text).Value;

        /// <summary>The token of the link in the last message.</summary>
        public string Token => Link().Match(Messages[^1].Text).Groups[1].Value;

        public Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
        {
            Messages.Add((message.To, message.Text));
            return Task.CompletedTask;
        }

        public Task SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
        {
            Messages.Add((message.To, message.Text));
            return Task.CompletedTask;
        }

        [GeneratedRegex("[0-9]{6}")]
        private static partial Regex Digits();

        [GeneratedRegex("token=([0-9a-f]+)")]
        private static partial Regex Link();
    }

    /// <summary>The session that commands act in.</summary>
    internal sealed class Acting : ICurrentSession, IInteractiveUser
    {
        public LiveSession? Session { get; set; }

        public bool IsAuthenticated => Session is not null;

        public Guid UserId => Session!.Access.UserId;

        public Guid OrganisationId => Session!.Access.OrganisationId;

        public string Name => Session!.Access.DisplayName;

        public bool Has(string permission) => Session?.Access.Permissions.Contains(permission) == true;
    }
}
