using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Tokens;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;
using OptiBid.Web.Security;

namespace OptiBid.Tests.Web.Security;

/// <summary>Which database a test of the gate runs on.</summary>
public enum GateDatabase
{
    /// <summary>Isolation by the EF filters.</summary>
    Sqlite,

    /// <summary>Filters and row-level security.</summary>
    Postgres,

    /// <summary>Row-level security alone.</summary>
    PostgresWithoutFilters,
}

/// <summary>The app with a member of every role in one organisation and an administrator of another.</summary>
internal sealed class GateApp : IAsyncDisposable
{
    private GateApp(AppHost host) => Host = host;

    public AppHost Host { get; }

    public IServiceProvider Services => Host.Services;

    /// <summary>User by role, of the demo organisation.</summary>
    public Dictionary<string, Guid> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>The other organisation and its administrator.</summary>
    public Guid OtherOrganisation { get; private set; }

    public Guid OtherUser { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<GateApp> OpenAsync(
        PostgresServer? postgres = null,
        GateDatabase database = GateDatabase.Sqlite,
        params string[] arguments
    )
    {
        var more = new List<string> { "--Markets:SimulatedHistoryDays", "3" };
        more.AddRange(arguments);
        if (database != GateDatabase.Sqlite)
        {
            more.AddRange(["--Database:Provider", "Postgres", "--ConnectionStrings:Postgres", await postgres!.CreateDatabaseAsync()]);
        }

        var host = new AppHost
        {
            Arguments = more,
            MoreServices = services =>
            {
                if (database == GateDatabase.PostgresWithoutFilters)
                {
                    services.AddSingleton<IPlatformContexts>(p => new PostgresContexts(
                        p.GetRequiredService<DbContextOptions<PostgresOptiBidDbContext>>()
                    )
                    {
                        WithoutFilters = true,
                    });
                }
            },
        };
        return await OpenAsync(host);
    }

    /// <summary>Over an app that was not started yet; it is disposed with this.</summary>
    public static async Task<GateApp> OpenAsync(AppHost host)
    {
        await host.InitializeAsync();
        var app = new GateApp(host);
        await app.SeedAsync();
        return app;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>A new session of a user.</summary>
    public async Task<StartedSession> StartAsync(Guid user, Guid organisation, params string[] methods)
    {
        await using var scope = Services.CreateAsyncScope();
        return (
            await scope
                .ServiceProvider.GetRequiredService<IStartSession>()
                .ExecuteAsync(new(user, methods.Length == 0 ? ["pwd"] : methods), organisation, new("127.0.0.1", "tests"), Cancel)
        ).Value;
    }

    /// <summary>A new session of a member with a role.</summary>
    public Task<StartedSession> StartAsync(string role) => StartAsync(Users[role], DemoOrganisation.Id);

    public async Task EndAsync(Guid session)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEndSessions>().OneAsync(session, "revoked", Cancel);
    }

    public async Task<string> TokenAsync(StartedSession session)
    {
        var live = (await Services.GetRequiredService<IFindLiveSession>().ExecuteAsync(session.Token, cancellationToken: Cancel))!;
        return (await Services.GetRequiredService<IIssueAccessToken>().ExecuteAsync(live, Cancel)).Token;
    }

    /// <summary>A key of a user, made in the database.</summary>
    public async Task<(Guid Id, string Key)> KeyAsync(Guid user, Guid organisation, params string[] scopes)
    {
        var id = Guid.CreateVersion7();
        var (key, hash) = ApiKeyText.Create(id);
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        db.Add(
            new ApiKey
            {
                Id = id,
                OrganisationId = organisation,
                Name = "tests",
                SecretHash = hash,
                UserId = user,
                Scopes = [.. scopes],
                CreatedAtUtc = Now,
                CreatedBy = user,
                ExpiresAtUtc = Now.AddDays(1),
            }
        );
        await db.SaveChangesAsync(Cancel);
        return (id, key);
    }

    /// <summary>The cookie header of a session.</summary>
    public string CookieOf(StartedSession session)
    {
        var options = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SessionClaims.Scheme);
        var now = Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddHours(20) };
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new("token", session.Token)], SessionClaims.Scheme));
        return "optibid=" + options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, SessionClaims.Scheme));
    }

    /// <summary>A client with the cookie of a session, or anonymous; follows no redirect.</summary>
    public HttpClient Client(StartedSession? session = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Host.Url };
        if (session is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", CookieOf(session));
            client.DefaultRequestHeaders.Add("Origin", Host.Url.GetLeftPart(UriPartial.Authority));
        }

        return client;
    }

    /// <summary>A client with an access token or an API key.</summary>
    public HttpClient Bearer(string credential)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    /// <summary>Sets the policy of the demo organisation and tells live sessions.</summary>
    public async Task SetPolicyAsync(SecurityPolicy policy)
    {
        await using (var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            (await db.Set<Organisation>().SingleAsync(o => o.Id == DemoOrganisation.Id, Cancel)).Policy = policy;
            await db.SaveChangesAsync(Cancel);
        }

        await Services.GetRequiredService<IAccessChanged>().OrganisationAsync(DemoOrganisation.Id, Cancel);
    }

    private DateTime Now => Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    private async Task SeedAsync()
    {
        OtherOrganisation = Guid.CreateVersion7();
        await using (var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            db.Add(
                new Organisation
                {
                    Id = OtherOrganisation,
                    Name = "Other desk",
                    CreatedAtUtc = Now,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        foreach (var role in Roles.All)
        {
            Users[role] = await AddAsync(role, DemoOrganisation.Id);
        }

        OtherUser = await AddAsync(Roles.Administrator, OtherOrganisation);
    }

    /// <summary>A new member of an organisation with a role.</summary>
    public async Task<Guid> AddAsync(string role, Guid organisation)
    {
        var id = Guid.CreateVersion7();
        await using var scope = Services.CreateAsyncScope();
        var done = await scope
            .ServiceProvider.GetRequiredService<UserManager<User>>()
            .CreateAsync(
                new User
                {
                    Id = id,
                    UserName = $"{id:N}@example.org",
                    Email = $"{id:N}@example.org",
                    DisplayName = role,
                }
            );
        Assert.True(done.Succeeded);
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        db.Add(
            new Membership
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = organisation,
                UserId = id,
                RoleKey = role,
                Source = MembershipSource.Seed,
                JoinedAtUtc = Now,
            }
        );
        await db.SaveChangesAsync(Cancel);
        return id;
    }
}
