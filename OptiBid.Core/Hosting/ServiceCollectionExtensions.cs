using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Audit;
using OptiBid.Core.Bidding;
using OptiBid.Core.Cryptography;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Keys;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Core.Network;
using OptiBid.Core.Notifications;
using OptiBid.Core.Portfolios;
using OptiBid.Core.Series;
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
        var storage = configuration.GetSection("Storage").Get<StorageOptions>() ?? new StorageOptions();
        services.AddData(configuration, storage.Directory);
        services.AddNetwork(configuration);
        services.AddCryptography(configuration, storage.Directory);
        services.AddSeries(configuration, storage.Directory);
        services.AddMarkets(configuration);
        services.AddPortfolios();
        services.AddDashboards();
        services.AddSolvers(configuration);
        services.AddBidding();
        services.AddForecasting();
        services.AddNotifications(configuration);
        services.AddIdentity(configuration);
        services.AddDataProtectionKeys(configuration);
        services.AddPrivacy(configuration);
        services.AddAudit(configuration, storage.Directory);
        services.AddImport();
        services.AddOptions<ForecastingOptions>().Bind(configuration.GetSection("Forecasting"));
        services.AddOptions<TrackingOptions>().Bind(configuration.GetSection("Tracking"));
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection("Import"));
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection("Storage"));
        services.AddSystemHealth();
        return services;
    }

    /// <summary>Health checks of what is registered, and the report over them. Tag <c>ready</c>: needed to serve.</summary>
    private static void AddSystemHealth(this IServiceCollection services)
    {
        services
            .AddHealthChecks()
            .AddCheck<StorageHealthCheck>("storage", tags: ["ready"])
            .AddCheck<SeriesHealthCheck>("series", tags: ["ready"])
            .AddCheck<SolverHealthCheck>("solver");
        services.AddScoped<IReadSystemReport, ReadSystemReport>();
        services.AddScoped<IReadOutbox, ReadOutbox>();
        services.AddScoped<IReadInbox, ReadInbox>();
        services.AddScoped<IMarkInboxRead, MarkInboxRead>();
    }
}
