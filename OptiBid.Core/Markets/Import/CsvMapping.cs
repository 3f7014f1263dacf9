namespace OptiBid.Core.Markets.Import;

/// <summary>What one value column of a CSV of any layout is.</summary>
/// <param name="Column">Header.</param>
/// <param name="Node">Node of the series; ignored where the mapping names a node column.</param>
/// <param name="Product">Product, lower case.</param>
/// <param name="Unit">Unit of the values.</param>
public sealed record CsvValueMapping(string Column, string Node, string Product, string Unit);

/// <summary>How a CSV of any layout is read.</summary>
/// <param name="Market">Upper-case market.</param>
/// <param name="TimeColumn">Header of the time.</param>
/// <param name="TimeZoneId">IANA zone of the times; a stamp with an offset of its own is taken as written.</param>
/// <param name="IntervalMinutes">Length of an interval: 5, 15, 30 or 60.</param>
/// <param name="IsIntervalEnding">True when the time is the end of the interval.</param>
/// <param name="Values">Value columns.</param>
/// <param name="NodeColumn">Header of the node where a row names it, or null.</param>
/// <param name="PublishedColumn">Header of the publication time (UTC or with offset), or null for the rule of the product.</param>
public sealed record CsvMapping(
    string Market,
    string TimeColumn,
    string TimeZoneId,
    int IntervalMinutes,
    bool IsIntervalEnding,
    IReadOnlyList<CsvValueMapping> Values,
    string? NodeColumn = null,
    string? PublishedColumn = null
);
