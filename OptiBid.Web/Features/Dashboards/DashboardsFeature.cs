using OptiBid.Core.Dashboards;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Dashboards.Export;
using OptiBid.Web.Features.Dashboards.Widgets;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>Registers the pages of dashboards and the widgets that need no other feature.</summary>
internal static class DashboardsFeature
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddDashboardPages(this IServiceCollection services)
    {
        services.AddWidgetCatalogue();
        services.AddScoped<DashboardActions>();
        services.AddScoped<DashboardExporter>();
        services.AddScoped<IStartPage, HomeStartPage>();
        return services.AddWidget<NotesWidget>(
            new("notes.markdown", "Notes", "Text of your own in Markdown: rules, reminders, links", "Written here", new(2, 2), new(4, 3))
            {
                Settings = [new("text", "Text (Markdown)", WidgetSettingKind.Markdown, "")],
            }
        );
    }
}
