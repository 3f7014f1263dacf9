using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using OptiBid.Tests.Support;
using static OptiBid.Tests.Web.Scim.ScimBench;

namespace OptiBid.Tests.Web.Scim;

/// <summary>A third-party library (npm scimmy 1.3.5) reads what the service answers, and agrees on filters and patches.</summary>
public sealed class ScimPeerTests(ScimSqliteBench bench) : IClassFixture<ScimSqliteBench>
{
    [Fact]
    public async Task Its_resources_lists_and_errors_are_read_without_loss()
    {
        var (user, group) = await FillAsync();
        var (_, list) = await bench.SendAsync(HttpMethod.Get, "Users?count=2");
        var (_, error) = await bench.SendAsync(HttpMethod.Get, "Users?filter=x");
        var read = await AskAsync(
            new()
            {
                ["users"] = new JsonArray(user.DeepClone()),
                ["groups"] = new JsonArray(group.DeepClone()),
                ["lists"] = new JsonArray(list.DeepClone()),
                ["errors"] = new JsonArray(error.DeepClone()),
            }
        );
        AssertKept(user, Value(read, "users"));
        AssertKept(group, Value(read, "groups"));
        Assert.Equal((int?)list["totalResults"], (int?)Value(read, "lists")["totalResults"]);
        Assert.True((bool?)Value(read, "errors")["recognised"]);
        Assert.Equal("400", (string?)Value(read, "errors")["status"]);
        Assert.Equal("invalidFilter", (string?)Value(read, "errors")["scimType"]);
    }

