using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Templates;

namespace OptiBid.Core.Dashboards;

/// <summary>Registers the dashboards.</summary>
public static class DashboardServices
{
    /// <summary>Adds commands, queries and templates; needs the records, the current user, the audit trail and a clock.</summary>
    public static IServiceCollection AddDashboards(this IServiceCollection services)
    {
        services.TryAddSingleton<IDashboardSignals, DashboardSignals>();
        services.TryAddSingleton<IDashboardTemplates, DashboardTemplates>();
        services.TryAddScoped<IListDashboards, ListDashboards>();
        services.TryAddScoped<IFindDashboard, FindDashboard>();
        services.TryAddScoped<ICreateDashboard, CreateDashboard>();
        services.TryAddScoped<ISaveDashboard, SaveDashboard>();
        services.TryAddScoped<IDuplicateDashboard, DuplicateDashboard>();
        services.TryAddScoped<IDeleteDashboard, DeleteDashboard>();
        services.TryAddScoped<IShareDashboard, ShareDashboard>();
        services.TryAddScoped<IHomeDashboard, HomeDashboard>();
        services.TryAddScoped<IKeepDashboardDraft, KeepDashboardDraft>();
        return services;
    }
}
