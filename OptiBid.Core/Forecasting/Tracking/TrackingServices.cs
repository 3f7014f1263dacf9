using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Forecasting.Tracking.Export;
using OptiBid.Core.Forecasting.Tracking.Remote;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Core.Network;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>Registers experiment tracking.</summary>
internal static class TrackingServices
{
    /// <summary>Adds the tracker that <c>Tracking:Provider</c> names, the embedded one under its own name too, and the exporter.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        services
            .AddOptions<TrackingOptions>()
            .Validate(o => o.LargestFile is >= 1024 and <= 256 << 20, "Tracking:LargestFile must be 1024 to 268435456")
            .Validate(o => o.MostRunsSearched is >= 100 and <= 1_000_000, "Tracking:MostRunsSearched must be 100 to 1000000")
            .Validate(
                o => o.Provider != TrackingProvider.MLflow || o.Url is { IsAbsoluteUri: true, Scheme: "https" or "http" },
                "Tracking:Url must be the address of the tracking server when Tracking:Provider is MLflow"
            )
            .ValidateOnStart();
        services.TryAddScoped<IEmbeddedTracker, EmbeddedTracker>();
        services.TryAddSingleton(p => new MLflowTracker(
            p.GetRequiredService<ISafeHttp>(),
            p.GetRequiredService<IOptions<TrackingOptions>>().Value
        ));
        services.TryAddScoped<IExperimentTracker>(p =>
            p.GetRequiredService<IOptions<TrackingOptions>>().Value.Provider == TrackingProvider.MLflow
                ? p.GetRequiredService<MLflowTracker>()
                : p.GetRequiredService<IEmbeddedTracker>()
        );
        services.TryAddScoped<IExportRuns, ExportRuns>();
        services.TryAddSingleton<BacktestTracking>();
        services.AddScoped<IPersonalData, TrackingPersonalData>();
        return services;
    }
}
