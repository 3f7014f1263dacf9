using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Core.Identity.Scim.Users;
using OptiBid.Core.Identity.Sessions;
using static OptiBid.Tests.Web.Scim.ScimBench;

namespace OptiBid.Tests.Web.Scim;

/// <summary>Who gets in, what stops at once, what is refused before it is read.</summary>
public sealed class ScimAccessTests(ScimSqliteBench bench, ITestOutputHelper output) : IClassFixture<ScimSqliteBench>
{
    [Theory]
    [Trait("AttackCase", "33")]
    [InlineData("active")]
    [InlineData("delete")]
    public async Task Deactivation_ends_a_live_session_within_a_second(string how)
    {
        var waits = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var id = await bench.CreateUserAsync();
            var member = await bench.MembershipAsync(id);
            await using var scope = bench.App.Services.CreateAsyncScope();
            var started = await scope
                .ServiceProvider.GetRequiredService<IStartSession>()
                .ExecuteAsync(new(member!.UserId, [AuthenticationMethods.Password]), Ada, new("127.0.0.1", "tests"), Cancel);
            var find = bench.App.Services.GetRequiredService<IFindLiveSession>();
            Assert.NotNull(await find.ExecuteAsync(started.Value.Token, cancellationToken: Cancel));

            var clock = Stopwatch.StartNew();
            var (answer, _) =
                how == "active"
                    ? await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "active", false)))
                    : await bench.SendAsync(HttpMethod.Delete, $"Users/{id}");
            Assert.True(answer.IsSuccessStatusCode);
            while (await find.ExecuteAsync(started.Value.Token, cancellationToken: Cancel) is not null)
            {
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), "the session outlived its user");
                await Task.Yield();
            }

            waits.Add(clock.Elapsed.TotalMilliseconds);
            var again = await scope
                .ServiceProvider.GetRequiredService<IStartSession>()
                .ExecuteAsync(new(member.UserId, [AuthenticationMethods.Password]), Ada, new("127.0.0.1", "tests"), Cancel);
            Assert.False(again.IsSuccess);
        }

        output.WriteLine($"from request to last use, ms: {string.Join(", ", waits.Select(w => w.ToString("F0", null)))}");
    }

    [Fact]
    public async Task Without_a_right_token_nothing_answers_and_a_session_or_another_scheme_is_no_token()
    {
        foreach (var token in new[] { "", "x", "obscim_" + new string('0', 32) + "." + new string('A', 43), bench.AdasToken + "x" })
        {
            using var client = bench.App.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, "scim/v2/Users");
            request.Headers.TryAddWithoutValidation("Authorization", token.Length == 0 ? "Basic eDp5" : "Bearer " + token);
            using var answer = await client.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/scim+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_token_opens_scim_and_nothing_else()
    {
        using var client = bench.App.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", bench.AdasToken);
        foreach (var path in new[] { "api/v1/assets", "api/v1/scim/tokens", "help" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, $"{path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_revoked_token_stops_at_once_and_the_secret_is_stored_as_a_hash_only()
    {
        var made = await bench.NewTokenAsync(Ada, 1);
        var (works, _) = await bench.SendAsync(HttpMethod.Get, "Users?count=0", token: made.Secret);
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        await using (var scope = bench.App.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(Bob))
        {
            // Another organisation does not find it.
            var foreign = await scope.ServiceProvider.GetRequiredService<IRevokeScimToken>().ExecuteAsync(made.Token.Id, Cancel);
            Assert.Equal("scim.unknown_token", foreign.Failure?.Code);
        }

        await using (var scope = bench.App.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(Ada))
        {
            Assert.Null((await scope.ServiceProvider.GetRequiredService<IRevokeScimToken>().ExecuteAsync(made.Token.Id, Cancel)).Failure);
            var listed = await scope.ServiceProvider.GetRequiredService<IListScimTokens>().ExecuteAsync(Cancel);
            Assert.NotNull(listed.Value.Single(t => t.Id == made.Token.Id).RevokedAtUtc);
        }

        var (stopped, _) = await bench.SendAsync(HttpMethod.Get, "Users?count=0", token: made.Secret);
        Assert.Equal(HttpStatusCode.Unauthorized, stopped.StatusCode);
        await using var db = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var stored = await db.Set<ScimToken>().SingleAsync(t => t.Id == made.Token.Id, Cancel);
        Assert.Equal(32, stored.SecretHash.Length);
        Assert.DoesNotContain(Convert.ToHexString(stored.SecretHash), made.Secret, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_token_provisions_only_what_its_scopes_name()
    {
        var made = await bench.NewTokenAsync(Bob, 1, ScimScopes.Users);
        var (users, _) = await bench.SendAsync(HttpMethod.Get, "Users?count=0", token: made.Secret);
        Assert.Equal(HttpStatusCode.OK, users.StatusCode);
        var (groups, _) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("x"), made.Secret);
        Assert.Equal(HttpStatusCode.Forbidden, groups.StatusCode);
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", "application/scim+json", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/scim+json", HttpStatusCode.BadRequest)]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("deep", "application/scim+json", HttpStatusCode.BadRequest)]
    [InlineData("long", "application/scim+json", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("chunked", "application/scim+json", HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_that_is_no_small_flat_object_is_refused(string body, string type, HttpStatusCode expected)
    {
        var text = body switch
        {
            "deep" => string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100),
            "long" or "chunked" => "{\"a\":\"" + new string('x', 1_100_000) + "\"}",
            _ => body,
        };
        using var client = bench.App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "scim/v2/Users")
        {
            Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type)),
        };
        request.Headers.Authorization = new("Bearer", bench.AdasToken);
        request.Headers.TransferEncodingChunked = body == "chunked";
        using var answer = await client.SendAsync(request, Cancel);
        Assert.Equal(expected, answer.StatusCode);
        var error = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)error["schemas"]?[0]);
    }

    [Fact]
    public async Task The_service_describes_itself()
    {
        var (_, config) = await bench.SendAsync(HttpMethod.Get, "ServiceProviderConfig");
        Assert.True((bool?)config["patch"]?["supported"]);
        Assert.True((bool?)config["etag"]?["supported"]);
        Assert.False((bool?)config["bulk"]?["supported"]);
        var (_, types) = await bench.SendAsync(HttpMethod.Get, "ResourceTypes");
        Assert.Equal(["User", "Group"], ((JsonArray)types["Resources"]!).Select(t => (string?)t!["id"]));
        var (_, schemas) = await bench.SendAsync(HttpMethod.Get, "Schemas");
        foreach (var schema in (JsonArray)schemas["Resources"]!)
        {
            var (one, json) = await bench.SendAsync(HttpMethod.Get, $"Schemas/{schema!["id"]}");
            Assert.Equal(HttpStatusCode.OK, one.StatusCode);
            Assert.Equal(schema.ToJsonString(), json.ToJsonString());
        }

        var (unknown, _) = await bench.SendAsync(HttpMethod.Get, "Schemas/urn:x");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        var (method, _) = await bench.SendAsync(HttpMethod.Delete, "Users");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
        var (bulk, _) = await bench.SendAsync(HttpMethod.Post, "Bulk", new JsonObject());
        Assert.Equal(HttpStatusCode.NotImplemented, bulk.StatusCode);
    }

    [Fact]
    public async Task Single_sign_on_finds_provisioned_users_by_their_subject_while_they_are_active()
    {
        var subject = Guid.CreateVersion7().ToString();
        var (_, json) = await bench.SendAsync(HttpMethod.Post, "Users", NewUser(bench.NewName(), u => u["externalId"] = subject));
        await using var scope = bench.App.Services.CreateAsyncScope();
        var provisioned = Assert.Single(scope.ServiceProvider.GetServices<OptiBid.Core.Identity.Sso.IProvisionedMembers>());
        var id = (string)json["id"]!;
        Assert.Equal((await bench.MembershipAsync(id))?.UserId, await provisioned.FindAsync(Ada, subject, Cancel));
        Assert.Null(await provisioned.FindAsync(Bob, subject, Cancel));
        await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "active", false)));
        Assert.Null(await provisioned.FindAsync(Ada, subject, Cancel));
    }

    [Fact]
    public async Task Group_rules_that_change_apply_to_provisioned_users_at_once()
    {
        var id = await bench.CreateUserAsync();
        await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Operators", id));
        Assert.Equal(Roles.Viewer, (await bench.MembershipAsync(id))?.RoleKey);
        await using (var db = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            db.Add(
                new OptiBid.Core.Identity.Sso.Rules.GroupRule
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = Ada,
                    Order = 9,
                    Group = "Operators",
                    RoleKey = Roles.AssetOperator,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        await using var scope = bench.App.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(Ada);
        var provisioned = Assert.Single(scope.ServiceProvider.GetServices<OptiBid.Core.Identity.Sso.IProvisionedMembers>());
        await provisioned.GroupRulesChangedAsync(Ada, Cancel);
        Assert.Equal(Roles.AssetOperator, (await bench.MembershipAsync(id))?.RoleKey);
    }

    [Fact]
    public async Task What_an_administrator_suspended_stays_suspended()
    {
        var id = await bench.CreateUserAsync();
        await using (var db = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            var userId = (await bench.MembershipAsync(id))!.UserId;
            var member = await db.Set<OptiBid.Core.Identity.Organisations.Membership>().SingleAsync(m => m.UserId == userId, Cancel);
            member.SuspendedAtUtc = DateTime.UnixEpoch;
            await db.SaveChangesAsync(Cancel);
        }

        await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "active", false)));
        await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "active", true)));
        Assert.NotNull((await bench.MembershipAsync(id))?.SuspendedAtUtc);
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_under_the_name_of_the_token()
    {
        var id = await bench.CreateUserAsync();
        await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "active", false)));
        await bench.SendAsync(HttpMethod.Delete, $"Users/{id}");
        await using var db = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var user = await db.Set<ScimUser>().SingleAsync(u => u.Id == Guid.Parse(id), Cancel);
        var rows = await db.Set<AuditEntry>()
            .Where(e => e.ObjectId == id || e.ObjectId == user.UserId.ToString())
            .OrderBy(e => e.Id)
            .ToListAsync(Cancel);
        Assert.Equal(
            ["scim.user_created", "scim.user_deleted", "scim.user_patched", "users.provisioned", "users.suspended"],
            rows.Select(r => r.Action).Order(StringComparer.Ordinal)
        );
        var token = await db.Set<ScimToken>().FirstAsync(t => t.OrganisationId == Ada && t.RevokedAtUtc == null, Cancel);
        Assert.All(rows, r => Assert.Equal((Ada, token.Id), (r.OrganisationId, r.ActorId)));
        Assert.Equal("{}", user.Attributes);
    }

    [Fact]
    public async Task Changes_by_scim_do_not_reach_into_the_account_of_somebody_with_another_organisation()
    {
        var name = bench.NewName();
        var id = await bench.CreateUserAsync(name);
        var userId = (await bench.MembershipAsync(id))!.UserId;
        await using (var db = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            db.Add(
                new OptiBid.Core.Identity.Organisations.Membership
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = Bob,
                    UserId = userId,
                    RoleKey = Roles.Viewer,
                    JoinedAtUtc = DateTime.UnixEpoch,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        var (renamed, error) = await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "userName", bench.NewName())));
        Assert.Equal(HttpStatusCode.BadRequest, renamed.StatusCode);
        Assert.Equal("mutability", (string?)error["scimType"]);
        await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "displayName", "Eve")));
        await using var after = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var account = await after.Set<OptiBid.Core.Identity.Users.User>().SingleAsync(u => u.Id == userId, Cancel);
        Assert.Equal((name, "Grace Hopper"), (account.Email, account.DisplayName));
    }
}

/// <summary>Limits, with an app of their own.</summary>
public sealed class ScimLimitTests
{
    [Fact]
    public async Task Too_many_wrong_tokens_or_requests_have_to_wait()
    {
        await using var bench = new ScimSqliteBench();
        await bench.InitializeAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 32; i++)
        {
            var (answer, _) = await bench.SendAsync(HttpMethod.Get, "Users", token: "wrong");
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(29, statuses.Count(s => s == HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        // The address waits, whatever it sends now.
        var (right, _) = await bench.SendAsync(HttpMethod.Get, "Users");
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(60, right.Headers.RetryAfter?.Delta?.TotalSeconds);
    }
}
