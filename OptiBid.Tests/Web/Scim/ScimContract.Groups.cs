using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using static OptiBid.Tests.Web.Scim.ScimBench;

namespace OptiBid.Tests.Web.Scim;

public abstract partial class ScimContract
{
    [Fact]
    public async Task Groups_give_and_take_roles_at_once()
    {
        var first = await bench.CreateUserAsync();
        var second = await bench.CreateUserAsync();
        var (made, group) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Traders", first));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var path = $"Groups/{group["id"]}";
        Assert.Equal(Roles.Trader, (await bench.MembershipAsync(first))?.RoleKey);

        await PatchAsync(path, Op("Add", "members", new JsonArray(new JsonObject { ["value"] = second })));
        Assert.Equal(Roles.Trader, (await bench.MembershipAsync(second))?.RoleKey);
        var (_, user) = await bench.SendAsync(HttpMethod.Get, $"Users/{second}");
        Assert.Equal("Traders", (string?)user["groups"]?[0]?["display"]);

        // Entra names whom to remove in the value; Okta in the path.
        await PatchAsync(path, Op("Remove", "members", new JsonArray(new JsonObject { ["value"] = second })));
        Assert.Equal(Roles.Viewer, (await bench.MembershipAsync(second))?.RoleKey);
        Assert.Equal(Roles.Trader, (await bench.MembershipAsync(first))?.RoleKey);
        await PatchAsync(path, Op("remove", $"members[value eq \"{first}\"]"));
        Assert.Equal(Roles.Viewer, (await bench.MembershipAsync(first))?.RoleKey);

        await PatchAsync(path, Op("replace", "members", new JsonArray(new JsonObject { ["value"] = first })));
        await PatchAsync(path, Op("replace", null, new JsonObject { ["displayName"] = "No rule for it" }));
        Assert.Equal(Roles.Viewer, (await bench.MembershipAsync(first))?.RoleKey);
        await PatchAsync(path, Op("replace", "displayName", "Traders"));
        Assert.Equal(Roles.Trader, (await bench.MembershipAsync(first))?.RoleKey);

        var filter = Uri.EscapeDataString($"displayName eq \"traders\" and members eq \"{first}\"");
        var (_, list) = await bench.SendAsync(HttpMethod.Get, $"Groups?excludedAttributes=members&filter={filter}");
        Assert.Equal(1, (int?)list["totalResults"]);
        Assert.False(((JsonObject)list["Resources"]![0]!).ContainsKey("members"));
        var (deleted, _) = await bench.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(Roles.Viewer, (await bench.MembershipAsync(first))?.RoleKey);
    }

    [Fact]
    public async Task The_last_administrator_is_kept()
    {
        // Bob's organisation has no administrator but the one that its group makes.
        await using (var db = bench.App.Services.GetRequiredService<IPlatformContexts>().CreateDbContext())
        {
            db.Add(
                new OptiBid.Core.Identity.Sso.Rules.GroupRule
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = Bob,
                    Group = "Heads",
                    RoleKey = Roles.Administrator,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        var id = await bench.CreateUserAsync(bench.NewName("bob.example"), bench.BobsToken);
        var (_, group) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Heads", id), bench.BobsToken);
        Assert.Equal(Roles.Administrator, (await bench.MembershipAsync(id))?.RoleKey);
        foreach (
            var (method, path, body) in new (HttpMethod, string, JsonNode?)[]
            {
                (HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "active", false))),
                (HttpMethod.Delete, $"Users/{id}", null),
                (HttpMethod.Patch, $"Groups/{group["id"]}", Patch(Op("remove", "members"))),
                (HttpMethod.Delete, $"Groups/{group["id"]}", null),
            }
        )
        {
            var (answer, error) = await bench.SendAsync(method, path, body, bench.BobsToken);
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains("administrator", (string?)error["detail"], StringComparison.Ordinal);
        }

        var member = await bench.MembershipAsync(id);
        Assert.Equal(Roles.Administrator, member?.RoleKey);
        Assert.Null(member?.SuspendedAtUtc);
    }

    [Fact]
    public async Task Changes_at_the_same_moment_all_count()
    {
        var users = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            users.Add(await bench.CreateUserAsync());
        }

        var (_, group) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Busy " + users[0]));
        var answers = await Task.WhenAll(
            users.Select(u =>
                bench.SendAsync(
                    HttpMethod.Patch,
                    $"Groups/{group["id"]}",
                    Patch(Op("add", "members", new JsonArray(new JsonObject { ["value"] = u })))
                )
            )
        );
        var done = answers.Count(a => a.Answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, a => Assert.True(a.Answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
        var (_, read) = await bench.SendAsync(HttpMethod.Get, $"Groups/{group["id"]}");
        Assert.Equal(done, ((JsonArray)read["members"]!).Count);
    }

    private async Task PatchAsync(string path, params JsonObject[] operations)
    {
        var (answer, json) = await bench.SendAsync(HttpMethod.Patch, path, Patch(operations));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, json.ToJsonString());
    }
}
