using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OptiBid.Web.Security.Sso;

/// <summary>Registers single sign-on at run time.</summary>
internal static class SsoSetup
{
    /// <summary>Adds it; after <c>AddAuthentication</c>, whose scheme provider it replaces.</summary>
    public static IServiceCollection AddSsoSignIn(this IServiceCollection services)
    {
        services.AddSingleton<ProviderBackchannel>();
        services.Replace(ServiceDescriptor.Singleton<IAuthenticationSchemeProvider, SsoSchemeProvider>());
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, SsoOptionsSetup>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>()
        );
        services.AddTransient<OpenIdConnectHandler>();
        services
            .AddAuthentication()
            .AddCookie(
                SsoScheme.External,
                o =>
                {
                    o.Cookie.Name = SsoScheme.External;
                    o.Cookie.Path = "/sso";
                    o.Cookie.HttpOnly = true;
                    o.Cookie.SameSite = SameSiteMode.Lax;
                    o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    o.ExpireTimeSpan = TimeSpan.FromMinutes(2);
                    o.SlidingExpiration = false;
                }
            )
            .AddCookie(
                SsoScheme.AtProvider,
                o =>
                {
                    o.Cookie.Name = SsoScheme.AtProvider;
                    o.Cookie.Path = "/logout";
                    o.Cookie.HttpOnly = true;
                    o.Cookie.SameSite = SameSiteMode.Strict;
                    o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    o.ExpireTimeSpan = TimeSpan.FromHours(25);
                    o.SlidingExpiration = false;
                }
            );
        return services;
    }
}
