using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Identity.Scim.Groups;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Core.Identity.Scim.Users;
using OptiBid.Core.Identity.Sso;

namespace OptiBid.Core.Identity.Scim;

/// <summary>Registers provisioning over SCIM.</summary>
internal static class ScimServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddScim(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ScimOptions>()
            .Bind(configuration.GetSection("Identity:Scim"))
            .Validate(
                o => o is { RequestsPerSecond: >= 1, Burst: >= 1, WrongTokensPerMinute: >= 1, LongestTokenDays: >= 1 },
                "Identity:Scim needs RequestsPerSecond, Burst, WrongTokensPerMinute and LongestTokenDays of at least 1"
            )
            .ValidateOnStart();
        services.AddScoped<ScimTokens>();
        services.AddScoped<ICreateScimToken>(p => p.GetRequiredService<ScimTokens>());
        services.AddScoped<IRevokeScimToken>(p => p.GetRequiredService<ScimTokens>());
        services.AddScoped<IListScimTokens>(p => p.GetRequiredService<ScimTokens>());
        services.AddSingleton<IFindScimCaller, FindScimCaller>();
        services.AddScoped<ScimChange>();
        services.AddScoped<ScimAccounts>();
        services.AddScoped<ScimMemberships>();
        services.AddScoped<ScimRoles>();
        services.AddScoped<ScimUserReader>();
        services.AddScoped<ScimGroupReader>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IProvisionedMembers, ProvisionedMembers>());
        services.AddScoped<IScimUsers, ScimUsers>();
        services.AddScoped<IScimGroups, ScimGroups>();
        return services;
    }
}
