using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Solvers;

namespace OptiBid.Core.Hosting;

/// <summary>Registers the capabilities of the platform: the one place that knows them all.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds every capability with the adapters that <paramref name="configuration"/> chooses.</summary>
    public static IServiceCollection AddOptiBidCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSolvers(configuration);
        services.AddBiddingOptimisation();
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection("Storage"));
        return services;
    }
}
