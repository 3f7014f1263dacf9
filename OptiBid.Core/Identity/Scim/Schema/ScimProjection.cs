using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim.Filters;

namespace OptiBid.Core.Identity.Scim.Schema;

/// <summary>Leaves out what the caller did not ask for.</summary>
internal static class ScimProjection
{
    /// <summary>True when an attribute is answered.</summary>
    public static bool Wants(this ScimSelection selection, string attribute) =>
        selection.Attributes.Count > 0
            ? selection.Attributes.Any(a => IsAbout(a, attribute))
            : !selection.Excluded.Contains(attribute, StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes out of <paramref name="json"/> what was not asked for.</summary>
    public static void Apply(ScimSelection selection, JsonObject json, ScimResourceType type)
    {
        if (selection.Attributes.Count > 0)
        {
            Keep(json, Names(selection.Attributes), type);
        }
        else if (selection.Excluded.Count > 0)
        {
            Drop(json, Names(selection.Excluded), type);
        }
    }

    private static void Keep(JsonObject json, List<ScimName> wanted, ScimResourceType type)
    {
        foreach (var key in json.Select(p => p.Key).ToList())
        {
            var extended = type.Extension is { } extension && key == extension.Id;
            var about = wanted.FindAll(n => extended ? n.Extension == key : n.Extension is null && Same(n.Name, key));
            if (!extended && type.Find(key) is { Always: true })
            {
                continue;
            }

            if (about.Count == 0)
            {
                json.Remove(key);
            }
            else if (extended && json[key] is JsonObject values && about.TrueForAll(n => n.Name.Length > 0))
            {
                KeepParts(values, about.ConvertAll(n => n.Name));
            }
            else if (!extended && about.TrueForAll(n => n.Sub is not null))
            {
                foreach (var part in Objects(json[key]))
                {
                    KeepParts(part, about.ConvertAll(n => n.Sub!));
                }
            }
        }
    }

    private static void Drop(JsonObject json, List<ScimName> unwanted, ScimResourceType type)
    {
        foreach (var name in unwanted)
        {
            var place = name.Extension is null ? json : json[name.Extension] as JsonObject;
            if (name.Extension is not null && name.Name.Length == 0)
            {
                json.Remove(name.Extension);
            }
            else if (place?.Select(p => p.Key).FirstOrDefault(k => Same(k, name.Name)) is not { } key)
            {
                continue;
            }
            else if (name.Sub is not null)
            {
                foreach (var part in Objects(place[key]))
                {
                    foreach (var sub in part.Select(p => p.Key).Where(k => Same(k, name.Sub)).ToList())
                    {
                        part.Remove(sub);
                    }
                }
            }
            else if (name.Extension is not null || type.Find(key) is not { Always: true })
            {
                place.Remove(key);
            }
        }
    }

    private static void KeepParts(JsonObject json, List<string> names)
    {
        foreach (var key in json.Select(p => p.Key).Where(k => !names.Exists(n => Same(n, k))).ToList())
        {
            json.Remove(key);
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node is JsonArray array ? array.OfType<JsonObject>()
        : node is JsonObject single ? [single]
        : [];

    private static List<ScimName> Names(IEnumerable<string> texts) => [.. texts.Select(t => ScimName.Parse(t.Trim())).OfType<ScimName>()];

    private static bool IsAbout(string selected, string attribute) =>
        ScimName.Parse(selected) is { Extension: null } name && Same(name.Name, attribute);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