    [Theory]
    [InlineData("displayName sw \"Peer\"")]
    [InlineData("displayName eq \"Peer one\"")]
    [InlineData("displayName sw \"Peer\" and active eq false")]
    [InlineData("displayName co \"one\" or externalId eq \"peer-2\"")]
    [InlineData("displayName sw \"Peer\" and not (active eq true)")]
    [InlineData("emails[type eq \"work\" and value co \"@ada.example\"] and displayName sw \"Peer\"")]
    [InlineData("displayName sw \"Peer\" and externalId pr")]
    public async Task It_finds_the_same_users(string filter)
    {
        await FillAsync();
        var (_, everybody) = await bench.SendAsync(HttpMethod.Get, "Users?count=200");
        var (answer, found) = await bench.SendAsync(HttpMethod.Get, "Users?count=200&filter=" + Uri.EscapeDataString(filter));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // The library takes case into account everywhere and stumbles over a resource without the attribute of a value path.
        var resources = ((JsonArray)everybody["Resources"]!)
            .Where(r => r!["emails"] is not null || !filter.Contains("emails", StringComparison.Ordinal))
            .Select(r => r!.DeepClone());
        var peer = await AskAsync(
            new() { ["filters"] = new JsonArray(new JsonObject { ["filter"] = filter, ["resources"] = new JsonArray([.. resources]) }) }
        );
        var ids = ((JsonArray)found["Resources"]!).Select(r => (string?)r!["id"]).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(((JsonArray)Value(peer, "filters")).Select(i => (string?)i).Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task It_patches_to_the_same_resource()
    {
        var (user, _) = await FillAsync();
        var id = (string)user["id"]!;
        var (_, before) = await bench.SendAsync(HttpMethod.Get, $"Users/{id}");
        var patch = Patch(
            Op("replace", "title", "Admiral"),
            Op("add", "nickName", "Amazing"),
            Op("replace", "name.givenName", "G."),
            Op("add", "phoneNumbers", new JsonArray(new JsonObject { ["value"] = "tel:+1-555", ["type"] = "work" })),
            Op("remove", "emails[type eq \"home\"]"),
            Op("remove", "userType")
        );
        var (_, ours) = await bench.SendAsync(HttpMethod.Patch, $"Users/{id}", patch);
        var peer = await AskAsync(
            new() { ["patches"] = new JsonArray(new JsonObject { ["patch"] = patch.DeepClone(), ["resource"] = before.DeepClone() }) }
        );
        var theirs = (JsonObject)Value(peer, "patches");
        foreach (var name in new[] { "title", "nickName", "name", "phoneNumbers", "emails", "userType", "userName", "displayName" })
        {
            Assert.True(
                JsonNode.DeepEquals(theirs[name], ours[name]),
                $"{name}: {theirs[name]?.ToJsonString()} {ours[name]?.ToJsonString()}"
            );
        }
    }

    [Fact]
    public async Task Its_schemas_have_the_attributes_of_the_standard_with_the_same_types()
    {
        var (_, schemas) = await bench.SendAsync(HttpMethod.Get, "Schemas");
        var ours = ((JsonArray)schemas["Resources"]!).Select(s => (JsonObject)s!).ToList();
        var peer = await AskAsync(new() { ["schemas"] = new JsonArray([.. ours.Select(s => s["id"]!.DeepClone())]) });
        for (var i = 0; i < ours.Count; i++)
        {
            AssertAttributes((string)ours[i]["id"]!, ours[i]["attributes"]!, peer["schemas"]![i]!["value"]!["attributes"]!);
        }
    }

    private static void AssertAttributes(string path, JsonNode ours, JsonNode theirs)
    {
        var known = ((JsonArray)theirs).ToDictionary(a => (string)a!["name"]!, StringComparer.Ordinal);
        foreach (var attribute in ((JsonArray)ours).Select(a => (JsonObject)a!))
        {
            var name = $"{path}.{attribute["name"]}";
            Assert.True(known.TryGetValue((string)attribute["name"]!, out var standard), name);
            Assert.Equal(((string?)standard!["type"], name), ((string?)attribute["type"], name));
            Assert.Equal(((bool?)standard["multiValued"], name), ((bool?)attribute["multiValued"], name));
            if (attribute["subAttributes"] is { } parts && standard["subAttributes"] is { } standards)
            {
                AssertAttributes(name, parts, standards);
            }
        }
    }

    private async Task<(JsonObject User, JsonObject Group)> FillAsync()
    {
        var tag = bench.NewName();
        var (_, one) = await bench.SendAsync(HttpMethod.Post, "Users", NewUser(tag, u => Detail(u, "Peer one", tag)));
        await bench.SendAsync(
            HttpMethod.Post,
            "Users",
            NewUser(
                bench.NewName(),
                u =>
                {
                    u["displayName"] = "Peer two";
                    u["externalId"] = "peer-2";
                    u["active"] = false;
                }
            )
        );
        var (_, group) = await bench.SendAsync(HttpMethod.Post, "Groups", NewGroup("Peers " + tag, (string)one["id"]!));
        (_, one) = await bench.SendAsync(HttpMethod.Get, $"Users/{one["id"]}");
        return (one, group);
    }

    private static void Detail(JsonObject user, string displayName, string email)
    {
        user["displayName"] = displayName;
        user["name"] = new JsonObject { ["givenName"] = "Grace", ["familyName"] = "Hopper" };
        user["userType"] = "Employee";
        user["emails"] = new JsonArray(
            new JsonObject
            {
                ["value"] = email,
                ["type"] = "work",
                ["primary"] = true,
            },
            new JsonObject { ["value"] = "grace@home.example", ["type"] = "home" }
        );
    }

    private static void AssertKept(JsonObject ours, JsonNode theirs)
    {
        foreach (var (name, value) in ours.Where(p => p.Key is not ("meta" or "schemas")))
        {
            Assert.True(
                JsonNode.DeepEquals(value, theirs[name]),
                $"{name}: {value?.ToJsonString()} read as {theirs[name]?.ToJsonString()}"
            );
        }
    }

    private static JsonNode Value(JsonObject answer, string name)
    {
        var first = answer[name]![0]!;
        Assert.True(first["fault"] is null, (string?)first["fault"]);
        return first["value"]!;
    }

    private static async Task<JsonObject> AskAsync(JsonObject question)
    {
        var folder = Environment.GetEnvironmentVariable("OPTIBID_SCIMMY") ?? Path.Combine(CacheFolder, "optibid", "scimmy");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "scimmy")))
        {
            Assert.SkipUnless(SharedData.IsCi, "scimmy is not installed: eng/install-scimmy.sh");
            throw new InvalidOperationException("scimmy is missing in CI");
        }

        var script = Path.Combine(RepositoryRoot.Path, "OptiBid.Tests", "Web", "Scim", "scimmy-peer.mjs");
        using var node = Process.Start(
            new ProcessStartInfo("node", [script, folder])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        await node.StandardInput.WriteAsync(question.ToJsonString());
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync(Cancel);
        var text = await node.StandardOutput.ReadToEndAsync(Cancel);
        await node.WaitForExitAsync(Cancel);
        Assert.True(node.ExitCode == 0, await errors);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private static string CacheFolder =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
