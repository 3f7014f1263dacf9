namespace OptiBid.Core.Hosting;

/// <summary>Where the embedded stores live. Bound from section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Folder of the embedded stores, created when missing. Default: <c>data</c> in the current directory; <c>--store</c> overrides it.</summary>
    public string Directory { get; set; } = "data";
}
