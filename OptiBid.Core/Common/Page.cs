namespace OptiBid.Core.Common;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows, in the order of the query.</param>
/// <param name="NextCursor">Opaque cursor of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
