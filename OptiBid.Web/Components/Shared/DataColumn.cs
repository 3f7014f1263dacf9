using Microsoft.AspNetCore.Components;

namespace OptiBid.Web.Components.Shared;

/// <summary>One column of a <see cref="DataTable{T}"/>.</summary>
/// <param name="Id">Name under which the choice of columns is remembered; also the header of CSV files.</param>
/// <param name="Title">Heading, in the reader's language.</param>
/// <param name="Value">What the column sorts by and saves as CSV.</param>
public sealed record DataColumn<T>(string Id, string Title, Func<T, IComparable?> Value)
{
    /// <summary>How a cell is drawn; by default the value as text.</summary>
    public RenderFragment<T>? Cell { get; init; }

    /// <summary>A figure: aligned to the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Hidden until the reader chooses it.</summary>
    public bool StartsHidden { get; init; }

    /// <summary>The column that names the row: always shown.</summary>
    public bool IsRowHeader { get; init; }
}
