using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;

namespace OptiBid.Web.Features.Markets.Widgets;

/// <summary>Which settlement points are hubs, told by their names as the markets spell them.</summary>
internal static class Hubs
{
    /// <summary>True for a trading hub: <c>HB_NORTH</c>, <c>TH_SP15_GEN-APND</c>, <c>WESTERN HUB</c>, and their simulated likes.</summary>
    public static bool IsHub(string node)
    {
        var name = Plain(node);
        return name.StartsWith("HB_", StringComparison.Ordinal)
            || name.StartsWith("TH_", StringComparison.Ordinal)
            || name.EndsWith(" HUB", StringComparison.Ordinal);
    }

    /// <summary>The name without the mark of simulated nodes.</summary>
    public static string Plain(string node) =>
        node.StartsWith(SimulatedNodes.Prefix, StringComparison.Ordinal) ? node[SimulatedNodes.Prefix.Length..] : node;

    /// <summary>Nodes of a market that have a price: <paramref name="node"/> first, then the hubs, then the others; each once.</summary>
    public static IReadOnlyList<string> Priced(MarketRead read, string market, string node, params string[] products) =>
        [
            .. read
                .Held.Where(s => s.Definition.Key.Market == market && products.Contains(MarketRead.Base(s), StringComparer.Ordinal))
                .Select(s => s.Definition.Key.Node)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(n =>
                    n == node ? 0
                    : IsHub(n) ? 1
                    : 2
                )
                .ThenBy(n => n, StringComparer.Ordinal),
        ];

    /// <summary>Like <see cref="Priced"/> for day-ahead and real-time prices, without nodes of the other kind: simulated beside imported would mislead.</summary>
    public static IReadOnlyList<string> Beside(MarketRead read, string market, string node, params string[] products)
    {
        var simulated = IsSimulated(node);
        return [.. Priced(read, market, node, products).Where(n => IsSimulated(n) == simulated)];
    }

    private static bool IsSimulated(string node) => node.StartsWith(SimulatedNodes.Prefix, StringComparison.Ordinal);

    /// <summary>The two prices.</summary>
    public static string[] Prices { get; } = [Products.DaLmp, Products.RtLmp];
}
