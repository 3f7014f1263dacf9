using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting.Retraining;

/// <summary>Registers retraining.</summary>
internal static class RetrainingServices
{
    /// <summary>Adds plans, jobs and the worker.</summary>
    public static IServiceCollection AddRetraining(this IServiceCollection services)
    {
        services.TryAddScoped<IListRetrainPlans, ListRetrainPlans>();
        services.TryAddScoped<ISaveRetrainPlan, SaveRetrainPlan>();
        services.TryAddScoped<IDeleteRetrainPlan, DeleteRetrainPlan>();
        services.TryAddScoped<IStartRetrain, StartRetrain>();
        services.TryAddScoped<IListRetrainJobs, ListRetrainJobs>();
        services.TryAddScoped<IGetRetrainJob, GetRetrainJob>();
        services.TryAddScoped<IGetDrift, GetDrift>();
        services.TryAddScoped<RetrainDataReader>();
        services.TryAddScoped<StandingReader>();
        services.TryAddScoped<DailyErrors>();
        services.TryAddScoped<ChallengerTrial>();
        services.TryAddScoped<CandidateSearch>();
        services.TryAddScoped<RetrainRunner>();
        services.TryAddSingleton<RetrainSignal>();
        services.TryAddSingleton<RetrainNotices>();
        services.AddHostedService<RetrainWorker>();
        services.AddScoped<IPersonalData, RetrainingPersonalData>();
        return services;
    }
}
