using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Replay;
using OptiBid.Core.Markets.Simulated;

namespace OptiBid.Core.Markets;

/// <summary>Registers the market data.</summary>
public static class MarketServices
{
    /// <summary>
    /// Adds the price queries, <see cref="IPriceTicks"/> and the chosen feed with its seeder; needs a time-series store, the current user and a
    /// clock. The feed runs as a hosted service.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>Markets:Feed</c> is unknown or another setting is out of its range.</exception>
    public static IServiceCollection AddMarkets(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Markets").Get<MarketsOptions>() ?? new MarketsOptions();
        options.Check();
        services.TryAddSingleton(options);
        services.TryAddSingleton<IPriceTicks, PriceTicks>();
        services.TryAddSingleton<ILiveFeed, LiveFeed>();
        services.TryAddScoped<IListSeries, ListSeries>();
        services.TryAddScoped<IReadPrices, ReadPrices>();
        services.TryAddScoped<IReadFeedHealth, ReadFeedHealth>();
        services.TryAddScoped<IListCatalogue, ListCatalogue>();
        services.TryAddScoped<IDescribeSeries, DescribeSeries>();
        switch (options.Feed.ToUpperInvariant())
        {
            case "SIMULATED":
                services.TryAddSingleton<SimulatedMarket>();
                services.AddSingleton<ISeeder, SimulatedHistorySeeder>();
                services.AddSingleton<IHostedService, SimulatedFeed>();
                if (options.HasIndicativeTicks)
                {
                    services.AddSingleton<IHostedService, IndicativePrices>();
                }

                break;
            case "REPLAY":
                services.AddSingleton<IHostedService, ReplayFeed>();
                break;
            case "NONE":
                break;
            default:
                throw new InvalidOperationException($"Markets:Feed is '{options.Feed}'; allowed: Simulated, Replay, None");
        }

        return services;
    }
}
