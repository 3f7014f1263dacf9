using System.Globalization;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Markets;

/// <summary>Prices as comma-separated values: UTC as truth, the market's labels beside it.</summary>
internal static class PriceCsv
{
    /// <summary>The header and one line per row.</summary>
    public static IEnumerable<string[]> Rows(PriceRange range)
    {
        var definition = range.Definition;
        var calendar = MarketCalendar.ForSeries(definition.Key.Market, definition.TimeZoneId);
        yield return
        [
            "start_utc",
            "market_day",
            "hour_ending",
            "market",
            "node",
            "product",
            "value",
            "min",
            "max",
            "count",
            "unit",
            "interval_minutes",
            "published_utc",
            "version",
            "simulated",
        ];
        foreach (var row in range.Rows)
        {
            yield return
            [
                Formats.Stamp(row.StartUtc),
                calendar.DayOf(row.StartUtc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                calendar.HourOf(row.StartUtc).Label,
                definition.Key.Market,
                definition.Key.Node,
                definition.Key.Product,
                Number(row.Value),
                Number(row.Min),
                Number(row.Max),
                row.Count.ToString(CultureInfo.InvariantCulture),
                definition.Unit,
                range.StepMinutes.ToString(CultureInfo.InvariantCulture),
                row.PublishedAtUtc is { } published ? Formats.Stamp(published) : "",
                row.Version?.ToString(CultureInfo.InvariantCulture) ?? "",
                definition.IsSimulated ? "true" : "false",
            ];
        }
    }

    /// <summary>Name of the file.</summary>
    public static string FileName(SeriesKey key) =>
        string.Concat($"{key.Market}_{key.Node}_{key.Product}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'))
        + ".csv";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
