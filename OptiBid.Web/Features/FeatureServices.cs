using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Assets;
using OptiBid.Web.Features.Assets.Widgets;
using OptiBid.Web.Features.Bids;
using OptiBid.Web.Features.Bids.Widgets;
using OptiBid.Web.Features.Dashboards;
using OptiBid.Web.Features.Desk.Widgets;
using OptiBid.Web.Features.Forecasts.Widgets;
using OptiBid.Web.Features.Health.Widgets;
using OptiBid.Web.Features.Markets;
using OptiBid.Web.Features.Markets.Widgets;
using OptiBid.Web.Features.Pnl.Widgets;

namespace OptiBid.Web.Features;

/// <summary>What the features bring beside their pages: widgets, commands of the palette, services of a page.</summary>
internal static class FeatureServices
{
    /// <summary>Adds every feature.</summary>
    public static void AddFeatures(this IServiceCollection services)
    {
        services.AddDashboardPages();
        services.AddScoped<ICommandSource, AssetCommands>();
        services.AddScoped<ICommandSource, NodeCommands>();
        services.AddScoped<ICommandSource, BidCommandSource>();
        services.AddScoped<ICommandSource, DashboardCommandSource>();
        services.AddMarketWidgets();
        services.AddForecastWidgets();
        services.AddBidWidgets();
        services.AddPnlWidgets();
        services.AddAssetWidgets();
        services.AddDeskWidgets();
        services.AddHealthWidgets();
    }
}
