using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Web.Security.Sso;

/// <summary>Adds a scheme for each provider that is not disabled. Never lists them: what asks for all schemes gets the host's own.</summary>
internal sealed class SsoSchemeProvider(IOptions<AuthenticationOptions> options, ISsoDirectory directory)
    : AuthenticationSchemeProvider(options)
{
    /// <inheritdoc/>
    public override Task<AuthenticationScheme?> GetSchemeAsync(string name) =>
        SsoScheme.ProviderOf(name) is not { } id ? base.GetSchemeAsync(name)
        : directory.Find(id) is { State: not ProviderState.Disabled } provider
            ? Task.FromResult<AuthenticationScheme?>(new(name, provider.Name, typeof(OpenIdConnectHandler)))
        : Task.FromResult<AuthenticationScheme?>(null);
}
