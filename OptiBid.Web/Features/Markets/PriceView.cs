using Microsoft.Extensions.Localization;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Markets;

/// <summary>The figures of a selection, shaped for the price explorer.</summary>
/// <param name="Ranges">The values as read.</param>
/// <param name="Chart">All products.</param>
/// <param name="Spread">Real-time less day-ahead by hour; empty unless both are shown.</param>
/// <param name="Statistics">One row per product.</param>
/// <param name="TopBottom">TB4 of each day and price product; empty when rows are longer than an hour.</param>
/// <param name="Heat">Hour by day of each price product.</param>
public sealed record PriceView(
    IReadOnlyList<PriceRange> Ranges,
    IReadOnlyList<ChartSeries> Chart,
    IReadOnlyList<ChartSeries> Spread,
    IReadOnlyList<(PriceRange Range, PriceSummary Summary)> Statistics,
    IReadOnlyList<TopBottomRow> TopBottom,
    IReadOnlyList<(string Product, HourHeat Heat)> Heat
)
{
    /// <summary>Unit of the left axis.</summary>
    public string Unit => Ranges.Count == 0 ? "" : Ranges[0].Definition.Unit;

    /// <summary>True when no product has a value in the range.</summary>
    public bool IsEmpty => Ranges.All(r => r.Rows.Count == 0);

    /// <summary>Shapes what was read.</summary>
    public static PriceView Of(MarketCalendar calendar, IReadOnlyList<PriceRange> ranges, IStringLocalizer L)
    {
        var filled = ranges.Where(r => r.Rows.Count > 0).ToList();
        var prices = filled.Where(r => IsPrice(r) && r.StepMinutes <= 60).ToList();
        var unit = ranges.Count == 0 ? "" : ranges[0].Definition.Unit;
        return new(
            ranges,
            [.. filled.Select(r => Line(r, unit, L))],
            SpreadOf(prices, L),
            [.. filled.Select(r => (r, PriceStatistics.Summarise(r.Rows, r.StepMinutes)!))],
            TopBottomOf(calendar, prices),
            [.. prices.Select(r => (r.Definition.Key.Product, HourHeat.Of(calendar, r.Rows)))]
        );
    }

    /// <summary>Name of a product for people.</summary>
    public static string NameOf(string product, IStringLocalizer L) =>
        product switch
        {
            Products.DaLmp => L["Day-ahead price"],
            Products.RtLmp => L["Real-time price"],
            Products.Load => L["Load"],
            Products.LoadForecast => L["Load forecast"],
            Products.Wind => L["Wind"],
            Products.Solar => L["Solar"],
            Products.DaRegUp => L["Regulation up, day-ahead"],
            Products.DaRegDown => L["Regulation down, day-ahead"],
            _ => product,
        };

    private static bool IsPrice(PriceRange range) => range.Definition.Unit.EndsWith("/MWh", StringComparison.Ordinal);

    /// <summary>A line with its gaps.</summary>
    internal static ChartSeries Line(PriceRange range, string leftUnit, IStringLocalizer L)
    {
        var x = new List<double>(range.Rows.Count + 8);
        var y = new List<double>(range.Rows.Count + 8);
        DateTime? expected = null;
        foreach (var row in range.Rows)
        {
            if (expected < row.StartUtc)
            {
                // A gap stays a gap.
                x.Add(Seconds(expected.Value));
                y.Add(double.NaN);
            }

            x.Add(Seconds(row.StartUtc));
            y.Add(row.Value);
            expected = row.StartUtc.AddMinutes(range.StepMinutes);
        }

        var product = range.Definition.Key.Product;
        var style =
            product == Products.LoadForecast ? ChartStyle.Dashed
            : IsPrice(range) ? ChartStyle.Step
            : ChartStyle.Line;
        return new(NameOf(product, L), [.. x], [.. y], range.Definition.Unit, style, range.Definition.Unit != leftUnit);
    }

    private static IReadOnlyList<ChartSeries> SpreadOf(List<PriceRange> prices, IStringLocalizer L)
    {
        var dayAhead = prices.Find(r => r.Definition.Key.Product == Products.DaLmp);
        var realTime = prices.Find(r => r.Definition.Key.Product == Products.RtLmp);
        if (dayAhead is null || realTime is null || dayAhead.Definition.Unit != realTime.Definition.Unit)
        {
            return [];
        }

        var settled = PriceStatistics.HourlyMeans(dayAhead.Rows).ToDictionary(h => h.StartUtc, h => h.Value);
        var spread = PriceStatistics
            .HourlyMeans(realTime.Rows)
            .Where(h => settled.ContainsKey(h.StartUtc))
            .Select(h => (h.StartUtc, Value: h.Value - settled[h.StartUtc]))
            .ToList();
        return spread.Count == 0
            ? []
            :
            [
                new(
                    L["Real-time less day-ahead"],
                    ChartSeries.Seconds(spread.Select(s => s.StartUtc)),
                    [.. spread.Select(s => s.Value)],
                    Style: ChartStyle.Bars
                ),
            ];
    }

    private static IReadOnlyList<TopBottomRow> TopBottomOf(MarketCalendar calendar, List<PriceRange> prices)
    {
        var byProduct = prices
            .Where(r => r.Definition.Key.Product is Products.DaLmp or Products.RtLmp)
            .ToDictionary(r => r.Definition.Key.Product, r => PriceStatistics.TopBottom(calendar, r.Rows).ToDictionary(t => t.Day));
        var days = byProduct.Values.SelectMany(d => d.Keys).Distinct().OrderDescending();
        TopBottomSpread? Find(string product, DateOnly day) =>
            byProduct.GetValueOrDefault(product) is { } spreads && spreads.TryGetValue(day, out var spread) ? spread : null;
        return [.. days.Select(d => new TopBottomRow(d, Find(Products.DaLmp, d), Find(Products.RtLmp, d)))];
    }

    private static double Seconds(DateTime utc) => (utc - DateTime.UnixEpoch).TotalSeconds;
}

