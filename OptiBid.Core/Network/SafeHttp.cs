using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace OptiBid.Core.Network;

/// <summary>Which addresses that somebody typed in may be called. Section <c>Network</c>.</summary>
public sealed class NetworkOptions
{
    /// <summary>Allow 127.0.0.0/8 and ::1: for tests and for a proxy on the same machine. Default: false.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Host names, addresses or networks (<c>10.1.0.0/16</c>) of this installation that may be called although they are not public.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>
    /// Reverse proxies in front of this server, addresses or networks. What they say about the client (<c>X-Forwarded-For</c>, <c>-Proto</c>,
    /// <c>-Host</c>) is believed; what anybody else says is not. Default: none.
    /// </summary>
    public IList<string> Proxies { get; set; } = [];
}

/// <summary>An address that this server may not call. It arrives as the inner exception of an <see cref="HttpRequestException"/>.</summary>
public sealed class AddressRefusedException : Exception
{
    /// <summary>A refusal that names the host and never the address behind it.</summary>
    public AddressRefusedException(string host)
        : base($"'{host}' is not a public address; add it to Network:AllowedHosts to allow it") { }
}

/// <summary>
/// HTTP to an address that a user, an organisation or another server chose (webhooks, identity providers, logos). Each connection resolves the
/// name, checks every address and connects to a checked one, so neither a private address nor a name that changes its answer gets through.
/// No redirects, no proxy, no cookies; a connection takes at most 5 s.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public interface ISafeHttp
{
    /// <summary>A client with a handler of its own. Keep it as long as its owner lives.</summary>
    /// <param name="timeout">Whole time of a request; 15 s when null.</param>
    /// <param name="maxResponseBytes">Longest answer that is read.</param>
    HttpClient CreateClient(TimeSpan? timeout = null, int maxResponseBytes = 1 << 20);

    /// <summary>The handler alone, for a library that builds its own client.</summary>
    HttpMessageHandler CreateHandler();

    /// <summary>What is wrong with a target before it is stored, or null: https only (http where the host is allowed by name or is loopback), no user info.</summary>
    string? Refuses(Uri target);

    /// <summary>Resolves a host, checks every address and connects to a checked one; for protocols other than HTTP.</summary>
    /// <exception cref="AddressRefusedException">The host or one of its addresses is not allowed.</exception>
    Task<Socket> ConnectAsync(string host, int port, ProtocolType protocol, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ISafeHttp"/>
internal sealed class SafeHttp : ISafeHttp
{
    private readonly AddressRules _rules;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public SafeHttp(IOptions<NetworkOptions> options)
        : this(options, Dns.GetHostAddressesAsync) { }

    internal SafeHttp(IOptions<NetworkOptions> options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _rules = new(options.Value);
        _resolve = resolve;
    }

    /// <inheritdoc/>
    public HttpClient CreateClient(TimeSpan? timeout = null, int maxResponseBytes = 1 << 20) =>
        new(CreateHandler(), disposeHandler: true)
        {
            Timeout = timeout ?? TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = maxResponseBytes,
        };

    /// <inheritdoc/>
    public HttpMessageHandler CreateHandler() =>
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A name is checked again at least this often.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = async (context, cancellationToken) =>
                new NetworkStream(
                    await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ProtocolType.Tcp, cancellationToken),
                    ownsSocket: true
                ),
        };

    /// <inheritdoc/>
    public string? Refuses(Uri target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!target.IsAbsoluteUri || target.Scheme is not ("https" or "http"))
        {
            return "an address starts with https://";
        }

        if (target.UserInfo.Length > 0)
        {
            return "an address carries no user name or password";
        }

        var trusted = _rules.Names(target.IdnHost);
        var literal = IPAddress.TryParse(target.IdnHost.Trim('[', ']'), out var address) ? address : null;
        if (literal is not null && !trusted && !_rules.Allows(literal))
        {
            return $"'{target.Host}' is not a public address";
        }

        var isLocal = trusted || (literal is not null && !AddressRules.IsPublic(literal));
        return target.Scheme == "http" && !isLocal ? "an address outside this installation starts with https://" : null;
    }

    /// <inheritdoc/>
    public async Task<Socket> ConnectAsync(string host, int port, ProtocolType protocol, CancellationToken cancellationToken = default)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        if (addresses.Length == 0 || (!_rules.Names(host) && !addresses.All(_rules.Allows)))
        {
            throw new AddressRefusedException(host);
        }

        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return socket;
            }
            catch (SocketException fault)
            {
                socket.Dispose();
                last = fault;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }
}
