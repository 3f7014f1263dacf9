using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Catalogue;

namespace OptiBid.Web.Features.Catalogue;

/// <summary>Addresses that lead from a series to the pages that show or use it.</summary>
internal static class CatalogueLinks
{
    private const int Days = 6;

    /// <summary>True for what a forecast makes sense for: a price.</summary>
    public static bool IsPrice(CataloguedSeries series) => series.Unit.Contains("/MW", StringComparison.Ordinal);

    /// <summary>True for what forecasts of the prices of its market may take as input.</summary>
    public static bool IsPublishedForecast(CataloguedSeries series) => series.Key.Product.EndsWith("_forecast", StringComparison.Ordinal);

    /// <summary>The last market day that has values.</summary>
    public static DateOnly LastDay(CataloguedSeries series) =>
        MarketCalendar.ForSeries(series.Key.Market, series.TimeZoneId).DayOf(series.ToUtc.AddTicks(-1));

    /// <summary>Its last week on the price page.</summary>
    public static string Prices(CataloguedSeries series)
    {
        var last = LastDay(series);
        return FormattableString.Invariant(
            $"/markets?market={Uri.EscapeDataString(series.Key.Market)}&node={Uri.EscapeDataString(series.Key.Node)}&products={Uri.EscapeDataString(series.Key.Product)}&from={last.AddDays(-Days):yyyy-MM-dd}&to={last:yyyy-MM-dd}"
        );
    }

    /// <summary>The forecast page of a price.</summary>
    public static string Forecast(CataloguedSeries series) => "/forecasts?series=" + Name(series);

    /// <summary>The backtests of a price.</summary>
    public static string Backtests(CataloguedSeries series) => "/forecasts/backtest?series=" + Name(series);

    /// <summary>The features of its last day.</summary>
    public static string Features(CataloguedSeries series) =>
        FormattableString.Invariant($"/data?tab=features&series={Name(series)}&day={LastDay(series):yyyy-MM-dd}");

    private static string Name(CataloguedSeries series) => Uri.EscapeDataString(series.Key.ToString());
}
