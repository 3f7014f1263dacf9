using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Filters;

/// <summary>Asks whether a JSON object fulfils a filter; used for the values of a multi-valued attribute.</summary>
internal static class ScimFilterMatch
{
    /// <summary>True when it does.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="value">The object.</param>
    /// <param name="attributes">Its attributes; a filter on another one is refused.</param>
    public static bool Matches(ScimFilter filter, JsonObject value, IReadOnlyList<ScimAttribute> attributes) =>
        filter switch
        {
            ScimFilter.And and => Matches(and.Left, value, attributes) & Matches(and.Right, value, attributes),
            ScimFilter.Or or => Matches(or.Left, value, attributes) | Matches(or.Right, value, attributes),
            ScimFilter.Not not => !Matches(not.Inner, value, attributes),
            ScimFilter.Comparison comparison => Compare(comparison, value, attributes),
            ScimFilter.ValuePath path => ByPath(path, value, attributes),
            _ => throw new InvalidOperationException($"Unknown filter {filter.GetType()}"),
        };

    private static bool ByPath(ScimFilter.ValuePath path, JsonObject value, IReadOnlyList<ScimAttribute> attributes)
    {
        var attribute = Find(attributes, path.Attribute, path.Attribute.Name);
        return Values(value[attribute.Name]).OfType<JsonObject>().Any(v => Matches(path.Inner, v, attribute.Sub));
    }

    private static bool Compare(ScimFilter.Comparison comparison, JsonObject value, IReadOnlyList<ScimAttribute> attributes)
    {
        var name = comparison.Attribute;
        var attribute = Find(attributes, name, name.Name);
        var values = Values(value[attribute.Name]);
        if (name.Sub is not null || (attribute is { Type: ScimType.Complex, MultiValued: true }))
        {
            var part = Find(attribute.Sub, name, name.Sub ?? "value");
            values = values.OfType<JsonObject>().Select(v => v[part.Name]);
            (attribute, var many) = (part, attribute.MultiValued);
            return many ? values.Any(v => Compare(comparison, attribute, v)) : Compare(comparison, attribute, values.FirstOrDefault());
        }

        return Compare(comparison, attribute, values.FirstOrDefault());
    }

    private static bool Compare(ScimFilter.Comparison comparison, ScimAttribute attribute, JsonNode? node)
    {
        switch (comparison.Operator)
        {
            case ScimOperator.Pr:
                return node is not null && !(node is JsonValue v && v.GetValueKind() == JsonValueKind.String && (string?)v == "");
            case ScimOperator.Ne:
                return !Compare(comparison with { Operator = ScimOperator.Eq }, attribute, node);
            case ScimOperator.Eq when comparison.Value is null:
                return node is null;
        }

        if (node is null)
        {
            return false;
        }

        if (attribute.Type == ScimType.Boolean)
        {
            return comparison is { Operator: ScimOperator.Eq, Value: bool wanted }
                ? node.GetValue<bool>() == wanted
                : throw Unfit(comparison);
        }

        if (attribute.Type == ScimType.Complex || comparison.Value is not string text)
        {
            throw Unfit(comparison);
        }

        var rule = attribute.CaseExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var actual = node.GetValue<string>();
        return comparison.Operator switch
        {
            ScimOperator.Eq => string.Equals(actual, text, rule),
            ScimOperator.Co => actual.Contains(text, rule),
            ScimOperator.Sw => actual.StartsWith(text, rule),
            ScimOperator.Ew => actual.EndsWith(text, rule),
            _ => throw Unfit(comparison),
        };
    }

    private static IEnumerable<JsonNode?> Values(JsonNode? node) =>
        node switch
        {
            JsonArray array => array,
            null => Enumerable.Empty<JsonNode?>(),
            // Not [node]: that would be a JsonArray and give the node a second parent.
            _ => Enumerable.Repeat<JsonNode?>(node, 1),
        };

    private static ScimAttribute Find(IReadOnlyList<ScimAttribute> attributes, ScimName name, string part) =>
        name.Extension is null && ScimAttribute.Find(attributes, part) is { } attribute
            ? attribute
            : throw new ScimException(ScimErrors.BadFilter($"There is no attribute '{name}' here."));

    private static ScimException Unfit(ScimFilter.Comparison comparison) =>
        new(
            ScimErrors.BadFilter(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{comparison.Attribute} {comparison.Operator.ToString().ToLowerInvariant()}' does not go with this value."
                )
            )
        );
}
