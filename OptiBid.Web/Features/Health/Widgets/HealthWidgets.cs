using OptiBid.Core.Identity;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Health.Widgets;

/// <summary>Registers the widgets about this installation.</summary>
internal static class HealthWidgets
{
    /// <summary>Adds them to the catalogue.</summary>
    public static IServiceCollection AddHealthWidgets(this IServiceCollection services) =>
        services.AddWidget<JobQueueWidget>(
            new(
                "system.jobs",
                "Job queue",
                "Which imports and backtests wait, run or failed?",
                "Imports and backtests of the organisation",
                new(4, 3),
                new(6, 4),
                Permissions.ReadForecasts
            )
        );
}
