using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Domains.Dns;
using OptiBid.Core.Identity.Sso.Enforcement;
using OptiBid.Core.Identity.Sso.Platform;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Core.Identity.Sso;

/// <summary>Registers single sign-on. Needs Data Protection.</summary>
internal static class SsoServices
{
    /// <summary>Adds single sign-on.</summary>
    public static IServiceCollection AddSso(this IServiceCollection services)
    {
        services.AddSingleton<ISsoSecrets, SsoSecrets>();
        services.TryAddSingleton<ITxtResolver, DnsTxtResolver>();
        services.AddSingleton<ISsoDirectory, SsoDirectory>();
        services.AddSingleton<EnforcementTimer>();
        services.AddHostedService<SsoDirectoryWorker>();
        services.AddScoped<OrganisationPolicies>();
        services.AddScoped<IListProviders, ListProviders>();
        services.AddScoped<ISaveProvider, SaveProvider>();
        services.AddScoped<ITestProvider, TestProvider>();
        services.AddScoped<ISetProviderState, SetProviderState>();
        services.AddScoped<IRemoveProvider, SetProviderState>();
        services.AddScoped<IListGroupRules, ListGroupRules>();
        services.AddScoped<IListAssignableRoles, ListAssignableRoles>();
        services.AddScoped<ISaveGroupRules, SaveGroupRules>();
        services.AddScoped<IListDomains, DomainCommands>();
        services.AddScoped<IClaimDomain, DomainCommands>();
        services.AddScoped<IVerifyDomain, DomainCommands>();
        services.AddScoped<IRemoveDomain, DomainCommands>();
        services.AddScoped<ISignInWithProvider, SignInWithProvider>();
        services.AddScoped<ILinkProvider, LinkProvider>();
        services.AddScoped<IRehearseProvider, RehearseProvider>();
        services.AddScoped<IEndProviderSessions, EndProviderSessions>();
        services.AddScoped<IEnforceSso, EnforceSso>();
        services.AddScoped<IReadEnforcement, EnforceSso>();
        services.AddScoped<IBreakGlass, BreakGlass>();
        services.AddScoped<ISignInWithMicrosoft, SignInWithMicrosoft>();
        services.AddScoped<IConnectMicrosoft, ConnectMicrosoft>();
        return services;
    }
}
