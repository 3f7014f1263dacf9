using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Tests.Web.Bidding;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Pnl.Widgets;

namespace OptiBid.Tests.Web.Pnl.Widgets;

/// <summary>The widgets about money.</summary>
public sealed class PnlWidgetTests
{
    public static TheoryData<Type> Kinds =>
        [.. WidgetCatalogueTests.All.Select(d => d.Component).Where(c => c.Namespace == typeof(PnlWidget).Namespace)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_shows_settled_days(Type kind)
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        var probe = WidgetProbe.Of(bench, kind, BidWidgetBench.Context);
        Assert.Equal(ViewState.Ready, probe.Status!.State);
        Assert.Equal(Provenance.Simulated, probe.Status.Provenance);
        Assert.True(probe.Rows().Count > 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_teaches_where_nothing_is_settled_and_names_the_newest_day(Type kind)
    {
        using var bench = new BidWidgetBench();
        Assert.Contains("replayed", WidgetProbe.Of(bench, kind, BidWidgetBench.Context).Status!.EmptyText, StringComparison.Ordinal);
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, new(2026, 5, 2), 1000));
        Assert.Contains("2026-05-02", WidgetProbe.Of(bench, kind, BidWidgetBench.Context).Status!.EmptyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_shows_nothing_without_permission(Type kind)
    {
        using var bench = new BidWidgetBench { Refusal = BiddingBench.Forbidden };
        Assert.Equal(ViewState.NoPermission, WidgetProbe.Of(bench, kind, BidWidgetBench.Context).Status!.State);
    }

    [Fact]
    public void The_waterfall_leads_from_the_legs_to_the_result_and_to_perfect_foresight()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        var probe = WidgetProbe.Of<PnlWaterfallWidget>(bench, BidWidgetBench.Context);
        Assert.Equal(["1005", "-3", "-2", "1000", "500", "500", "2000"], probe.Rows().Skip(1).Select(r => r[1]));
        Assert.Contains("left:50%;width:25%", probe.Markup, StringComparison.Ordinal);
        Assert.Contains("▼ -$3.00", probe.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_is_the_result_over_perfect_foresight()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, new(2026, 6, 8), 500));
        var context = BidWidgetBench.Context with { FromUtc = BidWidgetBench.Context.FromUtc.AddDays(-1) };
        var probe = WidgetProbe.Of<PnlCaptureWidget>(bench, context);
        Assert.All(probe.Rows().Skip(1), r => Assert.Equal("50", r[3]));
        Assert.Contains("50.0 %", probe.Markup, StringComparison.Ordinal);
    }
}
