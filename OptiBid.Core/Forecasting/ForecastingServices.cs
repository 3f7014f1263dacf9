using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting;

/// <summary>Registers the forecasting capability.</summary>
public static class ForecastingServices
{
    /// <summary>
    /// Adds models, backtests, forecasts of a day, and the worker of queued backtests. The models and <see cref="IRunBacktest"/> need nothing
    /// else; the rest needs the time-series store, the records and the current user.
    /// </summary>
    public static IServiceCollection AddForecasting(this IServiceCollection services)
    {
        services
            .AddOptions<ForecastingOptions>()
            .Validate(o => o.MostActivePerOrganisation is >= 1 and <= 64, "Forecasting:MostActivePerOrganisation must be 1 to 64")
            .Validate(o => o.QueueLength is >= 1 and <= 1024, "Forecasting:QueueLength must be 1 to 1024")
            .Validate(o => o.MostKeptForecasts is >= 100 and <= 1_000_000, "Forecasting:MostKeptForecasts must be 100 to 1000000")
            .Validate(o => o.Threads is >= 1 and <= 256, "Forecasting:Threads must be 1 to 256");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IForecasterCatalog, ForecasterCatalog>();
        services.TryAddSingleton<IRunBacktest, RunBacktest>();
        services.TryAddSingleton<StoredPanelReader>();
        services.TryAddSingleton<StoredBacktester>();
        services.TryAddSingleton<BacktestQueue>();
        services.TryAddSingleton<RunsOfBefore>();
        services.TryAddScoped<IForecastDay, ForecastDay>();
        services.TryAddScoped<IExplainForecast, ExplainForecast>();
        services.TryAddScoped<DistributionOfDay>();
        services.TryAddScoped<IForecastIntervals, ForecastIntervals>();
        services.TryAddScoped<IMakeScenarios, MakeScenarios>();
        services.TryAddScoped<IBacktestStoredSeries, BacktestStoredSeries>();
        services.TryAddScoped<IStartBacktest, StartBacktest>();
        services.TryAddScoped<IListBacktests, ListBacktests>();
        services.TryAddScoped<IGetBacktest, GetBacktest>();
        services.TryAddScoped<ICompareBacktests, CompareBacktests>();
        services.TryAddScoped<IDeleteBacktest, DeleteBacktest>();
        services.AddHostedService<BacktestWorker>();
        services.AddScoped<IPersonalData, BacktestPersonalData>();
        services.AddTracking();
        services.AddRegistry();
        return services;
    }
}
