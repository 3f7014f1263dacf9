using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Markets.Widgets;

/// <summary>Registers the widgets of the markets.</summary>
internal static class MarketWidgets
{
    private const string Store = "Prices and other series of the store";

    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddMarketWidgets(this IServiceCollection services) =>
        services
            .AddWidget<LmpTickerWidget>(
                Info(
                    "market.lmp_ticker",
                    "LMP ticker",
                    "What do the node and the hubs cost now, and which way do they move?",
                    new(4, 3),
                    new(6, 5)
                )
            )
            .AddWidget<PriceChartWidget>(
                Info("market.price_chart", "Price chart", "How did day-ahead and real-time prices of the node run?", new(3, 4), new(6, 6))
            )
            .AddWidget<HeatMapWidget>(
                Info("market.heat_map", "Heat map", "Which hours of which days are dear, cheap or negative?", new(4, 6), new(8, 8)) with
                {
                    Settings = [Price(MarketSettings.DayAhead)],
                }
            )
            .AddWidget<SpreadWidget>(
                Info("market.spread", "Spread", "What is the node worth against a hub or another node?", new(3, 4), new(6, 5)) with
                {
                    Settings =
                    [
                        Price(MarketSettings.DayAhead),
                        new("other", "Other node (empty: the first hub)", WidgetSettingKind.Text, ""),
                    ],
                }
            )
            .AddWidget<DaRtWidget>(
                Info(
                    "market.da_rt",
                    "Day-ahead against real-time",
                    "Does real-time pay more than day-ahead, and how surely?",
                    new(3, 4),
                    new(6, 6)
                ) with
                {
                    Settings =
                    [
                        new(DaRtWidget.View, "Picture", WidgetSettingKind.Choice, DaRtWidget.Scatter)
                        {
                            Choices = [DaRtWidget.Scatter, DaRtWidget.ByHour],
                        },
                    ],
                }
            )
            .AddWidget<DurationCurveWidget>(
                Info(
                    "market.duration_curve",
                    "Price duration curve",
                    "For how many hours does the price stand above a level?",
                    new(3, 4),
                    new(6, 5)
                )
            )
            .AddWidget<NegativeHoursWidget>(
                Info(
                    "market.negative_hours",
                    "Negative prices",
                    "How often and how deep do prices fall below zero?",
                    new(3, 4),
                    new(6, 5)
                ) with
                {
                    Settings = [Price(MarketSettings.RealTime)],
                }
            )
            .AddWidget<VolatilityWidget>(
                Info(
                    "market.volatility",
                    "Volatility and TB4",
                    "How much do prices swing, and what is the swing worth to a battery?",
                    new(3, 4),
                    new(6, 5)
                ) with
                {
                    Settings =
                    [
                        Price(MarketSettings.DayAhead),
                        new("window", "Window in hours", WidgetSettingKind.Number, "24") { Min = 3, Max = 720 },
                    ],
                }
            )
            .AddWidget<TopMoversWidget>(
                Info("market.top_movers", "Top movers", "Which nodes changed most?", new(3, 4), new(5, 6)) with
                {
                    Settings =
                    [
                        Price(MarketSettings.RealTime),
                        new(TopMoversWidget.Against, "Compared with", WidgetSettingKind.Choice, TopMoversWidget.Hour)
                        {
                            Choices = [TopMoversWidget.Hour, TopMoversWidget.DayBefore],
                        },
                    ],
                }
            )
            .AddWidget<HubMapWidget>(
                Info("market.map", "Map of hubs", "Where is it dear, and where is it cheap?", new(4, 5), new(7, 6)) with
                {
                    Settings = [Price(MarketSettings.RealTime)],
                }
            )
            .AddWidget<LoadMixWidget>(
                Info("market.load_mix", "Generation mix", "What is the energy of the range made of?", new(3, 4), new(6, 6))
            )
            .AddWidget<SupplyDemandWidget>(
                Info(
                    "market.supply_demand",
                    "Load and forecast",
                    "How high is the load, and how good was its forecast?",
                    new(3, 4),
                    new(6, 5)
                )
            )
            .AddWidget<FeedHealthWidget>(
                Info("market.feed_health", "Feed health", "Which data is fresh, which is late?", new(3, 3), new(6, 5))
            )
            .AddWidget<KpiValueWidget>(
                Info("kpi.value", "One figure", "One figure of one series: latest, mean, lowest or highest.", new(2, 2), new(3, 3)) with
                {
                    Settings =
                    [
                        new(MarketSettings.Product, "Series", WidgetSettingKind.Choice, KpiValueWidget.Choices[0].Name)
                        {
                            Choices = [.. KpiValueWidget.Choices.Select(c => c.Name)],
                        },
                        new("node", "Node (empty: that of the dashboard)", WidgetSettingKind.Text, ""),
                        new(KpiValueWidget.Statistic, "Statistic", WidgetSettingKind.Choice, KpiValueWidget.Statistics[0])
                        {
                            Choices = KpiValueWidget.Statistics,
                        },
                    ],
                }
            );

    private static WidgetInfo Info(string id, string title, string purpose, WidgetSize min, WidgetSize size) =>
        new(id, title, purpose, Store, min, size, Permissions.ReadMarkets);

    private static WidgetSetting Price(string otherwise) =>
        new(MarketSettings.Product, "Price", WidgetSettingKind.Choice, otherwise)
        {
            Choices = [MarketSettings.DayAhead, MarketSettings.RealTime],
        };
}
