using System.Text.Json;

namespace OptiBid.Web.Features.Audit;

/// <summary>One field of an object before and after; null where it was not there.</summary>
internal sealed record FieldChange(string Name, string? Before, string? After)
{
    /// <summary>True when the two differ.</summary>
    public bool IsChange => !string.Equals(Before, After, StringComparison.Ordinal);

    /// <summary>The fields of two JSON objects side by side, those that changed first; nested fields have dots in their names.</summary>
    public static IReadOnlyList<FieldChange> Of(string? before, string? after)
    {
        var (old, young) = (Flatten(before), Flatten(after));
        return
        [
            .. old
                .Keys.Union(young.Keys, StringComparer.Ordinal)
                .Select(name => new FieldChange(name, old.GetValueOrDefault(name), young.GetValueOrDefault(name)))
                .OrderByDescending(c => c.IsChange)
                .ThenBy(c => c.Name, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, string> Flatten(string? json)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is not null)
        {
            using var document = JsonDocument.Parse(json);
            Add(fields, "", document.RootElement);
        }

        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string name, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                Add(fields, name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.Value);
            }
        }
        else
        {
            fields[name.Length == 0 ? "value" : name] =
                element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        }
    }
}
