using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OptiBid.Core.Identity.Scim.Schema;

/// <summary>
/// Brings a resource that was sent into the form that is kept: names as the schema spells them, only what the schema knows, truth values as
/// such. What the client cannot write is left out (RFC 7644 section 3.3).
/// </summary>
internal static class ScimDocument
{
    public const int LongestText = 1024;
    public const int MostValues = 200;
    public const int MostMembers = 20_000;

    /// <summary>The resource in the form that is kept.</summary>
    /// <exception cref="ScimException">A value does not fit its attribute, or a required one is missing.</exception>
    public static JsonObject Clean(JsonObject sent, ScimResourceType type)
    {
        CheckSchemas(sent, type);
        var kept = CleanObject(sent, [.. ScimResourceType.Common, .. type.Schema.Attributes], "");
        if (type.Extension is { } extension && Get(sent, extension.Id) is JsonObject extended)
        {
            var values = CleanObject(extended, extension.Attributes, extension.Id + ":");
            if (values.Count > 0)
            {
                kept[extension.Id] = values;
            }
        }

        foreach (var missing in type.Schema.Attributes.Where(a => a.Required && !kept.ContainsKey(a.Name)))
        {
            throw new ScimException(ScimErrors.BadValue($"'{missing.Name}' is required."));
        }

        return kept;
    }

    /// <summary>A value in the form that is kept, or null for none.</summary>
    public static JsonNode? CleanValue(JsonNode? sent, ScimAttribute attribute, string path)
    {
        if (!attribute.MultiValued)
        {
            return CleanSingle(sent, attribute, path);
        }

        var items = sent switch
        {
            null => [],
            JsonArray array => array.ToList(),
            _ => [sent],
        };
        var most = attribute.Name == "members" ? MostMembers : MostValues;
        if (items.Count > most)
        {
            throw new ScimException(
                ScimErrors.TooMany(string.Create(CultureInfo.InvariantCulture, $"'{path}' takes at most {most} values."))
            );
        }

        var values = items.Select(i => CleanSingle(i, attribute, path)).Where(v => v is not null).ToArray();
        if (values.OfType<JsonObject>().Count(IsPrimary) > 1)
        {
            throw new ScimException(ScimErrors.BadValue($"'{path}' has more than one primary value."));
        }

        return values.Length == 0 ? null : new JsonArray(values);
    }

    /// <summary>The member of a name in any case.</summary>
    public static JsonNode? Get(JsonObject json, string name) =>
        json.FirstOrDefault(p => string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>True for the preferred one of several values.</summary>
    public static bool IsPrimary(JsonObject value) => value["primary"] is JsonValue primary && primary.GetValueKind() == JsonValueKind.True;

    private static void CheckSchemas(JsonObject sent, ScimResourceType type)
    {
        if (
            Get(sent, "schemas") is not JsonArray schemas
            || !schemas.Any(s =>
                s is JsonValue v
                && v.GetValueKind() == JsonValueKind.String
                && string.Equals((string?)v, type.Schema.Id, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            throw new ScimException(ScimErrors.BadSyntax($"'schemas' has to hold {type.Schema.Id}."));
        }
    }

    private static JsonObject CleanObject(JsonObject sent, IReadOnlyList<ScimAttribute> attributes, string prefix)
    {
        var kept = new JsonObject();
        foreach (var attribute in attributes.Where(a => !a.ReadOnly))
        {
            if (CleanValue(Get(sent, attribute.Name), attribute, prefix + attribute.Name) is { } value)
            {
                kept[attribute.Name] = value;
            }
        }

        return kept;
    }

    private static JsonNode? CleanSingle(JsonNode? sent, ScimAttribute attribute, string path)
    {
        switch (attribute.Type, sent)
        {
            case (_, null):
                return null;
            case (ScimType.Complex, JsonObject parts):
                var kept = CleanObject(parts, attribute.Sub, path + ".");
                return kept.Count == 0 ? null : kept;
            // A plain text for a value with parts: Entra does so for the manager.
            case (ScimType.Complex, JsonValue text) when attribute.Find("value") is { } part && IsText(text):
                return CleanSingle(text, part, path) is { } value ? new JsonObject { ["value"] = value } : null;
            case (ScimType.Boolean, JsonValue truth) when TruthOf(truth) is { } yes:
                return JsonValue.Create(yes);
            case (ScimType.Boolean, JsonValue { } empty) when IsText(empty) && (string?)empty == "":
                return null;
            case (not ScimType.Boolean and not ScimType.Complex, JsonValue text) when IsText(text):
                var written = (string)text!;
                return written.Length > LongestText || written.Any(char.IsControl)
                        ? throw new ScimException(
                            ScimErrors.BadValue(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"'{path}' takes at most {LongestText} characters, none of them a control character."
                                )
                            )
                        )
                    : written.Length == 0 ? null
                    : JsonValue.Create(written);
            default:
                throw new ScimException(ScimErrors.BadValue($"'{path}' does not take this kind of value."));
        }
    }

    /// <summary>A truth value; Entra writes <c>"True"</c> and <c>"False"</c>.</summary>
    private static bool? TruthOf(JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse((string?)value, out var parsed) => parsed,
            _ => null,
        };

    private static bool IsText(JsonValue value) => value.GetValueKind() == JsonValueKind.String;
}
