using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>What can be chosen on a dashboard.</summary>
/// <param name="Nodes">Settlement points with prices, by market.</param>
/// <param name="Assets">Assets of the organisation.</param>
public sealed record DashboardOptions(IReadOnlyList<(string Market, string Node)> Nodes, IReadOnlyList<AssetView> Assets);

/// <summary>What was chosen.</summary>
/// <param name="Market">PJM, CAISO or ERCOT.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="AssetId">The asset, or null: all.</param>
/// <param name="Range">Time range as text.</param>
public sealed record DashboardVariables(string Market, string Node, Guid? AssetId, string Range)
{
    /// <summary>What holds when the address names some of it, the dashboard some, and the data decide the rest.</summary>
    public static DashboardVariables Choose(
        (string? Market, string? Node, Guid? Asset, string? Range) address,
        DashboardDefaults defaults,
        DashboardOptions options
    )
    {
        var assetId = address.Asset ?? (address.Market is null && address.Node is null ? defaults.AssetId : null);
        var asset = options.Assets.FirstOrDefault(a => a.Id == assetId);
        var market = Known(address.Market) ?? Known(defaults.Market) ?? asset?.Draft.Market ?? FirstMarket(options);
        var node =
            address.Node
            ?? (market == Known(defaults.Market) || defaults.Market is null ? defaults.Node : null)
            ?? (asset?.Draft.Market == market ? asset.Draft.Node : null)
            ?? options.Assets.FirstOrDefault(a => a.Draft.Market == market && options.Nodes.Contains((market, a.Draft.Node)))?.Draft.Node
            ?? options.Nodes.FirstOrDefault(n => n.Market == market).Node
            ?? "";
        return new(
            market,
            node,
            asset?.Id,
            TimeRange.Parse(address.Range) is { IsSuccess: true } range ? range.Value.ToString() : defaults.Range
        );
    }

    private static string FirstMarket(DashboardOptions options) =>
        options.Assets.Count > 0 ? options.Assets[0].Draft.Market
        : options.Nodes.Count > 0 ? options.Nodes[0].Market
        : "ERCOT";

    private static string? Known(string? market) =>
        MarketCalendar.All.FirstOrDefault(c => c.Market.Equals(market, StringComparison.OrdinalIgnoreCase))?.Market;
}
