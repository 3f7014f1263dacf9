using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OptiBid.Core.Identity.Recovery;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Web.Security.SignIn;

/// <summary>The session of this request or of this circuit.</summary>
internal sealed class WebCurrentSession(CircuitSession circuit, IHttpContextAccessor http) : ICurrentSession
{
    /// <inheritdoc/>
    public LiveSession? Session
    {
        get
        {
            var live =
                circuit.IsCircuit ? circuit.Live
                : http.HttpContext is { } context ? CurrentSession.Of(context)
                : null;
            return live is not null && !live.Methods.Contains(RequestOrigin.ApiKeyMethod, StringComparer.Ordinal) ? live : null;
        }
    }
}

/// <summary><c>App:PublicUrl</c>; without it the first address that the app listens on, with the name localhost. Never what a request says.</summary>
internal sealed class WebPublicUrl(IConfiguration configuration, IServer server) : IPublicUrl
{
    /// <inheritdoc/>
    public Uri Base => PublicUrlSetting.Read(configuration) ?? Listening();

    private Uri Listening()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:5080";
        var port = address[(address.LastIndexOf(':') + 1)..].TrimEnd('/');
        return new($"{address[..address.IndexOf(':', StringComparison.Ordinal)]}://localhost:{port}/");
    }
}
