using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>Cuts the price series of a file into windows that are optimised one by one.</summary>
public static class PriceWindows
{
    /// <summary>The only hourly price series (day-ahead or real-time LMP) of what was read.</summary>
    /// <exception cref="BadInputException">There is none, or there are several; they are named.</exception>
    public static FileSeries OnlySeries(string path, IReadOnlyList<FileSeries> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var prices = data.Where(s =>
                s is { Definition: { IntervalMinutes: 60, Key.Product: Products.DaLmp or Products.RtLmp }, Points.Count: > 0 }
            )
            .ToList();
        return prices.Count == 1
            ? prices[0]
            : throw new BadInputException(
                path,
                null,
                FormattableString.Invariant($"expected exactly one hourly price series ({Products.DaLmp} or {Products.RtLmp}), found ")
                    + (prices.Count == 0 ? "none" : $"{prices.Count}: {Names(prices)}")
            );
    }

    /// <summary>
    /// The hours of each window in order. A length of whole days follows the operating days of the market, 23 or 25 hours where clocks change;
    /// any other length counts hours from the first price. An hour without a price is left out of its window.
    /// </summary>
    /// <param name="prices">An hourly series.</param>
    /// <param name="windowHours">Length of a window, hours, 1 or more.</param>
    public static IReadOnlyList<IReadOnlyList<SeriesPoint>> Of(FileSeries prices, int windowHours)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowHours, 1);
        var calendar = MarketCalendar.ForSeries(prices.Definition.Key.Market, prices.Definition.TimeZoneId);
        var first = prices.Points[0].StartUtc;
        var firstDay = calendar.DayOf(first).DayNumber;
        var isDays = windowHours % 24 == 0;
        return
        [
            .. prices
                .Points.GroupBy(p => p.StartUtc)
                .Select(versions => versions.Last())
                .GroupBy(p =>
                    isDays
                        ? (calendar.DayOf(p.StartUtc).DayNumber - firstDay) / (windowHours / 24)
                        : (int)((p.StartUtc - first).TotalHours / windowHours)
                )
                .Select(IReadOnlyList<SeriesPoint> (window) => [.. window]),
        ];
    }

    /// <summary>How many hours between the first and the last have no price.</summary>
    public static int MissingHours(IReadOnlyList<IReadOnlyList<SeriesPoint>> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return (int)(windows[^1][^1].StartUtc - windows[0][0].StartUtc).TotalHours + 1 - windows.Sum(w => w.Count);
    }

    private static string Names(List<FileSeries> prices) =>
        string.Join(", ", prices.Take(5).Select(s => $"{s.Definition.Key.Node} {s.Definition.Key.Product}"))
        + (prices.Count > 5 ? ", ..." : "");
}
