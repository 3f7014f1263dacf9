using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Markets;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Assets.Widgets;

namespace OptiBid.Tests.Web.Assets.Widgets;

/// <summary>The fleet at a glance.</summary>
public sealed class AssetWidgetTests
{
    [Fact]
    public async Task The_fleet_of_the_market_is_shown_with_the_prices_at_its_nodes()
    {
        await using var desk = await Words(new MarketDesk(FakeUser.Reads)).SeedAsync();
        var probe = WidgetProbe.Of<AssetKpiWidget>(desk, Context(desk));
        Assert.Equal((ViewState.Ready, Provenance.Simulated), (probe.Status!.State, probe.Status.Provenance!.Value));
        Assert.Equal(["Demo battery", "Demo wind farm"], probe.Rows().Skip(1).Select(r => r[0]));
        Assert.All(probe.Rows().Skip(1), r => Assert.NotEqual("", r[8]));
        Assert.Contains("400 MWh", probe.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_asset_says_where_to_enter_one_and_no_permission_shows_nothing()
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        Assert.Equal(ViewState.Empty, WidgetProbe.Of<AssetKpiWidget>(desk, Context(desk)).Status!.State);
        await using var other = await Words(new MarketDesk()).SeedAsync();
        Assert.Equal(ViewState.NoPermission, WidgetProbe.Of<AssetKpiWidget>(other, Context(other)).Status!.State);
    }

    private static MarketDesk Words(MarketDesk desk)
    {
        desk.Services.AddLocalization();
        return desk;
    }

    private static WidgetContext Context(MarketDesk desk) =>
        new("ERCOT", SimulatedNodes.HbNorth, null, desk.Time.GetUtcNow().UtcDateTime.AddDays(-1), desk.Time.GetUtcNow().UtcDateTime, "UTC");
}
