using Microsoft.JSInterop;

namespace OptiBid.Web.Live;

/// <summary>Registers the live path.</summary>
internal static class LiveServices
{
    /// <summary>Adds <see cref="ILiveValues"/> with the service that feeds it, and the live charts of a circuit.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveValues>();
        services.AddSingleton<ILiveValues>(p => p.GetRequiredService<LiveValues>());
        services.AddSingleton<ILiveEntries>(p => p.GetRequiredService<LiveValues>());
        services.AddHostedService<LiveValuesFeed>();
        services.AddScoped<ILiveHistory, LiveHistory>();
        services.AddScoped(p => new LivePage(
            p.GetRequiredService<ILiveValues>(),
            p.GetRequiredService<ILiveEntries>(),
            p.GetRequiredService<IJSRuntime>(),
            p.GetRequiredService<TimeProvider>()
        ));
        return services;
    }
}
