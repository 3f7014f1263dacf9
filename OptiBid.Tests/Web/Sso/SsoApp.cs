using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Sso;

/// <summary>The app with two more organisations, Alpha (alpha.example) and Beta (beta.example), both with verified domains.</summary>
public class SsoApp : IAsyncLifetime
{
    /// <summary>The app.</summary>
    public AppHost Host { get; private set; } = null!;

    /// <summary>What the name servers answer.</summary>
    internal FakeTxt Dns { get; } = new();

    /// <summary>What was mailed.</summary>
    internal FakeMail Mail { get; } = new();

    /// <summary>Further arguments, such as those that choose the database.</summary>
    protected virtual Task<IReadOnlyList<string>> MoreArgumentsAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Organisation of alpha.example.</summary>
    public Guid Alpha { get; private set; }

    /// <summary>Organisation of beta.example.</summary>
    public Guid Beta { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = new()
        {
            Arguments = ["--Markets:SimulatedHistoryDays", "2", "--Network:AllowLoopback", "true", .. await MoreArgumentsAsync()],
            MoreServices = services => services.AddSingleton<ITxtResolver>(Dns).AddSingleton<IEmailSender>(Mail),
        };
        await Host.InitializeAsync();
        Alpha = await AddOrganisationAsync("Alpha Energy", "alpha.example");
        Beta = await AddOrganisationAsync("Beta Power", "beta.example");
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An organisation with a verified domain.</summary>
    public async Task<Guid> AddOrganisationAsync(string name, string domain)
    {
        await using var db = await Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var organisation = new Organisation
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            CreatedAtUtc = now,
        };
        db.Add(organisation);
        db.Add(
            new VerifiedDomain
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = organisation.Id,
                Domain = domain,
                Token = "t",
                ClaimedAtUtc = now,
                VerifiedAtUtc = now,
                Proof = DomainProof.Operator,
            }
        );
        await db.SaveChangesAsync();
        return organisation.Id;
    }

    /// <summary>A provider in the wanted state.</summary>
    public async Task<Guid> AddProviderAsync(
        Guid organisation,
        string authority,
        string clientId,
        string? secret,
        ProviderState state = ProviderState.Enabled,
        Func<ProviderDraft, ProviderDraft>? change = null
    )
    {
        var draft = new ProviderDraft(
            clientId,
            ProviderPreset.Custom,
            authority,
            clientId,
            secret,
            "openid email profile groups",
            "groups",
            false,
            [],
            true,
            Roles.Viewer,
            []
        );
        await using var scope = Scope(organisation);
        var saved = await scope.ServiceProvider.GetRequiredService<ISaveProvider>().ExecuteAsync(null, change?.Invoke(draft) ?? draft);
        await using (var db = await Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync())
        {
            await db.Set<IdentityProvider>()
                .Where(p => p.Id == saved.Value.Id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.RehearsedAtUtc, TimeProvider.System.GetUtcNow().UtcDateTime));
        }

        if (state != ProviderState.Draft)
        {
            await SetStateAsync(organisation, saved.Value.Id, state);
        }

        return saved.Value.Id;
    }

    /// <summary>Moves a provider to another state.</summary>
    public async Task SetStateAsync(Guid organisation, Guid provider, ProviderState state)
    {
        await using var scope = Scope(organisation);
        var set = await scope.ServiceProvider.GetRequiredService<ISetProviderState>().ExecuteAsync(provider, state);
        Assert.True(set.IsSuccess, set.Failure?.Message);
    }

    /// <summary>A scope in which the platform acts for an organisation.</summary>
    public AsyncServiceScope Scope(Guid organisation) =>
        Host.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(organisation);

    /// <summary>The member with an e-mail.</summary>
    internal async Task<(User User, Membership Member)?> FindMemberAsync(string email, Guid organisation)
    {
        await using var db = await Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync();
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Email == email);
        var member = user is null
            ? null
            : await db.Set<Membership>().AsNoTracking().SingleOrDefaultAsync(m => m.UserId == user.Id && m.OrganisationId == organisation);
        return member is null ? null : (user!, member);
    }

    /// <summary>A member with a password.</summary>
    internal async Task<Guid> AddMemberAsync(Guid organisation, string email, string role)
    {
        await using var scope = Scope(organisation);
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            Email = email,
            DisplayName = email,
        };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, AppHost.ChosenPassword);
        Assert.True(made.Succeeded);
        await JoinAsync(user, organisation, role);
        return user.Id;
    }

    /// <summary>A user becomes a member of one more organisation.</summary>
    internal async Task JoinAsync(User user, Guid organisation, string role)
    {
        await using var db = await Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync();
        db.Add(NewUser.MembershipOf(user, organisation, role, MembershipSource.Invitation, TimeProvider.System));
        await db.SaveChangesAsync();
    }

    /// <summary>A browser without cookies.</summary>
    internal SsoBrowser Browser() => new(Host.Url);
}

/// <inheritdoc cref="SsoApp"/>
public sealed class PostgresSsoApp(PostgresServer postgres) : SsoApp
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> MoreArgumentsAsync() =>
        ["--Database:Provider", "Postgres", "--ConnectionStrings:Postgres", await postgres.CreateDatabaseAsync()];
}

/// <summary>Name servers that answer what a test puts into them.</summary>
internal sealed class FakeTxt : ITxtResolver
{
    /// <summary>Texts by name.</summary>
    public ConcurrentDictionary<string, string> Records { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<string>>(Records.TryGetValue(name, out var text) ? [text] : []);
}

/// <summary>Mail that stays here.</summary>
internal sealed class FakeMail : IEmailSender
{
    /// <summary>What was sent.</summary>
    public ConcurrentQueue<EmailMessage> Sent { get; } = new();

    /// <inheritdoc/>
    public string Provider => "Fake";

    /// <inheritdoc/>
    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Enqueue(message);
        return Task.CompletedTask;
    }
}
