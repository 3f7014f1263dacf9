using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim.Filters;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Patch;

/// <summary>Applies one operation at one path.</summary>
internal static class ScimPatchTarget
{
    /// <summary>Changes <paramref name="resource"/>.</summary>
    public static void Apply(string op, ScimPath path, JsonNode? value, JsonObject resource, ScimResourceType type)
    {
        if (path.Attribute is not { } attribute)
        {
            ApplyExtension(op, path.Extension!, value, resource, type);
            return;
        }

        var place = resource;
        if (path.Extension is { } extension)
        {
            place = resource[extension] as JsonObject ?? [];
            resource[extension] = place;
        }

        if (attribute is { MultiValued: true, Type: ScimType.Complex })
        {
            ApplyMany(op, path, attribute, value, place);
        }
        else if (path.Sub is { } sub)
        {
            var parts = place[attribute.Name] as JsonObject ?? [];
            place[attribute.Name] = parts;
            Set(op, parts, sub, value);
            RemoveEmpty(place, attribute.Name);
        }
        else if (op != "remove" && attribute.Type == ScimType.Complex && value is JsonObject)
        {
            Merge(place, attribute, value);
        }
        else
        {
            Set(op, place, attribute, value);
        }

        if (path.Extension is { } emptied)
        {
            RemoveEmpty(resource, emptied);
        }
    }

    private static void ApplyExtension(string op, string extension, JsonNode? value, JsonObject resource, ScimResourceType type)
    {
        if (op == "remove")
        {
            resource.Remove(extension);
            return;
        }

        if (value is not JsonObject values)
        {
            throw new ScimException(ScimErrors.BadValue($"'{extension}' is an object."));
        }

        foreach (var (name, part) in values)
        {
            Apply(op, ScimPath.Parse($"{extension}:{name}", type), part, resource, type);
        }
    }

    private static void Set(string op, JsonObject place, ScimAttribute attribute, JsonNode? value)
    {
        var kept = op == "remove" ? null : ScimDocument.CleanValue(value, attribute, attribute.Name);
        if (kept is not null)
        {
            place[attribute.Name] = kept;
        }
        else if (attribute.Required)
        {
            throw new ScimException(ScimErrors.Mutability($"'{attribute.Name}' is required."));
        }
        else
        {
            place.Remove(attribute.Name);
        }
    }

    private static void Merge(JsonObject place, ScimAttribute attribute, JsonNode value)
    {
        var parts = place[attribute.Name] as JsonObject ?? [];
        place[attribute.Name] = parts;
        foreach (var (name, part) in (JsonObject)value)
        {
            if (attribute.Find(name) is { ReadOnly: false } sub)
            {
                Set("replace", parts, sub, part);
            }
        }

        RemoveEmpty(place, attribute.Name);
    }

    private static void ApplyMany(string op, ScimPath path, ScimAttribute attribute, JsonNode? value, JsonObject place)
    {
        var values = place[attribute.Name] as JsonArray ?? [];
        if (path.Filter is null && path.Sub is null)
        {
            values = op switch
            {
                "add" => Add(values, attribute, value),
                "replace" => ScimDocument.CleanValue(value, attribute, attribute.Name) as JsonArray ?? [],
                // Entra names what to remove in the value; without one everything goes.
                _ when value is JsonArray { Count: > 0 } or JsonObject => Without(values, attribute, value),
                _ => [],
            };
        }
        else
        {
            ApplyToSome(op, path, attribute, value, values);
        }

        place.Remove(attribute.Name);
        if (values.Count > 0)
        {
            place[attribute.Name] = values;
        }
    }

