using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Desk.Widgets;

/// <summary>Registers the widgets of the desk.</summary>
internal static class DeskWidgets
{
    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddDeskWidgets(this IServiceCollection services)
    {
        services.TryAddTransient<AlertReader>();
        return services.AddWidget<AlertListWidget>(
            new(
                "alerts.list",
                "Alerts",
                "What needs a hand now: late feeds, missing prices, closing gates, rejected bids, failed jobs?",
                "State of feeds, prices, gates, bids and jobs",
                new(4, 3),
                new(5, 5),
                Permissions.ReadMarkets
            )
            {
                Settings = [new(AlertListWidget.GateHours, "Hours before a gate", WidgetSettingKind.Number, "6") { Min = 1, Max = 72 }],
            }
        );
    }
}
