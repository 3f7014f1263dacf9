using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>Registers the optimisers.</summary>
public static class OptimisationServices
{
    /// <summary>Adds <see cref="IRegulationOptimiser"/> and <see cref="IBatteryOptimiser"/>; needs the solvers.</summary>
    public static IServiceCollection AddBiddingOptimisation(this IServiceCollection services)
    {
        services.TryAddSingleton<IRegulationOptimiser, RegulationOptimiser>();
        services.TryAddSingleton<IBatteryOptimiser, BatteryOptimiser>();
        return services;
    }
}
