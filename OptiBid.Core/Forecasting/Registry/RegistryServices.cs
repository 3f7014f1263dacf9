using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>Registers the model registry.</summary>
internal static class RegistryServices
{
    /// <summary>Adds the registry and the promotions.</summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services)
    {
        services.TryAddScoped<IModelRegistry, ModelRegistry>();
        services.TryAddScoped<IListPromotions, ListPromotions>();
        services.TryAddScoped<IRequestPromotion, RequestPromotion>();
        services.TryAddScoped<IDecidePromotion, DecidePromotion>();
        services.TryAddScoped<IWithdrawPromotion, WithdrawPromotion>();
        services.TryAddScoped<IRollBackModel, RollBackModel>();
        services.AddScoped<IPersonalData, RegistryPersonalData>();
        return services;
    }
}
