using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using OptiBid.Core.Network;

namespace OptiBid.Web.Security.Sso;

/// <summary>The one client for everything that the server asks of providers: checked addresses, no redirects, 10 s, 256 KB.</summary>
internal sealed class ProviderBackchannel(ISafeHttp http) : IDisposable
{
    /// <summary>Largest answer that is read.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The client.</summary>
    public HttpClient Client { get; } = http.CreateClient(TimeSpan.FromSeconds(10), MaxBytes);

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}

/// <summary>Discovery is believed only when it names the issuer that was configured and endpoints that may be called.</summary>
internal sealed class MetadataRules(string issuer, ISafeHttp http) : IConfigurationValidator<OpenIdConnectConfiguration>
{
    /// <inheritdoc/>
    public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var problem =
            configuration.Issuer?.TrimEnd('/') != issuer.TrimEnd('/') ? "discovery names another issuer"
            : configuration.JsonWebKeySet is not { Keys.Count: > 0 } ? "there are no signing keys"
            : new[]
            {
                configuration.AuthorizationEndpoint,
                configuration.TokenEndpoint,
                configuration.UserInfoEndpoint,
                configuration.EndSessionEndpoint,
                configuration.PushedAuthorizationRequestEndpoint,
            }
                .Where(e => !string.IsNullOrEmpty(e))
                .Select(Refuses)
                .FirstOrDefault(r => r is not null);
        return new() { Succeeded = problem is null, ErrorMessage = problem };
    }

    private string? Refuses(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? http.Refuses(uri) : "an endpoint is no address";
}
