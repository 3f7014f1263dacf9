using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Common;
using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Core.Portfolios;

/// <summary>Registers the portfolios.</summary>
public static class PortfolioServices
{
    /// <summary>Adds the asset commands and queries and the seeder of the demo assets; needs the records, the current user and a clock.</summary>
    public static IServiceCollection AddPortfolios(this IServiceCollection services)
    {
        services.TryAddScoped<IListAssets, ListAssets>();
        services.TryAddScoped<IFindAsset, FindAsset>();
        services.TryAddScoped<ISaveAsset, SaveAsset>();
        services.TryAddScoped<IRetireAsset, RetireAsset>();
        services.AddSingleton<ISeeder, DemoAssetsSeeder>();
        return services;
    }
}
