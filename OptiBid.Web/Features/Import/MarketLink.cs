using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Web.Features.Import;

/// <summary>The address of the price page for a series: its last week.</summary>
internal static class MarketLink
{
    private const int Days = 6;

    /// <summary>For a series held.</summary>
    public static string Of(SeriesSummary series) =>
        Of(series.Definition.Key.Market, series.Definition.Key.Node, series.Definition.Key.Product, series.ToUtc);

    /// <summary>For a series just imported.</summary>
    public static string Of(ImportedSeries series) => Of(series.Market, series.Node, series.Product, series.To);

    private static string Of(string market, string node, string product, DateTime toUtc)
    {
        var last = MarketCalendar.For(market).DayOf(toUtc.AddTicks(-1));
        return FormattableString.Invariant(
            $"markets?market={Uri.EscapeDataString(market)}&node={Uri.EscapeDataString(node)}&products={Uri.EscapeDataString(product)}&from={last.AddDays(-Days):yyyy-MM-dd}&to={last:yyyy-MM-dd}"
        );
    }
}
