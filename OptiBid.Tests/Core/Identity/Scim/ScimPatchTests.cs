using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim;
using OptiBid.Core.Identity.Scim.Patch;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Tests.Core.Identity.Scim;

/// <summary>Operations of a PATCH as RFC 7644 section 3.5.2 describes them, and as Entra and Okta send them.</summary>
public sealed class ScimPatchTests
{
    private const string User = """
        {"userName":"a@b.c","title":"T","active":true,"name":{"givenName":"G","familyName":"F"},
         "emails":[{"value":"w@b.c","type":"work","primary":true},{"value":"h@b.c","type":"home"}]}
        """;

    [Theory]
    [InlineData("add", "title", "\"X\"", "title", "\"X\"")]
    [InlineData("Replace", "Title", "\"X\"", "title", "\"X\"")]
    [InlineData("remove", "title", null, "title", null)]
    [InlineData("replace", "title", "\"\"", "title", null)]
    [InlineData("replace", "active", "\"False\"", "active", "false")]
    [InlineData("replace", "name.givenName", "\"X\"", "name", """{"givenName":"X","familyName":"F"}""")]
    [InlineData("replace", "name", """{"givenName":"X"}""", "name", """{"givenName":"X","familyName":"F"}""")]
    [InlineData("remove", "name.givenName", null, "name", """{"familyName":"F"}""")]
    [InlineData(
        "add",
        "emails",
        """[{"value":"n@b.c","type":"other","primary":true}]""",
        "emails",
        """[{"value":"w@b.c","type":"work","primary":false},{"value":"h@b.c","type":"home"},{"value":"n@b.c","type":"other","primary":true}]"""
    )]
    [InlineData("replace", "emails", """[{"value":"n@b.c"}]""", "emails", """[{"value":"n@b.c"}]""")]
    [InlineData("remove", "emails[type eq \"work\"]", null, "emails", """[{"value":"h@b.c","type":"home"}]""")]
    [InlineData("remove", "emails", """[{"value":"W@b.c"}]""", "emails", """[{"value":"h@b.c","type":"home"}]""")]
    [InlineData("remove", "emails", null, "emails", null)]
    [InlineData(
        "replace",
        "emails[type eq \"home\" or value eq \"none\"].value",
        "\"n@b.c\"",
        "emails",
        """[{"value":"w@b.c","type":"work","primary":true},{"value":"n@b.c","type":"home"}]"""
    )]
    [InlineData("remove", "emails[type eq \"none\"]", null, "title", "\"T\"")]
    [InlineData(
        "add",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "\"D\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        """{"department":"D"}"""
    )]
    public void An_operation_changes_what_its_path_names(string op, string path, string? value, string attribute, string? expected)
    {
        var changed = ScimPatch.Apply(Patch(op, path, value), (JsonObject)JsonNode.Parse(User)!, ScimSchemas.Users);
        Assert.True(
            JsonNode.DeepEquals(expected is null ? null : JsonNode.Parse(expected), changed[attribute]),
            changed[attribute]?.ToJsonString() ?? "nothing"
        );
    }

    [Theory]
    [InlineData("add", "emails[type eq \"other\"].value", "\"n@b.c\"", 3)]
    [InlineData("add", "emails[type eq \"other\" and primary eq true].value", "\"n@b.c\"", 3)]
    public void An_addition_makes_the_value_that_its_filter_describes(string op, string path, string value, int count)
    {
        var changed = ScimPatch.Apply(Patch(op, path, value), (JsonObject)JsonNode.Parse(User)!, ScimSchemas.Users);
        Assert.Equal(count, ((JsonArray)changed["emails"]!).Count);
        Assert.Equal("other", (string?)changed["emails"]![2]!["type"]);
    }

    [Theory]
    [InlineData("replace", "emails[type eq \"none\"].value", "\"x\"", "noTarget")]
    [InlineData("remove", null, null, "noTarget")]
    [InlineData("remove", "userName", null, "mutability")]
    [InlineData("replace", "userName", "null", "mutability")]
    [InlineData("replace", "active", "\"maybe\"", "invalidValue")]
    [InlineData("replace", "title", "5", "invalidValue")]
    [InlineData("replace", "title", "\"a\\u0000\"", "invalidValue")]
    [InlineData("replace", null, "\"x\"", "invalidValue")]
    [InlineData("replace", null, """{"unknown":1}""", "invalidPath")]
    [InlineData("move", "title", "\"x\"", "invalidSyntax")]
    [InlineData("replace", "emails", """[{"value":"a","primary":true},{"value":"b","primary":true}]""", "invalidValue")]
    [InlineData("replace", "title[value eq \"x\"]", "\"x\"", "invalidPath")]
    [InlineData("replace", "emails[type eq \"work\"]x", "\"x\"", "invalidPath")]
    public void A_wrong_operation_is_refused(string op, string? path, string? value, string type)
    {
        var before = (JsonObject)JsonNode.Parse(User)!;
        var refused = Assert.Throws<ScimException>(() => ScimPatch.Apply(Patch(op, path, value), before, ScimSchemas.Users));
        Assert.Equal(type, refused.Failure.ScimType);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(User), before));
    }

    private static JsonObject Patch(string op, string? path, string? value)
    {
        var operation = new JsonObject { ["op"] = op };
        if (path is not null)
        {
            operation["path"] = path;
        }

        if (value is not null)
        {
            operation["value"] = JsonNode.Parse(value);
        }

        return new() { ["schemas"] = new JsonArray(ScimSchemas.PatchId), ["Operations"] = new JsonArray(operation) };
    }
}