    private static void ApplyToSome(string op, ScimPath path, ScimAttribute attribute, JsonNode? value, JsonArray values)
    {
        var chosen = values
            .OfType<JsonObject>()
            .Where(v => path.Filter is null || ScimFilterMatch.Matches(path.Filter, v, attribute.Sub))
            .ToList();
        if (path.Filter is not null && chosen.Count == 0)
        {
            // A filter on unknown sub-attributes is refused although there is no value to ask.
            ScimFilterMatch.Matches(path.Filter, [], attribute.Sub);
        }

        if (op != "remove" && chosen.Count == 0)
        {
            // Entra adds the value that its filter describes: emails[type eq "work"].value.
            var made = op == "add" && path.Filter is { } filter ? Described(filter, attribute) : null;
            if (made is null)
            {
                throw new ScimException(ScimErrors.NoTarget($"No value of '{attribute.Name}' is meant by the path."));
            }

            values.Add(made);
            chosen.Add(made);
        }

        foreach (var item in chosen)
        {
            if (op == "remove" && path.Sub is null)
            {
                values.Remove(item);
            }
            else if (path.Sub is { } sub)
            {
                Set(op, item, sub, value);
            }
            else
            {
                Replace(item, attribute, value);
            }

            if (ScimDocument.IsPrimary(item))
            {
                OnlyPrimary(values, item);
            }

            if (item.Count == 0)
            {
                values.Remove(item);
            }
        }
    }

    private static void Replace(JsonObject item, ScimAttribute attribute, JsonNode? value)
    {
        if (ScimDocument.CleanValue(value, attribute with { MultiValued = false }, attribute.Name) is not JsonObject kept)
        {
            throw new ScimException(ScimErrors.BadValue($"A value of '{attribute.Name}' is an object."));
        }

        foreach (var (name, part) in kept)
        {
            item[name] = part?.DeepClone();
        }
    }

    private static JsonArray Add(JsonArray values, ScimAttribute attribute, JsonNode? value)
    {
        var added = ScimDocument.CleanValue(value, attribute, attribute.Name) as JsonArray ?? [];
        var there = values.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        foreach (var item in added.OfType<JsonObject>().Where(i => there.Add(KeyOf(i))).ToList())
        {
            added.Remove(item);
            values.Add(item);
            if (ScimDocument.IsPrimary(item))
            {
                OnlyPrimary(values, item);
            }
        }

        return values;
    }

    private static JsonArray Without(JsonArray values, ScimAttribute attribute, JsonNode value)
    {
        var unwanted = ScimDocument.CleanValue(value, attribute, attribute.Name) as JsonArray ?? [];
        var names = unwanted.OfType<JsonObject>().Select(v => (string?)v["value"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. values.OfType<JsonObject>().Where(v => !names.Contains((string?)v["value"])).Select(v => v.DeepClone())];
    }

    private static JsonObject? Described(ScimFilter filter, ScimAttribute attribute)
    {
        var made = new JsonObject();
        return Describe(filter) && made.Count > 0 ? made : null;

        bool Describe(ScimFilter part)
        {
            switch (part)
            {
                case ScimFilter.And and:
                    return Describe(and.Left) && Describe(and.Right);
                case ScimFilter.Comparison { Operator: ScimOperator.Eq, Attribute: { Extension: null, Sub: null } name, Value: { } value }
                    when attribute.Find(name.Name) is { ReadOnly: false } sub:
                    var node = value is bool truth ? JsonValue.Create(truth) : JsonValue.Create(value as string);
                    made[sub.Name] = ScimDocument.CleanValue(node, sub, sub.Name);
                    return true;
                default:
                    return false;
            }
        }
    }

    private static void OnlyPrimary(JsonArray values, JsonObject primary)
    {
        foreach (var other in values.OfType<JsonObject>().Where(v => v != primary && ScimDocument.IsPrimary(v)))
        {
            other["primary"] = false;
        }
    }

    /// <summary>Members are the same when their value is; other values when all of them is.</summary>
    private static string KeyOf(JsonNode? value) =>
        value is JsonObject item && item["value"] is { } id && !item.ContainsKey("type") ? id.ToJsonString() : value?.ToJsonString() ?? "";

    private static void RemoveEmpty(JsonObject place, string name)
    {
        if (place[name] is JsonObject { Count: 0 })
        {
            place.Remove(name);
        }
    }
}
