using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity.ApiKeys;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>Registers what programs prove themselves with.</summary>
internal static class TokenServices
{
    /// <summary>Adds access tokens, refresh tokens, API keys, service accounts and the store of the key ring.</summary>
    public static IServiceCollection AddTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<TokenOptions>()
            .Bind(configuration.GetSection("Identity:Tokens"))
            .Validate(
                o => o.AccessTokenLifetime >= TimeSpan.FromMinutes(5) && o.AccessTokenLifetime <= TimeSpan.FromHours(24),
                "Identity:Tokens:AccessTokenLifetime is 00:05:00 to 24:00:00 (1.00:00:00)"
            )
            .ValidateOnStart();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IPublicSigningKeys>(p => p.GetRequiredService<SigningKeys>());
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<IIssueAccessToken>(p => p.GetRequiredService<AccessTokens>());
        services.AddSingleton<IFindTokenSession>(p => p.GetRequiredService<AccessTokens>());
        services.AddScoped<RefreshTokens>();
        services.AddScoped<IExchangeForTokens>(p => p.GetRequiredService<RefreshTokens>());
        services.AddScoped<IRefreshTokens>(p => p.GetRequiredService<RefreshTokens>());
        services.AddSingleton<IFindApiKey, FindApiKey>();
        services.AddScoped<ICreateApiKey, CreateApiKey>();
        services.AddScoped<IRevokeApiKey, RevokeApiKey>();
        services.AddScoped<IListApiKeys, ListApiKeys>();
        services.AddScoped<ICreateServiceAccount, CreateServiceAccount>();
        services.AddScoped<IDisableServiceAccount, DisableServiceAccount>();
        services.AddScoped<IListServiceAccounts, ListServiceAccounts>();
        return services;
    }
}
