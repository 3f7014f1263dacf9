namespace OptiBid.Core.Identity.Scim.Schema;

/// <summary>Data types of RFC 7643 section 2.3 that are in use.</summary>
internal enum ScimType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A URI.</summary>
    Reference,

    /// <summary>Base64.</summary>
    Binary,

    /// <summary>A point in time.</summary>
    DateTime,

    /// <summary>An object with sub-attributes.</summary>
    Complex,
}

/// <summary>An attribute of a schema (RFC 7643 section 7).</summary>
internal sealed record ScimAttribute(string Name, ScimType Type, string Description)
{
    public bool MultiValued { get; init; }

    public bool Required { get; init; }

    public bool CaseExact { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Returned whatever the caller selects.</summary>
    public bool Always { get; init; }

    public bool Unique { get; init; }

    public IReadOnlyList<ScimAttribute> Sub { get; init; } = [];

    public ScimAttribute? Find(string name) => Find(Sub, name);

    /// <summary>The attribute of a name, in any case.</summary>
    public static ScimAttribute? Find(IEnumerable<ScimAttribute> attributes, string name) =>
        attributes.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A schema.</summary>
internal sealed record ScimSchema(string Id, string Name, string Description, IReadOnlyList<ScimAttribute> Attributes);

/// <summary>A resource type with its schema and extension.</summary>
internal sealed record ScimResourceType(string Name, string Endpoint, string Description, ScimSchema Schema, ScimSchema? Extension)
{
    /// <summary>Attributes that each resource has.</summary>
    public static IReadOnlyList<ScimAttribute> Common { get; } =
    [
        new("schemas", ScimType.Reference, "URIs of the schemas in use.")
        {
            MultiValued = true,
            ReadOnly = true,
            Always = true,
        },
        new("id", ScimType.String, "Id given by this service.")
        {
            ReadOnly = true,
            Always = true,
            CaseExact = true,
            Unique = true,
        },
        new("externalId", ScimType.String, "Id at the identity provider.") { CaseExact = true },
        new("meta", ScimType.Complex, "About the resource.")
        {
            ReadOnly = true,
            Sub =
            [
                new("resourceType", ScimType.String, "Its type.") { ReadOnly = true, CaseExact = true },
                new("created", ScimType.DateTime, "When it was made.") { ReadOnly = true },
                new("lastModified", ScimType.DateTime, "When it was changed.") { ReadOnly = true },
                new("location", ScimType.Reference, "Where it is.") { ReadOnly = true },
                new("version", ScimType.String, "Its entity tag.") { ReadOnly = true, CaseExact = true },
            ],
        },
    ];

    /// <summary>An attribute of the core schema or a common one.</summary>
    public ScimAttribute? Find(string name) => ScimAttribute.Find(Common, name) ?? ScimAttribute.Find(Schema.Attributes, name);
}
