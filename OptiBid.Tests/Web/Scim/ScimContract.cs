using System.Net;
using System.Text.Json.Nodes;
using OptiBid.Core.Identity;
using static OptiBid.Tests.Web.Scim.ScimBench;

namespace OptiBid.Tests.Web.Scim;

/// <summary>Conformance with RFC 7643 and 7644 over HTTP.</summary>
public sealed class ScimOnSqliteTests(ScimSqliteBench bench) : ScimContract(bench), IClassFixture<ScimSqliteBench>;

/// <inheritdoc cref="ScimOnSqliteTests"/>
public sealed class ScimOnPostgresTests(ScimPostgresBench bench) : ScimContract(bench), IClassFixture<ScimPostgresBench>;

/// <inheritdoc cref="ScimOnSqliteTests"/>
public abstract partial class ScimContract(ScimBench bench)
{
    [Fact]
    public async Task A_user_is_made_read_replaced_and_deleted()
    {
        var name = bench.NewName();
        var (made, json) = await bench.SendAsync(
            HttpMethod.Post,
            "Users",
            NewUser(
                name,
                u =>
                {
                    u["externalId"] = "ext-1";
                    u["name"] = new JsonObject { ["givenName"] = "Grace", ["familyName"] = "Hopper" };
                    u["emails"] = new JsonArray(
                        new JsonObject
                        {
                            ["value"] = name,
                            ["type"] = "work",
                            ["primary"] = true,
                        }
                    );
                    u["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = new JsonObject { ["department"] = "Desk" };
                    u["password"] = "never kept";
                }
            )
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("application/scim+json", made.Content.Headers.ContentType?.MediaType);
        var id = (string)json["id"]!;
        Assert.Equal($"{bench.App.Url}scim/v2/Users/{id}", made.Headers.Location?.ToString());
        Assert.Equal((string?)json["meta"]?["location"], made.Headers.Location?.ToString());
        Assert.Equal("W/\"1\"", made.Headers.ETag?.ToString());
        Assert.Equal("Desk", (string?)json["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?["department"]);
        Assert.False(json.ContainsKey("password"));
        var member = await bench.MembershipAsync(id);
        Assert.Equal(Roles.Viewer, member?.RoleKey);
        Assert.Null(member?.SuspendedAtUtc);

        var (_, read) = await bench.SendAsync(HttpMethod.Get, $"Users/{id}");
        Assert.Equal(json.ToJsonString(), read.ToJsonString());

        var (replaced, after) = await bench.SendAsync(HttpMethod.Put, $"Users/{id}", NewUser(name, u => u["title"] = "Admiral"));
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal("Admiral", (string?)after["title"]);
        Assert.False(after.ContainsKey("externalId"));
        Assert.Equal("W/\"2\"", (string?)after["meta"]?["version"]);

        var (deleted, _) = await bench.SendAsync(HttpMethod.Delete, $"Users/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        var (gone, error) = await bench.SendAsync(HttpMethod.Get, $"Users/{id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("404", (string?)error["status"]);
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)error["schemas"]?[0]);
        Assert.NotNull((await bench.MembershipAsync(id))?.SuspendedAtUtc);

        // Made again, the person works again, under another id.
        var again = await bench.CreateUserAsync(name);
        Assert.NotEqual(id, again);
        Assert.Null((await bench.MembershipAsync(again))?.SuspendedAtUtc);
    }

    [Fact]
    public async Task A_taken_name_is_a_conflict_in_any_case_of_letters()
    {
        var name = bench.NewName();
        await bench.CreateUserAsync(name);
        var (answer, error) = await bench.SendAsync(HttpMethod.Post, "Users", NewUser(name.ToUpperInvariant()));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("uniqueness", (string?)error["scimType"]);
    }

    [Theory]
    [InlineData("userName eq \"{0}\"")]
    [InlineData("USERNAME Eq \"{0}\"")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"{0}\"")]
    [InlineData("userName sw \"{0}\" and active eq true")]
    [InlineData("userName co \"{0}\" and not (active eq false)")]
    [InlineData("emails[type eq \"work\" and value co \"{0}\"]")]
    [InlineData("emails.value eq \"{0}\"")]
    [InlineData("(displayName eq \"nobody\" or userName eq \"{0}\") and emails pr and externalId pr")]
    [InlineData("externalId sw \"Ext-{0}\" and meta.created gt \"2020-01-01T00:00:00Z\" and id ne \"x\"")]
    public async Task Users_are_found_by_filters(string filter)
    {
        var name = bench.NewName();
        await bench.SendAsync(
            HttpMethod.Post,
            "Users",
            NewUser(
                name,
                u =>
                {
                    u["externalId"] = "Ext-" + name;
                    u["emails"] = new JsonArray(new JsonObject { ["value"] = name, ["type"] = "work" });
                }
            )
        );
        await bench.CreateUserAsync();
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, filter, name);
        var (answer, json) = await bench.SendAsync(HttpMethod.Get, "Users?filter=" + Uri.EscapeDataString(text));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, (int?)json["totalResults"]);
        Assert.Equal(name, (string?)json["Resources"]?[0]?["userName"]);
        var (_, searched) = await bench.SendAsync(
            HttpMethod.Post,
            "Users/.search",
            new JsonObject { ["filter"] = text, ["attributes"] = new JsonArray("userName") }
        );
        Assert.Equal(1, (int?)searched["totalResults"]);
        Assert.False(((JsonObject)searched["Resources"]![0]!).ContainsKey("displayName"));
    }

    [Fact]
    public async Task Entra_writes_truth_as_text_and_capitalises_operations()
    {
        var id = await bench.CreateUserAsync();
        var (off, json) = await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("Replace", "active", "False")));
        Assert.Equal(HttpStatusCode.OK, off.StatusCode);
        Assert.False((bool?)json["active"]);
        Assert.NotNull((await bench.MembershipAsync(id))?.SuspendedAtUtc);
        var value = new JsonObject { ["active"] = "True", ["name.givenName"] = "Ada" };
        (_, json) = await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("Replace", null, value)));
        Assert.True((bool?)json["active"]);
        Assert.Equal("Ada", (string?)json["name"]?["givenName"]);
        Assert.Null((await bench.MembershipAsync(id))?.SuspendedAtUtc);
        (_, json) = await bench.SendAsync(
            HttpMethod.Patch,
            $"Users/{id}",
            Patch(
                Op("Add", "emails[type eq \"work\"].value", bench.NewName()),
                Op("Add", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "Desk"),
                Op("Add", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", id)
            )
        );
        Assert.Equal("work", (string?)json["emails"]?[0]?["type"]);
        Assert.Equal("Desk", (string?)json["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?["department"]);
        Assert.Equal(id, (string?)json["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?["manager"]?["value"]);
    }

    [Fact]
    public async Task Versions_guard_changes_and_save_readings()
    {
        var id = await bench.CreateUserAsync();
        var patch = Patch(Op("replace", "title", "one"));
        var (first, _) = await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", patch, ifMatch: "W/\"1\"");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var (stale, _) = await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch(Op("replace", "title", "two")), ifMatch: "W/\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var client = bench.App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"scim/v2/Users/{id}");
        request.Headers.Authorization = new("Bearer", bench.AdasToken);
        request.Headers.TryAddWithoutValidation("If-None-Match", "W/\"2\"");
        using var unchanged = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        var tag = Guid.CreateVersion7().ToString("N");
        for (var i = 0; i < 5; i++)
        {
            await bench.SendAsync(HttpMethod.Post, "Users", NewUser(bench.NewName(), u => u["displayName"] = $"{tag} {i}"));
        }

        var filter = "filter=" + Uri.EscapeDataString($"displayName sw \"{tag}\"");
        var (_, page) = await bench.SendAsync(
            HttpMethod.Get,
            $"Users?{filter}&startIndex=2&count=2&sortBy=displayName&sortOrder=descending"
        );
        Assert.Equal(5, (int?)page["totalResults"]);
        Assert.Equal(2, (int?)page["startIndex"]);
        Assert.Equal(2, (int?)page["itemsPerPage"]);
        Assert.Equal($"{tag} 3", (string?)page["Resources"]?[0]?["displayName"]);
        var (_, count) = await bench.SendAsync(HttpMethod.Get, $"Users?{filter}&count=0&startIndex=-3");
        Assert.Equal(5, (int?)count["totalResults"]);
        Assert.Equal(1, (int?)count["startIndex"]);
        Assert.Empty((JsonArray)count["Resources"]!);
        var (wrong, _) = await bench.SendAsync(HttpMethod.Get, "Users?startIndex=one");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var (selected, only) = await bench.SendAsync(HttpMethod.Get, $"Users?{filter}&attributes=userName");
        Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        Assert.Equal(["id", "schemas", "userName"], ((JsonObject)only["Resources"]![0]!).Select(p => p.Key).Order(StringComparer.Ordinal));
    }
}
