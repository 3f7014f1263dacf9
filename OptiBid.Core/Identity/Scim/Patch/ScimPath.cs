using OptiBid.Core.Identity.Scim.Filters;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Patch;

/// <summary>What an operation of a PATCH is aimed at (RFC 7644 figure 7).</summary>
/// <param name="Extension">URI of an extension, or null.</param>
/// <param name="Attribute">The attribute; null aims at the whole extension.</param>
/// <param name="Filter">Which of its values, or null for all.</param>
/// <param name="Sub">A sub-attribute, or null.</param>
internal sealed record ScimPath(string? Extension, ScimAttribute? Attribute, ScimFilter? Filter, ScimAttribute? Sub)
{
    /// <summary>The path of a text.</summary>
    /// <exception cref="ScimException">It is none, or names nothing that the schema knows.</exception>
    public static ScimPath Parse(string text, ScimResourceType type)
    {
        if (text.Length > ScimFilterParser.LongestFilter)
        {
            throw Unknown("the path is too long");
        }

        var open = text.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            return Of(text, null, null, type);
        }

        // The last bracket closes: a bracket may stand inside a quoted text.
        var close = text.LastIndexOf(']');
        if (close < open || (close < text.Length - 1 && text[close + 1] != '.'))
        {
            throw Unknown(text);
        }

        var filter = ScimFilterParser.Parse(text[(open + 1)..close]);
        var sub = close < text.Length - 1 ? text[(close + 2)..] : null;
        return Of(text[..open], filter, sub, type);
    }

    private static ScimPath Of(string text, ScimFilter? filter, string? sub, ScimResourceType type)
    {
        if (ScimName.Parse(text.Trim()) is not { } name || (sub is not null && name.Sub is not null))
        {
            throw Unknown(text);
        }

        if (name is { Extension: { } whole, Name.Length: 0 })
        {
            return whole == type.Extension?.Id && filter is null ? new(whole, null, null, null) : throw Unknown(text);
        }

        var attribute =
            name.Extension is null ? type.Find(name.Name)
            : name.Extension == type.Extension?.Id ? ScimAttribute.Find(type.Extension.Attributes, name.Name)
            : null;
        if (attribute is null || (filter is not null && !attribute.MultiValued))
        {
            throw Unknown(text);
        }

        sub ??= name.Sub;
        var part = sub is null ? null : attribute.Find(sub) ?? throw Unknown($"{text}.{sub}");
        return attribute.ReadOnly || part is { ReadOnly: true }
            ? throw new ScimException(ScimErrors.Mutability($"'{text}' is read-only."))
            : new(name.Extension, attribute, filter, part);
    }

    private static ScimException Unknown(string text) => new(ScimErrors.BadPath($"There is no attribute at '{text}'."));
}
