using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Validators;
using OptiBid.Core.Network;

namespace OptiBid.Web.Security.Sso;

/// <summary>Registers "Sign in with Microsoft" where it is configured.</summary>
internal static class MicrosoftSetup
{
    /// <summary>Adds it; after <see cref="SsoSetup.AddSsoSignIn"/>.</summary>
    public static IServiceCollection AddMicrosoftSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("AzureAd");
        services.AddOptions<MicrosoftOptions>().Bind(section);
        var settings = section.Get<MicrosoftOptions>() ?? new();
        if (!settings.IsOn)
        {
            return services;
        }

        services
            .AddAuthentication()
            .AddMicrosoftIdentityWebApp(
                o =>
                {
                    (o.Instance, o.TenantId) = (settings.Instance, settings.TenantId);
                    (o.ClientId, o.ClientSecret) = (settings.ClientId, settings.ClientSecret);
                    o.CallbackPath = MicrosoftOptions.CallbackPath;
                },
                openIdConnectScheme: SsoScheme.Microsoft,
                cookieScheme: null
            );
        // After the library's own defaults, which are the implicit flow, several issuers and an HTTP client without a guard.
        services
            .AddOptions<OpenIdConnectOptions>(SsoScheme.Microsoft)
            .Configure<ProviderBackchannel, ISafeHttp>((o, backchannel, http) => Configure(o, settings, backchannel, http));
        return services;
    }

    private static void Configure(OpenIdConnectOptions options, MicrosoftOptions settings, ProviderBackchannel backchannel, ISafeHttp http)
    {
        options.Authority = settings.Authority;
        (options.ClientId, options.ClientSecret) = (settings.ClientId, settings.ClientSecret);
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.CallbackPath = MicrosoftOptions.CallbackPath;
        options.SignedOutCallbackPath = "/sso/microsoft/signedout";
        options.RemoteSignOutPath = default;
        SsoOptionsSetup.UseRules(options);
        options.GetClaimsFromUserInfoEndpoint = false;
        options.TokenValidationParameters.IssuerValidator = settings.ValidateIssuer;
        // A key that Microsoft keeps for one tenant signs for no other.
        options.TokenValidationParameters.EnableAadSigningKeyIssuerValidation();
        options.Events = new()
        {
            OnTokenValidated = KeepAsync,
            OnAccessDenied = context => ShowAsync(context, context.Properties, "denied"),
            OnRemoteFailure = context => FailAsync(context),
        };
        SsoOptionsSetup.UseMetadata(options, settings.Authority, settings.Issuer, backchannel, http);
    }

    /// <summary>Keeps who it is, from the signed token; an answer that names another issuer than the token (mix-up) is refused.</summary>
    private static Task KeepAsync(TokenValidatedContext context)
    {
        if (context.ProtocolMessage.GetParameter("iss") is { } issuer && issuer != context.SecurityToken.Issuer)
        {
            context.Fail("The answer names another issuer than the token");
            return Task.CompletedTask;
        }

        return SsoEvents.KeepTokenClaims(context);
    }

    private static Task FailAsync(RemoteFailureContext context)
    {
        context
            .HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(MicrosoftSetup))
            .LogWarning("Sign-in with Microsoft failed: {Reason}", SsoEvents.OneLine(context.Failure?.Message));
        return ShowAsync(context, context.Properties, SsoEvents.CodeOf(context.Failure));
    }

    private static Task ShowAsync<T>(HandleRequestContext<T> context, AuthenticationProperties? trip, string code)
        where T : AuthenticationSchemeOptions
    {
        context.Response.Redirect(MicrosoftEndpoints.FailurePage(trip, code));
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
