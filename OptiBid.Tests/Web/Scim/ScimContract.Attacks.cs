using System.Net;
using System.Text.Json.Nodes;
using static OptiBid.Tests.Web.Scim.ScimBench;

namespace OptiBid.Tests.Web.Scim;

public abstract partial class ScimContract
{
    [Theory]
    [Trait("AttackCase", "33")]
    [InlineData("userName eq \"' OR 1=1 --\"", HttpStatusCode.OK)]
    [InlineData("userName eq \"%\"", HttpStatusCode.OK)]
    [InlineData("userName sw \"%\"", HttpStatusCode.OK)]
    [InlineData("userName co \"_\\\"; DROP TABLE users; --\"", HttpStatusCode.OK)]
    [InlineData("id eq \"' OR '1'='1\"", HttpStatusCode.OK)]
    [InlineData("1=1", HttpStatusCode.BadRequest)]
    [InlineData("userName eq 'x' OR '1'='1'", HttpStatusCode.BadRequest)]
    [InlineData("userName eq \"x\"; DELETE FROM users", HttpStatusCode.BadRequest)]
    [InlineData("userName eq \"a\\u0000b\"", HttpStatusCode.BadRequest)]
    [InlineData("passwordHash sw \"A\"", HttpStatusCode.BadRequest)]
    [InlineData("organisationId pr", HttpStatusCode.BadRequest)]
    [InlineData("userName 5 \"x\"", HttpStatusCode.BadRequest)]
    [InlineData("userName gt \"a\"", HttpStatusCode.BadRequest)]
    [InlineData("userName eq", HttpStatusCode.BadRequest)]
    [InlineData("emails[value eq \"x\"", HttpStatusCode.BadRequest)]
    [InlineData("emails[emails[value eq \"x\"]]", HttpStatusCode.BadRequest)]
    public async Task A_filter_never_becomes_sql(string filter, HttpStatusCode expected)
    {
        await bench.CreateUserAsync();
        var (answer, json) = await bench.SendAsync(HttpMethod.Get, "Users?filter=" + Uri.EscapeDataString(filter));
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(0, (int?)json["totalResults"]);
        }
        else
        {
            Assert.Equal("invalidFilter", (string?)json["scimType"]);
        }
    }

    [Fact]
    [Trait("AttackCase", "33")]
    public async Task A_deep_or_huge_filter_is_refused_at_once()
    {
        var deep = string.Concat(Enumerable.Repeat("(", 500)) + "userName pr" + string.Concat(Enumerable.Repeat(")", 500));
        var wide = string.Join(" or ", Enumerable.Repeat("active pr", 100));
        var huge = "userName eq \"" + new string('x', 3000) + "\"";
        foreach (var filter in new[] { deep, wide, huge })
        {
            var (answer, json) = await bench.SendAsync(HttpMethod.Get, "Users?filter=" + Uri.EscapeDataString(filter));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("invalidFilter", (string?)json["scimType"]);
        }
    }

    [Fact]
    [Trait("AttackCase", "33")]
    public async Task The_token_of_one_organisation_finds_nothing_of_another()
    {
        var bobs = await bench.CreateUserAsync(bench.NewName("bob.example"), bench.BobsToken);
        var (made, group) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Bob's", bobs), bench.BobsToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var patch = Patch(Op("replace", "active", false));
        foreach (
            var (method, path, body) in new (HttpMethod, string, JsonNode?)[]
            {
                (HttpMethod.Get, $"Users/{bobs}", null),
                (HttpMethod.Put, $"Users/{bobs}", NewUser(bench.NewName())),
                (HttpMethod.Patch, $"Users/{bobs}", patch),
                (HttpMethod.Delete, $"Users/{bobs}", null),
                (HttpMethod.Get, $"Groups/{group["id"]}", null),
                (HttpMethod.Delete, $"Groups/{group["id"]}", null),
            }
        )
        {
            var (answer, _) = await bench.SendAsync(method, path, body?.DeepClone());
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        var (_, list) = await bench.SendAsync(HttpMethod.Get, $"Users?filter={Uri.EscapeDataString($"id eq \"{bobs}\"")}");
        Assert.Equal(0, (int?)list["totalResults"]);
        var (planted, _) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Planted", bobs));
        Assert.Equal(HttpStatusCode.BadRequest, planted.StatusCode);
        Assert.Null((await bench.MembershipAsync(bobs))?.SuspendedAtUtc);
    }

    [Theory]
    [Trait("AttackCase", "33")]
    [InlineData("passwordHash", "invalidPath")]
    [InlineData("organisationId", "invalidPath")]
    [InlineData("emails[secret eq \"x\"].value", "invalidFilter")]
    [InlineData("emails[type eq \"x\"].secret", "invalidPath")]
    [InlineData("userName[value eq \"x\"]", "invalidPath")]
    [InlineData("urn:evil:User:x", "invalidPath")]
    [InlineData("__proto__", "invalidPath")]
    [InlineData("", "invalidPath")]
    [InlineData("id", "mutability")]
    [InlineData("groups", "mutability")]
    [InlineData("meta.version", "mutability")]
    public async Task A_patch_of_an_unknown_or_read_only_path_changes_nothing(string path, string type)
    {
        var id = await bench.CreateUserAsync();
        var (answer, error) = await bench.SendAsync(
            HttpMethod.Patch,
            $"Users/{id}",
            Patch(Op("replace", "title", "changed"), Op("replace", path, "x"))
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(type, (string?)error["scimType"]);
        var (_, read) = await bench.SendAsync(HttpMethod.Get, $"Users/{id}");
        Assert.False(read.ContainsKey("title"));
    }

    [Theory]
    [InlineData("mallory@evil.example")]
    [InlineData("mallory@sub.ada.example")]
    [InlineData("mallory@bob.example")]
    [InlineData("no-address")]
    [Trait("AttackCase", "31")]
    public async Task Only_addresses_of_verified_domains_are_provisioned(string userName)
    {
        var (answer, error) = await bench.SendAsync(HttpMethod.Post, "Users", NewUser(userName));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalidValue", (string?)error["scimType"]);
    }
}
