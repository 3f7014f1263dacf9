using System.Net;
using System.Net.Sockets;

namespace OptiBid.Core.Network;

/// <summary>Tells public addresses from those that only exist inside an installation.</summary>
internal sealed class AddressRules
{
    private static readonly IPNetwork[] s_private4 = Networks(
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4"
    );

    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] s_private6 = Networks("2001::/23", "2001:db8::/32", "3fff::/20");
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork s_6to4 = IPNetwork.Parse("2002::/16");

    private readonly bool _allowLoopback;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    public AddressRules(NetworkOptions options)
    {
        _allowLoopback = options.AllowLoopback;
        foreach (var entry in options.AllowedHosts)
        {
            if (IPNetwork.TryParse(entry, out var network))
            {
                _networks.Add(network);
            }
            else if (IPAddress.TryParse(entry, out var address))
            {
                _networks.Add(new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            }
            else
            {
                _names.Add(entry);
            }
        }
    }

    /// <summary>True when the host is allowed by its name.</summary>
    public bool Names(string host) => _names.Contains(host);

    /// <summary>True for a public address and for one that the settings allow.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = Unwrap(address);
        return IsPublic(plain)
            || (_allowLoopback && IPAddress.IsLoopback(plain))
            || _networks.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain));
    }

    /// <summary>True for an address of the public internet, also when it is wrapped in an IPv6 form.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Unwrap(address);
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !s_private4.Any(n => n.Contains(plain)),
            AddressFamily.InterNetworkV6 => plain.ScopeId == 0 && s_global6.Contains(plain) && !s_private6.Any(n => n.Contains(plain)),
            _ => false,
        };
    }

    /// <summary>The IPv4 address inside a mapped, compatible, NAT64 or 6to4 address; any other as it is.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return s_6to4.Contains(address) ? new(bytes.AsSpan(2, 4))
            : s_nat64.Contains(address) || (s_compatible.Contains(address) && !IPAddress.IsLoopback(address)) ? new(bytes.AsSpan(12, 4))
            : address;
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(t => IPNetwork.Parse(t))];
}
