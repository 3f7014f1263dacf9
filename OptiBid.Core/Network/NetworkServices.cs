using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OptiBid.Core.Network;

/// <summary>Registers calls to addresses that others chose.</summary>
public static class NetworkServices
{
    /// <summary>Adds <see cref="ISafeHttp"/> (a singleton) with the section <c>Network</c>.</summary>
    public static IServiceCollection AddNetwork(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<NetworkOptions>().Bind(configuration.GetSection("Network"));
        services.TryAddSingleton<ISafeHttp, SafeHttp>();
        return services;
    }
}
