using OptiBid.Core.Series;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>The series that a forecast makes sense for, and their names in addresses and pickers.</summary>
internal static class PriceSeries
{
    /// <summary>Prices, day-ahead energy first.</summary>
    public static IReadOnlyList<SeriesSummary> Of(IEnumerable<SeriesSummary> all) =>
        [
            .. all.Where(s => s.Definition.Unit.Contains("/MW", StringComparison.Ordinal))
                .OrderBy(s => s.Definition.Key.Product == Products.DaLmp ? 0 : 1)
                .ThenBy(s => s.Definition.Key.ToString(), StringComparer.Ordinal),
        ];

    /// <summary>The one to start with: the day-ahead price with the longest history, else the series with the longest.</summary>
    public static SeriesSummary First(IReadOnlyList<SeriesSummary> series) =>
        series.OrderBy(s => s.Definition.Key.Product == Products.DaLmp ? 0 : 1).ThenByDescending(s => s.ToUtc - s.FromUtc).First();

    /// <summary>The key of a name as <see cref="SeriesKey.ToString"/> writes it, or null.</summary>
    public static SeriesKey? Parse(string? name)
    {
        // A node may hold slashes; market and product do not.
        var first = name?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        var last = name?.LastIndexOf('/') ?? -1;
        return first > 0 && last > first + 1 && last < name!.Length - 1
            ? new(name[..first], name[(first + 1)..last], name[(last + 1)..])
            : null;
    }
}
