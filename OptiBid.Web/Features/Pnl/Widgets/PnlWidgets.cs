using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Pnl.Widgets;

/// <summary>Registers the widgets about money.</summary>
internal static class PnlWidgets
{
    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddPnlWidgets(this IServiceCollection services) =>
        services
            .AddWidget<PnlTotalWidget>(
                Info("pnl.total", "Result", "What did settled bids earn, beside what was possible?", new(3, 3), new(4, 4))
            )
            .AddWidget<PnlWaterfallWidget>(
                Info(
                    "pnl.waterfall",
                    "Result waterfall",
                    "Which part earned or lost what, on the way to perfect foresight?",
                    new(4, 4),
                    new(6, 4)
                )
            )
            .AddWidget<PnlCaptureWidget>(
                Info("pnl.capture", "Capture of perfect foresight", "How much of the possible did each day capture?", new(3, 4), new(6, 5))
            );

    private static WidgetInfo Info(string id, string title, string purpose, WidgetSize min, WidgetSize size) =>
        new(id, title, purpose, "Settled bids of the organisation", min, size, Permissions.ReadPnl);
}
