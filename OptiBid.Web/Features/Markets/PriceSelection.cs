using System.Globalization;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;
using ProductNames = OptiBid.Core.Series.Products;

namespace OptiBid.Web.Features.Markets;

/// <summary>What the price explorer shows; lives in the URL, so that a view can be shared and kept.</summary>
/// <param name="Market">Market.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="Products">Products shown, at least one.</param>
/// <param name="Preset">A key of <see cref="Presets"/>.</param>
/// <param name="FirstDay">First operating day.</param>
/// <param name="LastDay">Last operating day, inclusive.</param>
/// <param name="Calendar">Clock of the series.</param>
public sealed record PriceSelection(
    string Market,
    string Node,
    IReadOnlyList<string> Products,
    string Preset,
    DateOnly FirstDay,
    DateOnly LastDay,
    MarketCalendar Calendar
)
{
    private const string Custom = "custom";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The ranges offered.</summary>
    public static IReadOnlyList<(string Key, string Label)> Presets(IStringLocalizer L) =>
        [
            ("yesterday", L["Yesterday"]),
            ("today", L["Today"]),
            ("tomorrow", L["Tomorrow"]),
            ("7d", L["7 days"]),
            ("30d", L["30 days"]),
            (Custom, L["Custom"]),
        ];

    /// <summary>True when the two days are the user's own.</summary>
    public bool IsCustom => Preset == Custom;

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
        var (preset, first, last) = Days(url, calendar.DayOf(nowUtc));
        return new(market, node, products, preset, first, last, calendar);
    }

    /// <summary>The address of this selection.</summary>
    public PriceUrl ToUrl() =>
        new(
            Market,
            Node,
            string.Join(',', Products),
            Preset,
            IsCustom ? FirstDay.ToString(DayFormat, CultureInfo.InvariantCulture) : null,
            IsCustom ? LastDay.ToString(DayFormat, CultureInfo.InvariantCulture) : null
        );

    /// <summary>The same with days of the user's own.</summary>
    public PriceSelection WithDays(DateOnly first, DateOnly last) =>
        this with
        {
            Preset = Custom,
            FirstDay = first <= last ? first : last,
            LastDay = first <= last ? last : first,
        };

    private static (string Preset, DateOnly First, DateOnly Last) Days(PriceUrl url, DateOnly today) =>
        url.Range switch
        {
            "yesterday" => ("yesterday", today.AddDays(-1), today.AddDays(-1)),
            "today" => ("today", today, today),
            "tomorrow" => ("tomorrow", today.AddDays(1), today.AddDays(1)),
            "30d" => ("30d", today.AddDays(-29), today),
            Custom when Day(url.From) is { } from && Day(url.To) is { } to => (Custom, from <= to ? from : to, from <= to ? to : from),
            Custom => (Custom, today.AddDays(-6), today),
            _ => ("7d", today.AddDays(-6), today),
        };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1990 and < 2100
            ? day
            : null;

    private static string? Wanted(List<string> names, string? name) =>
        names.Find(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The query string of the price explorer.</summary>
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
