using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Scim;

/// <summary>The running app with two organisations, each with a verified domain, group rules and a SCIM token.</summary>
public abstract class ScimBench : IAsyncLifetime
{
    internal static readonly Guid Ada = DemoOrganisation.Id;
    internal static readonly Guid Bob = new("01990000-0000-7000-8000-00000000b0b0");
    private int _names;

    internal AppHost App { get; private set; } = null!;

    internal string AdasToken { get; private set; } = "";

    internal string BobsToken { get; private set; } = "";

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Arguments that choose the database.</summary>
    protected abstract Task<IReadOnlyList<string>> DatabaseAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        App = new()
        {
            Arguments =
            [
                "--Markets:SimulatedHistoryDays",
                "1",
                "--Identity:Scim:WrongTokensPerMinute",
                "30",
                "--Identity:Scim:Burst",
                "5000",
                .. await DatabaseAsync(),
            ],
        };
        await App.InitializeAsync();
        await using (var db = App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            db.Add(
                new Organisation
                {
                    Id = Bob,
                    Name = "Bob's desk",
                    CreatedAtUtc = DateTime.UnixEpoch,
                }
            );
            db.AddRange(Domain(Ada, "ada.example"), Domain(Ada, "ada-two.example"), Domain(Bob, "bob.example"));
            db.AddRange(Rule(Ada, 0, "Desk heads", Roles.Administrator), Rule(Ada, 1, "Traders", Roles.Trader));
            await db.SaveChangesAsync(Cancel);
        }

        AdasToken = (await NewTokenAsync(Ada, 30)).Secret;
        BobsToken = (await NewTokenAsync(Bob, 30)).Secret;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<NewScimToken> NewTokenAsync(Guid organisation, int days, params string[] scopes)
    {
        await using var scope = App.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(organisation);
        var made = await scope
            .ServiceProvider.GetRequiredService<ICreateScimToken>()
            .ExecuteAsync(new("Entra", days, scopes.Length == 0 ? null : scopes), Cancel);
        Assert.Null(made.Failure);
        return made.Value;
    }

    internal string NewName(string domain = "ada.example") => $"u{Interlocked.Increment(ref _names)}@{domain}";

    /// <summary>Sends a request; JSON of the answer and the answer.</summary>
    internal async Task<(HttpResponseMessage Answer, JsonObject Json)> SendAsync(
        HttpMethod method,
        string path,
        JsonNode? body = null,
        string? token = null,
        string? ifMatch = null
    )
    {
        using var client = App.CreateClient();
        using var request = new HttpRequestMessage(method, "scim/v2/" + path);
        request.Headers.Authorization = new("Bearer", token ?? AdasToken);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        }

        var answer = await client.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return (answer, text.Length == 0 ? [] : (JsonObject)JsonNode.Parse(text)!);
    }

    internal static JsonObject NewUser(string userName, Action<JsonObject>? more = null)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
            ["userName"] = userName,
            ["displayName"] = "Grace Hopper",
            ["active"] = true,
        };
        more?.Invoke(user);
        return user;
    }

    internal static JsonObject NewGroup(string name, params string[] members) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Group"),
            ["displayName"] = name,
            ["members"] = new JsonArray([.. members.Select(m => new JsonObject { ["value"] = m })]),
        };

    internal static JsonObject Patch(params JsonObject[] operations) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray([.. operations]),
        };

    internal static JsonObject Op(string op, string? path, JsonNode? value = null)
    {
        var operation = new JsonObject { ["op"] = op };
        if (path is not null)
        {
            operation["path"] = path;
        }

        if (value is not null)
        {
            operation["value"] = value;
        }

        return operation;
    }

    internal async Task<string> CreateUserAsync(string? userName = null, string? token = null)
    {
        var (answer, json) = await SendAsync(HttpMethod.Post, "Users", NewUser(userName ?? NewName()), token);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return (string)json["id"]!;
    }

    internal async Task<Membership?> MembershipAsync(string scimId)
    {
        await using var db = App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var user = await db.Set<OptiBid.Core.Identity.Scim.Users.ScimUser>().SingleAsync(u => u.Id == Guid.Parse(scimId), Cancel);
        return await db.Set<Membership>()
            .SingleOrDefaultAsync(m => m.UserId == user.UserId && m.OrganisationId == user.OrganisationId, Cancel);
    }

    private static VerifiedDomain Domain(Guid organisation, string domain) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            Domain = domain,
            Token = "t",
            VerifiedAtUtc = DateTime.UnixEpoch,
            Proof = DomainProof.Dns,
        };

    private static GroupRule Rule(Guid organisation, int order, string group, string role) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            Order = order,
            Group = group,
            RoleKey = role,
        };
}

/// <summary>On SQLite.</summary>
public sealed class ScimSqliteBench : ScimBench
{
    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> DatabaseAsync() => Task.FromResult<IReadOnlyList<string>>([]);
}

/// <summary>On PostgreSQL.</summary>
public sealed class ScimPostgresBench(PostgresServer postgres) : ScimBench
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> DatabaseAsync() =>
        ["--Database:Provider", "Postgres", "--ConnectionStrings:Postgres", await postgres.CreateDatabaseAsync()];
}
