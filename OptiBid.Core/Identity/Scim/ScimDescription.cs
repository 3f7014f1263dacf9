using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim;

/// <summary>What the service says about itself (RFC 7643 sections 5 to 7).</summary>
public static class ScimDescription
{
    /// <summary>What is supported.</summary>
    public static JsonObject ServiceProviderConfig() =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"),
            ["patch"] = Supported(true),
            ["bulk"] = new JsonObject
            {
                ["supported"] = false,
                ["maxOperations"] = 0,
                ["maxPayloadSize"] = 0,
            },
            ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimPaging.Most },
            ["changePassword"] = Supported(false),
            ["sort"] = Supported(true),
            ["etag"] = Supported(true),
            ["authenticationSchemes"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "oauthbearertoken",
                    ["name"] = "SCIM token",
                    ["description"] = "A token that an administrator of the organisation makes; sent as a bearer token (RFC 6750).",
                    ["specUri"] = "https://www.rfc-editor.org/info/rfc6750",
                    ["primary"] = true,
                }
            ),
            ["meta"] = Meta("ServiceProviderConfig", "/ServiceProviderConfig"),
        };

    /// <summary>The resource types, or the one of a name; null when there is none.</summary>
    public static JsonObject? ResourceType(string name) =>
        Types().FirstOrDefault(t => string.Equals((string?)t["id"], name, StringComparison.OrdinalIgnoreCase));

    /// <summary>All resource types.</summary>
    public static IReadOnlyList<JsonObject> Types() => [Describe(ScimSchemas.Users), Describe(ScimSchemas.Groups)];

    /// <summary>The schema of a URI; null when there is none.</summary>
    public static JsonObject? Schema(string id) =>
        Schemas().FirstOrDefault(s => string.Equals((string?)s["id"], id, StringComparison.OrdinalIgnoreCase));

    /// <summary>All schemas.</summary>
    public static IReadOnlyList<JsonObject> Schemas() =>
        [Describe(ScimSchemas.UserSchema), Describe(ScimSchemas.GroupSchema), Describe(ScimSchemas.EnterpriseSchema)];

    private static JsonObject Describe(ScimResourceType type)
    {
        var json = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
            ["id"] = type.Name,
            ["name"] = type.Name,
            ["endpoint"] = type.Endpoint,
            ["description"] = type.Description,
            ["schema"] = type.Schema.Id,
            ["meta"] = Meta("ResourceType", $"/ResourceTypes/{type.Name}"),
        };
        if (type.Extension is { } extension)
        {
            json["schemaExtensions"] = new JsonArray(new JsonObject { ["schema"] = extension.Id, ["required"] = false });
        }

        return json;
    }

    private static JsonObject Describe(ScimSchema schema) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Schema"),
            ["id"] = schema.Id,
            ["name"] = schema.Name,
            ["description"] = schema.Description,
            ["attributes"] = new JsonArray([.. schema.Attributes.Select(Describe)]),
            ["meta"] = Meta("Schema", $"/Schemas/{schema.Id}"),
        };

    private static JsonObject Describe(ScimAttribute attribute)
    {
        var type = attribute.Type.ToString();
        var json = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = char.ToLowerInvariant(type[0]) + type[1..],
            ["multiValued"] = attribute.MultiValued,
            ["description"] = attribute.Description,
            ["required"] = attribute.Required,
            ["mutability"] = attribute.ReadOnly ? "readOnly" : "readWrite",
            ["returned"] = attribute.Always ? "always" : "default",
        };
        if (attribute.Type == ScimType.String)
        {
            json["caseExact"] = attribute.CaseExact;
            json["uniqueness"] = attribute.Unique ? "server" : "none";
        }
        else if (attribute.Type == ScimType.Reference)
        {
            json["caseExact"] = true;
            json["referenceTypes"] = attribute.Name == "$ref" ? new JsonArray("User", "Group") : new JsonArray("external");
        }
        else if (attribute.Type == ScimType.Complex)
        {
            json["subAttributes"] = new JsonArray([.. attribute.Sub.Select(Describe)]);
        }

        return json;
    }

    private static JsonObject Supported(bool supported) => new() { ["supported"] = supported };

    private static JsonObject Meta(string type, string location) => new() { ["resourceType"] = type, ["location"] = location };
}
