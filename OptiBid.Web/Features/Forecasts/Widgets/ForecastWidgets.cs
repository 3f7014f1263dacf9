using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Forecasts.Widgets;

/// <summary>Registers the widgets of the forecasts.</summary>
internal static class ForecastWidgets
{
    private const string Source = "Kept backtests, else forecasts of the last days of the range";

    private static readonly WidgetSetting s_model = new(
        ForecastWidget.ModelKey,
        "Model",
        WidgetSettingKind.Choice,
        ForecastWidget.DefaultModel
    )
    {
        Choices = ["kernel", "lasso", "lear", "ridge", "naive-daily", "naive-weekly", "naive-dow"],
    };

    private static readonly WidgetSetting s_days = new(
        ForecastWidget.DaysKey,
        "Days forecast without a backtest",
        WidgetSettingKind.Number,
        "2"
    )
    {
        Min = 1,
        Max = 7,
    };

    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddForecastWidgets(this IServiceCollection services) =>
        services
            .AddWidget<ForecastVsActualWidget>(
                new(
                    "forecast.vs_actual",
                    "Forecast and actual",
                    "How close did the day-ahead forecast come to what cleared?",
                    Source,
                    new(3, 4),
                    new(6, 6),
                    Permissions.ReadForecasts
                )
                {
                    Settings = [s_model, s_days],
                }
            )
            .AddWidget<ForecastErrorWidget>(
                new(
                    "forecast.error",
                    "Forecast error",
                    "How large is the error, and does the model beat the week before?",
                    Source,
                    new(3, 4),
                    new(6, 5),
                    Permissions.ReadForecasts
                )
                {
                    Settings =
                    [
                        s_model,
                        s_days,
                        new(ForecastErrorWidget.Group, "Groups", WidgetSettingKind.Choice, ForecastErrorWidget.ByDay)
                        {
                            Choices = [ForecastErrorWidget.ByDay, ForecastErrorWidget.ByHour],
                        },
                    ],
                }
            );
}
