using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Assets.Widgets;

/// <summary>Registers the widgets about assets.</summary>
internal static class AssetWidgets
{
    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddAssetWidgets(this IServiceCollection services) =>
        services.AddWidget<AssetKpiWidget>(
            new(
                "assets.kpi",
                "Assets",
                "What can the fleet do, and what is its power worth now?",
                "Assets of the organisation and prices at their nodes",
                new(4, 3),
                new(7, 4),
                Permissions.ReadAssets
            )
        );
}