/// <summary>TB4 of one day.</summary>
public sealed record TopBottomRow(DateOnly Day, TopBottomSpread? DayAhead, TopBottomSpread? RealTime);

/// <summary>Hourly means by operating day: rows are hours, columns days.</summary>
/// <param name="Days">The newest days, oldest first.</param>
/// <param name="Hours">Labels of the rows; an autumn day adds its repeated hour.</param>
/// <param name="Values">By label and day; what is missing is absent.</param>
/// <param name="Min">Lowest value.</param>
/// <param name="Max">Highest value.</param>
public sealed record HourHeat(
    IReadOnlyList<DateOnly> Days,
    IReadOnlyList<string> Hours,
    IReadOnlyDictionary<(string Hour, DateOnly Day), double> Values,
    double Min,
    double Max
)
{
    /// <summary>Most days shown.</summary>
    public const int MaxDays = 31;

    /// <summary>Groups rows of an hour or less.</summary>
    public static HourHeat Of(MarketCalendar calendar, IReadOnlyList<PriceRow> rows)
    {
        var hours = PriceStatistics
            .HourlyMeans(rows)
            .Select(h => (Day: calendar.DayOf(h.StartUtc), Hour: calendar.HourOf(h.StartUtc), h.Value))
            .ToList();
        var days = hours.Select(h => h.Day).Distinct().Order().TakeLast(MaxDays).ToList();
        var shown = hours.Where(h => h.Day >= days[0]).ToList();
        return new(
            days,
            [.. shown.Select(h => h.Hour).DistinctBy(h => h.Label).OrderBy(h => h.HourEnding).ThenBy(h => h.Repeated).Select(h => h.Label)],
            shown.ToDictionary(h => (h.Hour.Label, h.Day), h => h.Value),
            shown.Min(h => h.Value),
            shown.Max(h => h.Value)
        );
    }

    /// <summary>Strength of a cell's colour, 0 to 45 %, by rank between zero and the highest; prices are skewed, so the square root.</summary>
    public int Strength(double value) =>
        value < 0
            ? (int)Math.Round(15 + (30 * Math.Sqrt(Math.Min(1, value / Math.Min(Min, -1)))))
            : (int)Math.Round(45 * Math.Sqrt(Math.Min(1, value / Math.Max(Max, 1))));
}
