namespace OptiBid.Web.Components.Shared;

/// <summary>
/// Charts that zoom, reset and show their cursor together: <c>&lt;CascadingValue Value="_group" IsFixed="true"&gt;</c> around them. A chart outside of
/// one is on its own.
/// </summary>
public sealed class ChartGroup
{
    /// <summary>Name of the group in the browser.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");
}
