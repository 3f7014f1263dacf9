using Microsoft.AspNetCore.Components;

namespace OptiBid.Web.Components.Shared;

/// <summary>One column of a <see cref="DataTable{T}"/>.</summary>
/// <param name="Id">Name under which the choice of columns is remembered; also the header of CSV files.</param>
/// <param name="Title">Heading, in the reader's language.</param>
/// <param name="Value">What the column sorts by, is searched by and saves as CSV.</param>
public sealed record DataColumn<T>(string Id, string Title, Func<T, IComparable?> Value)
{
    /// <summary>How a cell is drawn; by default the value as text.</summary>
    public RenderFragment<T>? Cell { get; init; }

    /// <summary>What CSV files have instead of the value, such as a code where the value is its name in the reader's language.</summary>
    public Func<T, IComparable?>? FileValue { get; init; }

    /// <summary>A figure: aligned to the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Decimals of a figure that has no cell of its own; files keep all digits.</summary>
    public int? Decimals { get; init; }

    /// <summary>What stands in the row of totals; there is one when a column has a total and no row is filtered out.</summary>
    public string? Total { get; init; }

    /// <summary>Hidden until the reader chooses it.</summary>
    public bool StartsHidden { get; init; }

    /// <summary>The column that names the row: always shown.</summary>
    public bool IsRowHeader { get; init; }

    /// <summary>Long text: it may break, while all rows are drawn.</summary>
    public bool Wraps { get; init; }

    /// <summary>Only in CSV files.</summary>
    public bool IsFileOnly { get; init; }

    /// <summary>Buttons or links of the row (see <see cref="DataColumn.Actions{T}"/>): neither sorted nor hidden nor saved.</summary>
    public bool IsActions { get; init; }
}

/// <summary>Columns that hold no value.</summary>
public static class DataColumn
{
    /// <summary>What can be done with a row. Enter on a row opens the first link or button of the row.</summary>
    public static DataColumn<T> Actions<T>(string title, RenderFragment<T> cell) =>
        new("actions", title, _ => null) { Cell = cell, IsActions = true };

    /// <summary>A value that only files have.</summary>
    public static DataColumn<T> File<T>(string id, Func<T, IComparable?> value) => new(id, id, value) { IsFileOnly = true };
}
