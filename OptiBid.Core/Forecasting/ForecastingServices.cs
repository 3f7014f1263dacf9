using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Forecasting.Analysis;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Days.Batches;
using OptiBid.Core.Forecasting.Days.Champions;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Anomalies;
using OptiBid.Core.Forecasting.Models.Serving;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Reports;
using OptiBid.Core.Forecasting.Retraining;
using OptiBid.Core.Forecasting.Risks;
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
            .Validate(o => o.Threads is >= 1 and <= 256, "Forecasting:Threads must be 1 to 256")
            .Validate(o => o.ChampionSeconds is >= 1 and <= 600, "Forecasting:ChampionSeconds must be 1 to 600")
            .Validate(o => o.WarmSeconds is >= 0 and <= 3600, "Forecasting:WarmSeconds must be 0 to 3600")
            .Validate(o => o.RetrainPollSeconds is >= 1 and <= 3600, "Forecasting:RetrainPollSeconds must be 1 to 3600");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IForecasterCatalog, ForecasterCatalog>();
        services.TryAddSingleton<IRunBacktest, RunBacktest>();
        services.TryAddSingleton<IFeatureStore, FeatureStore>();
        services.TryAddSingleton<IRiskAssessor, RiskAssessor>();
        services.TryAddSingleton<ITrendAnalyser, TrendAnalyser>();
        services.TryAddSingleton<IAnomalyDetector, AnomalyDetector>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInferenceCase, ForestCase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInferenceCase, BoostingCase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInferenceCase, SupportVectorCase>());
        services.TryAddSingleton<IAnalyseMarket, AnalyseMarket>();
        services.TryAddSingleton<IPredictVolatility, PredictVolatility>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInferenceCase, LstmCase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInferenceCase, TransformerCase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInferenceCase, VolatilityCase>());
        services.TryAddSingleton<StoredPanelReader>();
        services.TryAddSingleton<StoredBacktester>();
        services.TryAddSingleton<BacktestQueue>();
        services.TryAddSingleton<RunsOfBefore>();
        services.TryAddScoped<ChampionReader>();
        services.TryAddScoped<ServeChampion>();
        services.TryAddScoped<IForecastDay, ForecastDay>();
        services.TryAddSingleton<BatchLanes>();
        services.TryAddScoped<INewestForecast, NewestChampionForecast>();
        services.TryAddScoped<IForecastBatch, ForecastBatch>();
        services.TryAddScoped<IAssessDay, AssessDay>();
        services.TryAddScoped<IListFeatures, ListFeatures>();
        services.TryAddScoped<IReadFeatureDay, ReadFeatureDay>();
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
        services.AddHostedService<ChampionWarmer>();
        services.AddScoped<IPersonalData, BacktestPersonalData>();
        services.AddTracking();
        services.AddRegistry();
        services.AddRetraining();
        return services;
    }

    /// <summary>Adds the reports of models; they need the models and the readers of price files (AddImport).</summary>
    public static IServiceCollection AddModelReports(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelReporter, RiskReport>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelReporter, TrendReport>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelReporter, AnomalyReport>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelReporter, LstmReport>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelReporter, TransformerReport>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelReporter, VolatilityReport>());
        return services;
    }
}
