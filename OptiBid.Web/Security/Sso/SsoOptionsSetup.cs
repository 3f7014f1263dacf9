using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Network;

namespace OptiBid.Web.Security.Sso;

/// <summary>The options of a provider's scheme, made from the directory when they are first asked for and again after each change.</summary>
internal sealed class SsoOptionsSetup(ISsoDirectory directory, ProviderBackchannel backchannel, ISafeHttp http)
    : IConfigureNamedOptions<OpenIdConnectOptions>
{
    /// <inheritdoc/>
    public void Configure(OpenIdConnectOptions options) => Configure(Options.DefaultName, options);

    /// <inheritdoc/>
    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (SsoScheme.ProviderOf(name) is not { } id || directory.Find(id) is not { } provider)
        {
            return;
        }

        options.Authority = provider.Authority;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.Scope.Clear();
        foreach (var scope in provider.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.CallbackPath = SsoScheme.PathOf(id, "callback");
        options.SignedOutCallbackPath = SsoScheme.PathOf(id, "signedout");
        options.RemoteSignOutPath = SsoScheme.PathOf(id, "remotesignout");
        options.SignedOutRedirectUri = "/login";
        UseRules(options);
        options.SignOutScheme = SsoScheme.AtProvider;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.ClaimActions.MapJsonKey(provider.GroupsClaim, provider.GroupsClaim);
        options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
        options.ClaimActions.MapUniqueJsonKey("preferred_username", "preferred_username");
        options.Events = SsoEvents.Create(id);
        UseMetadata(options, provider.Authority, provider.Authority, backchannel, http);
    }

    /// <summary>What holds for every provider: code flow with PKCE, cookies of this site, signed tokens with claims under their own names.</summary>
    public static void UseRules(OpenIdConnectOptions options)
    {
        options.SignInScheme = SsoScheme.External;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.DisableTelemetry = true;
        options.SaveTokens = false;
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.MapInboundClaims = false;
        options.TokenHandler = new StrictTokenHandler();
        options.TokenValidationParameters.NameClaimType = "name";
        options.TokenValidationParameters.ValidAlgorithms = StrictTokenHandler.Algorithms;
    }

    /// <summary>Discovery and keys through the guarded client, checked before they are used.</summary>
    public static void UseMetadata(
        OpenIdConnectOptions options,
        string authority,
        string issuer,
        ProviderBackchannel backchannel,
        ISafeHttp http
    )
    {
        // Plain http only where the settings of this installation allow the address (tests, a provider inside the network).
        options.RequireHttpsMetadata = !Uri.TryCreate(authority, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp;
        options.Backchannel = backchannel.Client;
        options.MetadataAddress = authority.TrimEnd('/') + "/.well-known/openid-configuration";
        options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            options.MetadataAddress,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(backchannel.Client) { RequireHttps = options.RequireHttpsMetadata },
            new MetadataRules(issuer, http)
        );
    }
}
