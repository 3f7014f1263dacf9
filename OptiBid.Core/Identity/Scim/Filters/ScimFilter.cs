using System.Globalization;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Filters;

/// <summary>Comparison operators of RFC 7644 section 3.4.2.2.</summary>
internal enum ScimOperator
{
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,

    /// <summary>Present: has a value that is not empty.</summary>
    Pr,
}

/// <summary>An attribute as a filter or a path names it; without the URI of a core schema.</summary>
/// <param name="Extension">URI of an extension schema, or null.</param>
/// <param name="Name">The attribute.</param>
/// <param name="Sub">A sub-attribute, or null.</param>
internal readonly record struct ScimName(string? Extension, string Name, string? Sub)
{
    private static readonly string[] s_core = [ScimSchemas.UserId + ":", ScimSchemas.GroupId + ":"];

    /// <summary>Lower case, for comparison.</summary>
    public string Key => (Sub is null ? Name : $"{Name}.{Sub}").ToLowerInvariant();

    /// <summary>Reads <c>[uri:]attribute[.sub]</c>; null when it is none.</summary>
    public static ScimName? Parse(string text)
    {
        string? extension = null;
        foreach (var core in s_core.Where(c => text.StartsWith(c, StringComparison.OrdinalIgnoreCase)))
        {
            text = text[core.Length..];
        }

        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
        {
            if (string.Equals(text, ScimSchemas.EnterpriseId, StringComparison.OrdinalIgnoreCase))
            {
                return new(ScimSchemas.EnterpriseId, "", null);
            }

            if (!text.StartsWith(ScimSchemas.EnterpriseId + ":", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            extension = ScimSchemas.EnterpriseId;
            text = text[(extension.Length + 1)..];
        }

        var parts = text.Split('.');
        return parts.Length <= 2 && Array.TrueForAll(parts, IsName) ? new(extension, parts[0], parts.Length == 2 ? parts[1] : null) : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        (Extension is null ? "" : Extension + ":") + Name + (Sub is null ? "" : string.Create(CultureInfo.InvariantCulture, $".{Sub}"));

    private static bool IsName(string part) =>
        part.Length is > 0 and <= 60
        && (char.IsAsciiLetter(part[0]) || part[0] == '$')
        && part.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}

/// <summary>A filter that was read.</summary>
internal abstract record ScimFilter
{
    /// <summary>Both.</summary>
    internal sealed record And(ScimFilter Left, ScimFilter Right) : ScimFilter;

    /// <summary>One of them or both.</summary>
    internal sealed record Or(ScimFilter Left, ScimFilter Right) : ScimFilter;

    /// <summary>The contrary.</summary>
    internal sealed record Not(ScimFilter Inner) : ScimFilter;

    /// <summary>An attribute against a value: text, a truth value, a number, or null.</summary>
    internal sealed record Comparison(ScimName Attribute, ScimOperator Operator, object? Value) : ScimFilter;

    /// <summary>One value of a multi-valued attribute that fulfils a filter on its sub-attributes.</summary>
    internal sealed record ValuePath(ScimName Attribute, ScimFilter Inner) : ScimFilter;
}
