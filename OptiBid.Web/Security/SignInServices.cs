using Microsoft.AspNetCore.Authentication;
using OptiBid.Core.Identity.Recovery;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Web.Security.SignIn;

namespace OptiBid.Web.Security;

/// <summary>The ways to prove a session: cookie, access token, API key; one scheme chooses among them by the request.</summary>
internal static class SignInServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services
            .AddAuthentication(o =>
            {
                o.DefaultScheme = SessionClaims.AnyScheme;
                o.DefaultSignInScheme = SessionClaims.Scheme;
                o.DefaultSignOutScheme = SessionClaims.Scheme;
            })
            .AddPolicyScheme(SessionClaims.AnyScheme, null, o => o.ForwardDefaultSelector = ProgramCredentials.SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(SessionClaims.TokenScheme, null)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(SessionClaims.KeyScheme, null)
            .AddSessionCookie();
        services.AddScoped<ICurrentSession, WebCurrentSession>();
        services.AddSingleton<IPublicUrl, WebPublicUrl>();
        return services;
    }
}
