using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Bids.Widgets;

/// <summary>Registers the widgets about bids.</summary>
internal static class BidWidgets
{
    private const string Source = "Bids of the organisation";

    private static readonly WidgetSetting s_day = new(
        OneBidWidget.DayKey,
        "Delivery day as yyyy-mm-dd (empty: the next)",
        WidgetSettingKind.Text,
        ""
    );

    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddBidWidgets(this IServiceCollection services) =>
        services
            .AddWidget<BidListWidget>(
                Info("bids.list", "Bids", "Where do the bids of the range stand?", new(4, 3), new(6, 5)) with
                {
                    Settings =
                    [
                        new(BidListWidget.StatusKey, "Status", WidgetSettingKind.Choice, BidListWidget.Every)
                        {
                            Choices = [BidListWidget.Every, .. Enum.GetNames<BidStatus>().Where(s => s != nameof(BidStatus.Cancelled))],
                        },
                    ],
                }
            )
            .AddWidget<BidCurveWidget>(
                Info("bids.curve", "Offer curve", "At which price does the next bid sell or buy how much?", new(3, 4), new(6, 5)) with
                {
                    Settings =
                    [
                        s_day,
                        new(BidCurveWidget.Hour, "Hour ending (0: the one with most to say)", WidgetSettingKind.Number, "0")
                        {
                            Min = 0,
                            Max = 24,
                        },
                    ],
                }
            )
            .AddWidget<BidScheduleWidget>(
                Info(
                    "bids.schedule",
                    "Schedule",
                    "When is the battery awarded or planned to charge and discharge?",
                    new(3, 4),
                    new(6, 5)
                ) with
                {
                    Settings = [s_day],
                }
            )
            .AddWidget<BidAwardsWidget>(
                Info("bids.awards", "Awards and results", "What was awarded, and what did it earn?", new(5, 3), new(8, 5))
            )
            .AddWidget<SocStripWidget>(
                Info("assets.soc", "State of charge", "How full was the battery in each hour of a settled day?", new(3, 3), new(6, 4)) with
                {
                    Settings = [s_day],
                }
            );

    private static WidgetInfo Info(string id, string title, string purpose, WidgetSize min, WidgetSize size) =>
        new(id, title, purpose, Source, min, size, Permissions.ReadBids);
}
