using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity;

public sealed class SignInTests : IAsyncLifetime
{
    private const string Admin = "admin@optibid.local";
    private readonly string _store = Path.Combine(Path.GetTempPath(), "optibid-identity-" + Guid.CreateVersion7().ToString("N"));
    private readonly ServiceProvider _services;

    public SignInTests()
    {
        var configuration = new ConfigurationBuilder().Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IAuditTrail>(new RecordedAudit())
            .AddData(configuration, _store)
            .AddIdentity(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    public async ValueTask InitializeAsync()
    {
        await _services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(Cancel);
        await SeedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_store, recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seeding_twice_makes_one_administrator_and_shows_the_password_once()
    {
        var first = _services.GetRequiredService<IFirstSignIn>();
        Assert.Equal(Admin, first.Take()?.Email);
        Assert.Null(first.Take());
        await SeedAsync();
        Assert.Null(first.Take());
        await using var db = _services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        Assert.Equal(1, await db.Set<User>().CountAsync(Cancel));
    }

    [Fact]
    public async Task The_one_time_password_signs_in_and_has_to_be_changed()
    {
        var password = TakePassword();
        var user = (await VerifyAsync("ADMIN@optibid.local ", password)).Value;
        Assert.True(user.MustChangePassword);
        Assert.Equal(Roles.Administrator, user.Role);

        var weak = await ChangeAsync(user.Id, password, "short");
        Assert.Equal("identity.weak_password", weak.Failure?.Code);
        var changed = (await ChangeAsync(user.Id, password, "correct horse battery staple")).Value;
        Assert.False(changed.MustChangePassword);
        Assert.NotEqual(user.SecurityStamp, changed.SecurityStamp);
        Assert.False((await VerifyAsync(Admin, password)).IsSuccess);
        Assert.True((await VerifyAsync(Admin, "correct horse battery staple")).IsSuccess);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_and_the_answer_never_says_why()
    {
        var password = TakePassword();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            answers.Add((await VerifyAsync(Admin, "wrong password " + i)).Failure!.ToString());
        }

        answers.Add((await VerifyAsync(Admin, password)).Failure!.ToString());
        answers.Add((await VerifyAsync("nobody@optibid.local", password)).Failure!.ToString());
        Assert.Single(answers);
    }

    [Fact]
    public async Task A_reset_unlocks_and_ends_the_old_password_and_sessions()
    {
        var old = TakePassword();
        var before = (await VerifyAsync(Admin, old)).Value;
        for (var i = 0; i < 5; i++)
        {
            await VerifyAsync(Admin, "wrong password " + i);
        }

        await using var scope = _services.CreateAsyncScope();
        var session = (
            await scope
                .ServiceProvider.GetRequiredService<IStartSession>()
                .ExecuteAsync(new(before.Id, [AuthenticationMethods.Password]), before.OrganisationId, new(null, null), Cancel)
        ).Value;
        var sessions = _services.GetRequiredService<IFindLiveSession>();
        Assert.NotNull(await sessions.ExecuteAsync(session.Token, cancellationToken: Cancel));
        var reset = scope.ServiceProvider.GetRequiredService<IResetPassword>();
        Assert.Equal(FailureKind.NotFound, (await reset.ExecuteAsync("nobody@optibid.local", Cancel)).Failure?.Kind);
        var given = (await reset.ExecuteAsync(Admin, Cancel)).Value;
        Assert.False((await VerifyAsync(Admin, old)).IsSuccess);
        Assert.True((await VerifyAsync(Admin, given.Password)).Value.MustChangePassword);
        Assert.Null(await sessions.ExecuteAsync(session.Token, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_worker_acts_as_the_system_and_a_request_as_its_user()
    {
        await using var request = _services.CreateAsyncScope();
        Assert.IsType<SystemUser>(request.ServiceProvider.GetRequiredService<ICurrentUser>());
        var services = new ServiceCollection().AddIdentity(new ConfigurationBuilder().Build()).AddScoped<IInteractiveUser, Nobody>();
        await using var web = services.BuildServiceProvider();
        await using var circuit = web.CreateAsyncScope();
        Assert.IsType<Nobody>(circuit.ServiceProvider.GetRequiredService<ICurrentUser>());
        await using var worker = web.GetRequiredService<IServiceScopeFactory>().CreateSystemScope();
        Assert.True(worker.ServiceProvider.GetRequiredService<ICurrentUser>().Has(Permissions.SubmitBids));
    }

    [Fact]
    public void Every_role_reads_and_only_the_administrator_may_do_everything()
    {
        Assert.Equal(5, Roles.All.Count);
        Assert.All(Roles.All, r => Assert.Contains(Permissions.ReadMarkets, Roles.PermissionsOf(r)));
        Assert.Equal([Roles.Administrator], Roles.All.Where(r => Roles.PermissionsOf(r).Count == Permissions.OfOrganisation.Count));
        Assert.Empty(Roles.PermissionsOf("Nobody"));
    }

    private string TakePassword() => _services.GetRequiredService<IFirstSignIn>().Take()!.Password;

    private async Task SeedAsync()
    {
        foreach (var seeder in _services.GetServices<ISeeder>())
        {
            await seeder.SeedAsync(Cancel);
        }
    }

    private async Task<Result<SignedInUser>> VerifyAsync(string email, string password)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IVerifyPassword>().ExecuteAsync(email, password, Cancel);
    }

    private async Task<Result<SignedInUser>> ChangeAsync(Guid id, string current, string next)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IChangePassword>().ExecuteAsync(id, current, next, Cancel);
    }

    private sealed class Nobody : IInteractiveUser
    {
        public bool IsAuthenticated => false;

        public Guid UserId => Guid.Empty;

        public Guid OrganisationId => Guid.Empty;

        public string Name => "";

        public bool Has(string permission) => false;
    }
}
