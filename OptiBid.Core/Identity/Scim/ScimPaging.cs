namespace OptiBid.Core.Identity.Scim;

/// <summary>Where a page starts and how long it is (RFC 7644 section 3.4.2.4): nonsense is read as the nearest sense.</summary>
internal readonly record struct ScimPaging
{
    public const int Default = 100;
    public const int Most = 200;

    public ScimPaging(ScimQuery query)
    {
        StartIndex = Math.Max(query.StartIndex, 1);
        Count = Math.Clamp(query.Count ?? Default, 0, Most);
    }

    public int StartIndex { get; }

    public int Count { get; }
}
