using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Patch;

/// <summary>Reads the operations of a PATCH (RFC 7644 section 3.5.2) and applies them to a resource in the form that is kept.</summary>
internal static class ScimPatch
{
    private const int MostOperations = 1000;

    /// <summary>A changed copy.</summary>
    /// <exception cref="ScimException">An operation cannot be applied; then none is.</exception>
    public static JsonObject Apply(JsonObject patch, JsonObject resource, ScimResourceType type)
    {
        if (
            ScimDocument.Get(patch, "schemas") is not JsonArray schemas
            || !schemas.Any(s => string.Equals(TextOf(s), ScimSchemas.PatchId, StringComparison.OrdinalIgnoreCase))
        )
        {
            throw new ScimException(ScimErrors.BadSyntax($"'schemas' has to hold {ScimSchemas.PatchId}."));
        }

        if (ScimDocument.Get(patch, "Operations") is not JsonArray { Count: > 0 } operations)
        {
            throw new ScimException(ScimErrors.BadSyntax("'Operations' has to hold at least one operation."));
        }

        if (operations.Count > MostOperations)
        {
            throw new ScimException(
                ScimErrors.TooMany(string.Create(CultureInfo.InvariantCulture, $"A PATCH takes at most {MostOperations} operations."))
            );
        }

        var changed = (JsonObject)resource.DeepClone();
        foreach (var operation in operations)
        {
            ApplyOne(operation as JsonObject ?? throw new ScimException(ScimErrors.BadSyntax("An operation is an object.")), changed, type);
        }

        return changed;
    }

    private static void ApplyOne(JsonObject operation, JsonObject resource, ScimResourceType type)
    {
        // Entra capitalises the names of operations.
        var op = TextOf(ScimDocument.Get(operation, "op"))?.ToLowerInvariant();
        var pathNode = ScimDocument.Get(operation, "path");
        var path = TextOf(pathNode);
        var value = ScimDocument.Get(operation, "value");
        if (op is not ("add" or "replace" or "remove"))
        {
            throw new ScimException(ScimErrors.BadSyntax("'op' is one of add, replace, remove."));
        }

        if (pathNode is not null && string.IsNullOrWhiteSpace(path))
        {
            throw new ScimException(ScimErrors.BadPath("'path' is a text that is not empty."));
        }

        if (path is not null)
        {
            ScimPatchTarget.Apply(op, ScimPath.Parse(path, type), value, resource, type);
        }
        else if (op == "remove")
        {
            throw new ScimException(ScimErrors.NoTarget("A removal needs a path."));
        }
        else if (value is not JsonObject values)
        {
            throw new ScimException(ScimErrors.BadValue("Without a path the value is an object."));
        }
        else
        {
            ApplyMembers(op, values, resource, type);
        }
    }

    /// <summary>Each member of a value without a path is a path of its own; what a server writes itself is left alone.</summary>
    private static void ApplyMembers(string op, JsonObject values, JsonObject resource, ScimResourceType type)
    {
        foreach (var (name, value) in values)
        {
            if (type.Find(name) is { ReadOnly: true })
            {
                continue;
            }

            ScimPatchTarget.Apply(op, ScimPath.Parse(name, type), value, resource, type);
        }
    }

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
}
