using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Passkeys;

/// <summary>On the embedded database.</summary>
public sealed class SqlitePasskeyCommandTests : PasskeyCommandTests
{
    protected override Task<Dictionary<string, string?>> SettingsAsync() =>
        Task.FromResult(new Dictionary<string, string?>(StringComparer.Ordinal));
}

/// <summary>On PostgreSQL.</summary>
public sealed class PostgresPasskeyCommandTests(PostgresServer postgres) : PasskeyCommandTests
{
    protected override async Task<Dictionary<string, string?>> SettingsAsync() =>
        new(StringComparer.Ordinal)
        {
            ["Database:Provider"] = "Postgres",
            ["ConnectionStrings:Postgres"] = await postgres.CreateDatabaseAsync(),
        };
}

/// <summary>The commands over passkeys: who may, what is recorded, what is told.</summary>
public abstract class PasskeyCommandTests : IAsyncLifetime
{
    private readonly string _store = Path.Combine(Path.GetTempPath(), "optibid-passkeys-" + Guid.CreateVersion7().ToString("N"));
    private readonly FakeTimeProvider _time = new(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private readonly RecordedAudit _audit = new();
    private readonly Mailbox _mail = new();
    private readonly Acting _acting = new();
    private ServiceProvider? _built;
    private Guid _userId;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ServiceProvider Services => _built!;

    protected abstract Task<Dictionary<string, string?>> SettingsAsync();

    public async ValueTask InitializeAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(await SettingsAsync()).Build();
        _built = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IAuditTrail>(_audit)
            .AddSingleton<IEmailSender>(_mail)
            .AddSingleton<ICurrentSession>(_acting)
            .AddSingleton<ICurrentUser>(new FakeUser())
            .AddData(configuration, _store)
            .AddIdentity(configuration)
            .BuildServiceProvider(validateScopes: true);
        await Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(Cancel);
        foreach (var seeder in Services.GetServices<ISeeder>())
        {
            await seeder.SeedAsync(Cancel);
        }

        await using (var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            _userId = (await db.Set<User>().SingleAsync(Cancel)).Id;
        }

        var access = await Services.GetRequiredService<IFindAccess>().ExecuteAsync(_userId, DemoOrganisation.Id, Cancel);
        var now = _time.GetUtcNow().UtcDateTime;
        _acting.Session = new(
            Guid.CreateVersion7(),
            access!,
            [AuthenticationMethods.Password],
            now,
            now,
            now.AddHours(12),
            IdentityProviderId: null
        );
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_built is not null)
        {
            await _built.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(_store))
        {
            Directory.Delete(_store, recursive: true);
        }
    }

    [Fact]
    public async Task Adding_renaming_and_removing_are_audited_and_the_user_is_told_of_what_opens_and_closes_their_account()
    {
        var added = (await AddAsync("  Laptop ")).Value;
        Assert.Equal("Laptop", added.Name);
        Assert.True((await RenameAsync(added.Id, "Desk laptop")).IsSuccess);
        Assert.Equal("Desk laptop", Assert.Single(await ListAsync()).Name);
        Assert.True((await RemoveAsync(added.Id)).IsSuccess);
        Assert.Empty(await ListAsync());

        Assert.Equal(
            ["passkeys.added", "passkeys.renamed", "passkeys.removed"],
            _audit.Events.Select(e => e.Action).Where(a => a.StartsWith("passkeys.", StringComparison.Ordinal))
        );
        Assert.All(_audit.Events.Where(e => e.ObjectType == "passkey"), e => Assert.Equal(_userId, e.SubjectUserId));
        Assert.Equal(
            ["A passkey was added to your account", "A passkey was removed from your account"],
            _mail.Messages.Select(m => m.Subject)
        );
        Assert.All(_mail.Messages, m => Assert.Equal("admin@optibid.local", m.To));
    }

    [Fact]
    [Trait("AttackCase", "24")]
    public async Task Every_change_needs_a_proof_of_identity_of_the_last_five_minutes()
    {
        var kept = (await AddAsync("Laptop")).Value;
        _time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.IsType<StepUpRequired>((await AddAsync("Other")).Failure);
        Assert.IsType<StepUpRequired>((await RenameAsync(kept.Id, "Other")).Failure);
        Assert.IsType<StepUpRequired>((await RemoveAsync(kept.Id)).Failure);
        Assert.Equal("Laptop", Assert.Single(await ListAsync()).Name);
        _acting.Session = null;
        Assert.IsType<StepUpRequired>((await RemoveAsync(kept.Id)).Failure);
    }

    [Fact]
    [Trait("AttackCase", "50")]
    public async Task A_change_that_cannot_be_audited_does_not_happen()
    {
        var kept = (await AddAsync("Laptop")).Value;
        _audit.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync("Other"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RemoveAsync(kept.Id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ProveAsync(kept.Id, counter: 5));
        _audit.Fails = false;
        var left = Assert.Single(await ListAsync());
        Assert.Null(left.LastUsedAtUtc);
        Assert.True((await ProveAsync(kept.Id, counter: 5)).IsSuccess);
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_does_not_undo_the_change()
    {
        _mail.Fails = true;
        Assert.True((await AddAsync("Laptop")).IsSuccess);
        Assert.Single(await ListAsync());
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public async Task Of_parallel_answers_with_one_counter_one_is_taken_and_only_a_verified_user_counts()
    {
        var passkey = (await AddAsync("Laptop")).Value;
        Assert.Equal("identity.passkey_refused", (await ProveAsync(passkey.Id, counter: 3, verified: false)).Failure?.Code);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ProveAsync(passkey.Id, counter: 3)));
        var proof = Assert.Single(answers, a => a.IsSuccess).Value;
        Assert.Equal(_userId, proof.UserId);
        Assert.Equal(["hwk", "user", "mfa"], proof.Methods);
        Assert.Equal(10, _audit.Events.Count(e => e is { Action: "passkeys.refused", Succeeded: false }));
    }

    [Fact]
    public async Task A_challenge_too_old_is_refused_and_old_ones_are_forgotten()
    {
        var passkey = (await AddAsync("Laptop")).Value;
        Assert.False((await ProveAsync(passkey.Id, counter: 1, life: TimeSpan.Zero)).IsSuccess);
        Assert.True((await ProveAsync(passkey.Id, counter: 1)).IsSuccess);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await ProveAsync(passkey.Id, counter: 2)).IsSuccess);
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        Assert.Equal(1, await db.Set<UsedChallenge>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Names_numbers_and_foreign_passkeys_are_checked()
    {
        Assert.IsType<BadPasskeyName>((await AddAsync(" ")).Failure);
        Assert.IsType<BadPasskeyName>((await AddAsync(new string('x', 101))).Failure);
        Assert.IsType<BadPasskeyName>((await AddAsync("a\u0007b")).Failure);
        Assert.IsType<UnknownPasskey>((await RemoveAsync(Guid.CreateVersion7())).Failure);
        Assert.IsType<UnknownPasskey>((await RenameAsync(Guid.CreateVersion7(), "x")).Failure);
        for (var i = 0; i < PasskeyLimits.PerUser; i++)
        {
            Assert.True((await AddAsync($"Key {i}")).IsSuccess);
        }

        Assert.IsType<TooManyPasskeys>((await AddAsync("one more")).Failure);
    }

    [Fact]
    public async Task The_last_way_into_an_account_is_not_removed()
    {
        var passkey = (await AddAsync("Laptop")).Value;
        await using (var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            (await db.Set<User>().SingleAsync(Cancel)).PasswordHash = null;
            await db.SaveChangesAsync(Cancel);
        }

        Assert.IsType<LastWayIn>((await RemoveAsync(passkey.Id)).Failure);
        var second = (await AddAsync("Key")).Value;
        Assert.True((await RemoveAsync(passkey.Id)).IsSuccess);
        Assert.IsType<LastWayIn>((await RemoveAsync(second.Id)).Failure);
    }

    [Fact]
    public async Task A_removed_passkey_ends_the_other_sessions()
    {
        var passkey = (await AddAsync("Laptop")).Value;
        await using var scope = Services.CreateAsyncScope();
        var start = scope.ServiceProvider.GetRequiredService<IStartSession>();
        var other = (await start.ExecuteAsync(new(_userId, ["hwk"]), DemoOrganisation.Id, new(null, null), Cancel)).Value;
        var find = Services.GetRequiredService<IFindLiveSession>();
        Assert.NotNull(await find.ExecuteAsync(other.Token, cancellationToken: Cancel));
        Assert.True((await RemoveAsync(passkey.Id)).IsSuccess);
        Assert.Null(await find.ExecuteAsync(other.Token, cancellationToken: Cancel));
    }

    private ChallengeTicket Ticket(TimeSpan? life = null) =>
        new(Guid.CreateVersion7().ToString("N"), _time.GetUtcNow().UtcDateTime + (life ?? TimeSpan.FromMinutes(5)));

    private async Task<Result<PasskeySummary>> AddAsync(string name)
    {
        await using var scope = Services.CreateAsyncScope();
        var credential = new PasskeyCredential(
            Guid.CreateVersion7().ToByteArray(),
            [1, 2, 3],
            0,
            ["internal", "<script>"],
            IsBackupEligible: false,
            IsBackedUp: false,
            _time.GetUtcNow().UtcDateTime
        );
        return await scope.ServiceProvider.GetRequiredService<IAddPasskey>().ExecuteAsync(name, credential, Ticket(), Cancel);
    }

    private async Task<Result<Done>> RenameAsync(Guid id, string name)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IRenamePasskey>().ExecuteAsync(id, name, Cancel);
    }

    private async Task<Result<Done>> RemoveAsync(Guid id)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IRemovePasskey>().ExecuteAsync(id, Cancel);
    }

    private async Task<Result<Authentication>> ProveAsync(Guid id, uint counter, bool verified = true, TimeSpan? life = null)
    {
        await using var scope = Services.CreateAsyncScope();
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var key = await db.Set<Passkey>().Where(p => p.Id == id).Select(p => p.CredentialId).SingleAsync(Cancel);
        var assertion = new PasskeyAssertion(
            _userId,
            System.Buffers.Text.Base64Url.DecodeFromChars(key),
            counter,
            IsBackedUp: false,
            verified,
            Ticket(life)
        );
        return await scope.ServiceProvider.GetRequiredService<IProveByPasskey>().ExecuteAsync(assertion, Cancel);
    }

    private Task<IReadOnlyList<PasskeySummary>> ListAsync() => Services.GetRequiredService<IFindPasskeys>().ListAsync(_userId, Cancel);

    private sealed class Acting : ICurrentSession
    {
        public LiveSession? Session { get; set; }
    }

    private sealed class Mailbox : IEmailSender
    {
        private readonly ConcurrentQueue<EmailMessage> _messages = new();

        public IReadOnlyCollection<EmailMessage> Messages => _messages;

        public bool Fails { get; set; }

        public string Provider => "Test";

        public Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
        {
            if (Fails)
            {
                throw new NotificationException("the provider is away");
            }

            _messages.Enqueue(message);
            return Task.CompletedTask;
        }
    }
}
