using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using OptiBid.Core.Network;
using IPNetwork = System.Net.IPNetwork;

namespace OptiBid.Web.Security;

/// <summary>
/// Behind a reverse proxy, the client's address, scheme and host are what the proxy says, and only what a proxy of <c>Network:Proxies</c> says:
/// rate limits, lockout, cookies and redirect addresses hang on them.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Adds it, before everything else; nothing without a configured proxy.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<NetworkOptions>>().Value.Proxies;
        if (proxies.Count > 0)
        {
            app.UseForwardedHeaders(OptionsOf(proxies));
        }
    }

    /// <summary>The chain is read from its near end as far as the addresses are proxies; the first that is none is the client.</summary>
    private static ForwardedHeadersOptions OptionsOf(IEnumerable<string> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        // The framework's default is this machine.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(NetworkOf(proxy));
        }

        return options;
    }

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException($"Network:Proxies has '{text}'; expected an address or a network such as 10.0.0.0/24");
}
