using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using ProductNames = OptiBid.Core.Series.Products;

namespace OptiBid.Web.Features.Markets;

/// <summary>What the price explorer shows; lives in the URL, so that a view can be shared and kept.</summary>
/// <param name="Market">Market.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="Products">Products shown, at least one.</param>
/// <param name="Range">The range, in whole market days.</param>
/// <param name="FirstDay">First operating day.</param>
/// <param name="LastDay">Last operating day, inclusive.</param>
/// <param name="Calendar">Clock of the series.</param>
public sealed record PriceSelection(
    string Market,
    string Node,
    IReadOnlyList<string> Products,
    TimeRange Range,
    DateOnly FirstDay,
    DateOnly LastDay,
    MarketCalendar Calendar
)
{
    /// <summary>Start (inclusive) and end (exclusive), UTC.</summary>
    public (DateTime FromUtc, DateTime ToUtc) Bounds => (Calendar.DayBounds(FirstDay).FromUtc, Calendar.DayBounds(LastDay).ToUtc);

    /// <summary>
    /// The selection that a URL asks for among the series held; what is missing or unknown falls back to the nearest that exists. Null when
    /// nothing is held.
    /// </summary>
    public static PriceSelection? Resolve(IReadOnlyList<SeriesSummary> series, PriceUrl url, DateTime nowUtc)
    {
        if (series.Count == 0)
        {
            return null;
        }

        var markets = series.Select(s => s.Definition.Key.Market).Distinct(StringComparer.Ordinal).ToList();
        var market = Wanted(markets, url.Market) ?? Wanted(markets, "ERCOT") ?? markets[0];
        var ofMarket = series.Where(s => s.Definition.Key.Market == market).ToList();
        var nodes = ofMarket.Select(s => s.Definition.Key.Node).Distinct(StringComparer.Ordinal).ToList();
        var node =
            Wanted(nodes, url.Node)
            ?? ofMarket.Find(s => s.Definition.Key.Product is ProductNames.DaLmp or ProductNames.RtLmp)?.Definition.Key.Node
            ?? nodes[0];
        var ofNode = ofMarket.Where(s => s.Definition.Key.Node == node).ToList();
        var held = ofNode.Select(s => s.Definition.Key.Product).ToList();
        var products = (url.Products ?? "").Split(',').Intersect(held, StringComparer.Ordinal).ToList();
        if (products.Count == 0)
        {
            products = [.. held.Intersect([ProductNames.DaLmp, ProductNames.RtLmp], StringComparer.Ordinal)];
        }

        if (products.Count == 0)
        {
            products = [held[0]];
        }

        var calendar = MarketCalendar.ForSeries(market, ofNode[0].Definition.TimeZoneId);
        var range = RangeOf(url);
        var window = range.Resolve(calendar, nowUtc);
        if (window.Failure is not null)
        {
            range = TimeRangePicker.SevenDays;
            window = range.Resolve(calendar, nowUtc);
        }

        var (first, last) = (calendar.DayOf(window.Value.FromUtc), calendar.DayOf(window.Value.ToUtc.AddTicks(-1)));
        return new(market, node, products, range, first, last, calendar);
    }

    /// <summary>The address of this selection.</summary>
    public PriceUrl ToUrl() =>
        new(
            Market,
            Node,
            string.Join(',', Products),
            From: Range.From.ToString(),
            To: Range.From == Range.To && Range.From.Kind == TimeEdgeKind.Day ? null : Range.To.ToString()
        );

    /// <summary>The same over another range.</summary>
    public PriceSelection With(TimeRange range) => this with { Range = range };

    /// <summary>The same with days of the user's own.</summary>
    public PriceSelection WithDays(DateOnly first, DateOnly last) => With(new(TimeEdge.OfDay(first), TimeEdge.OfDay(last)));

    /// <summary>What the address says: <c>from</c> and <c>to</c>, else one of the short names that links use, else a week.</summary>
    private static TimeRange RangeOf(PriceUrl url)
    {
        var named = url.Range switch
        {
            "yesterday" => TimeRange.Day(-1),
            "today" => TimeRange.Day(0),
            "tomorrow" => TimeRange.Day(1),
            "30d" => TimeRangePicker.ThirtyDays,
            _ => TimeRangePicker.SevenDays,
        };
        if (string.IsNullOrEmpty(url.From) || TimeRange.Parse(url.From, url.To) is not { IsSuccess: true, Value: var range })
        {
            return named;
        }

        // Two days in the wrong order mean the days between them.
        return range is { From.Date: { } first, To.Date: { } last } && first > last ? new(range.To, range.From) : range;
    }

    private static string? Wanted(List<string> names, string? name) =>
        names.Find(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The query string of the price explorer: <c>from</c> and <c>to</c> as in <see cref="TimeRange"/>, or <c>range</c> with a short name.</summary>
public sealed record PriceUrl(
    string? Market = null,
    string? Node = null,
    string? Products = null,
    string? Range = null,
    string? From = null,
    string? To = null
)
{
    /// <summary>The relative address.</summary>
    public string Address
    {
        get
        {
            (string Key, string? Value)[] parts =
            [
                ("market", Market),
                ("node", Node),
                ("products", Products),
                ("range", Range),
                ("from", From),
                ("to", To),
            ];
            return "markets?"
                + string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
        }
    }
}
