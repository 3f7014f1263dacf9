using Bunit;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Bids.Widgets;

namespace OptiBid.Tests.Web.Bidding.Widgets;

/// <summary>The widgets about bids.</summary>
public sealed class BidWidgetTests
{
    public static TheoryData<Type> Kinds =>
        [.. WidgetCatalogueTests.All.Select(d => d.Component).Where(c => c.Namespace == typeof(BidWidget).Namespace)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_shows_a_settled_replay(Type kind)
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        var probe = WidgetProbe.Of(bench, kind, BidWidgetBench.Context);
        Assert.Equal(ViewState.Ready, probe.Status!.State);
        Assert.Equal(Provenance.Simulated, probe.Status.Provenance);
        Assert.NotNull(probe.Status.AsOfUtc);
        Assert.True(probe.Rows().Count > 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_teaches_where_there_is_no_bid_and_names_the_newest_where_it_lies_elsewhere(Type kind)
    {
        using var bench = new BidWidgetBench();
        var never = WidgetProbe.Of(bench, kind, BidWidgetBench.Context);
        Assert.Equal(ViewState.Empty, never.Status!.State);
        Assert.Contains("Create one on the page Bids", never.Status.EmptyText, StringComparison.Ordinal);

        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, new(2026, 5, 2), 1000));
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Cancelled, new(2026, 6, 9)));
        var before = WidgetProbe.Of(bench, kind, BidWidgetBench.Context);
        Assert.Equal(ViewState.Empty, before.Status!.State);
        Assert.Contains("2026-05-02", before.Status.EmptyText, StringComparison.Ordinal);

        var elsewhere = WidgetProbe.Of(bench, kind, BidWidgetBench.Context with { Market = "CAISO" });
        Assert.DoesNotContain("2026-05-02", elsewhere.Status!.EmptyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_shows_nothing_without_permission_and_says_what_failed(Type kind)
    {
        using var bench = new BidWidgetBench { Refusal = BiddingBench.Forbidden };
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        var refused = WidgetProbe.Of(bench, kind, BidWidgetBench.Context);
        Assert.Equal(ViewState.NoPermission, refused.Status!.State);
        Assert.DoesNotContain("North battery", refused.Markup, StringComparison.Ordinal);
        bench.Refusal = BiddingBench.Away;
        Assert.Equal(
            (ViewState.Error, "the store is away"),
            (WidgetProbe.Of(bench, kind, BidWidgetBench.Context).Status is var s ? (s!.State, s.Error) : default)
        );
    }

    [Fact]
    public void The_list_keeps_to_the_chosen_status()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Draft));
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Rejected));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { [BidListWidget.StatusKey] = "Rejected" };
        var probe = WidgetProbe.Of<BidListWidget>(bench, BidWidgetBench.Context with { Settings = settings });
        Assert.Equal("Rejected", Assert.Single(probe.Rows().Skip(1))[4]);
    }

    [Fact]
    public void The_curve_is_that_of_the_hour_with_most_to_say_and_marks_where_it_cleared()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        var probe = WidgetProbe.Of<BidCurveWidget>(bench, BidWidgetBench.Context);
        Assert.Equal(
            [
                ["2026-06-09", "HE 19", "-20", "-50"],
                ["2026-06-09", "HE 19", "35", "0"],
                ["2026-06-09", "HE 19", "60", "40"],
            ],
            probe.Rows().Skip(1)
        );
        var series = probe.Rendered.FindComponent<LineChart>().Instance.Series;
        Assert.Equal([75], series[2].X);
        Assert.Equal([40], series[2].Y);

        var third = new Dictionary<string, string>(StringComparer.Ordinal) { [BidCurveWidget.Hour] = "3" };
        Assert.Equal("HE 03", WidgetProbe.Of<BidCurveWidget>(bench, BidWidgetBench.Context with { Settings = third }).Rows()[1][1]);
    }

    [Fact]
    public void The_next_bid_is_the_earliest_from_today_on_unless_a_day_is_chosen()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, new(2026, 6, 8), 10));
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Accepted, new(2026, 6, 11)));
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Draft, new(2026, 6, 12)));
        var week = BidWidgetBench.Context with
        {
            FromUtc = BidWidgetBench.Context.FromUtc.AddDays(-5),
            ToUtc = BidWidgetBench.Context.ToUtc.AddDays(5),
        };
        var probe = WidgetProbe.Of<BidScheduleWidget>(bench, week);
        Assert.Contains("North battery, 2026-06-11", probe.Markup, StringComparison.Ordinal);
        Assert.Contains("by plan", probe.Markup, StringComparison.Ordinal);
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal) { [OneBidWidget.DayKey] = "2026-06-08" };
        var settled = WidgetProbe.Of<BidScheduleWidget>(bench, week with { Settings = chosen });
        Assert.Contains("North battery, 2026-06-08", settled.Markup, StringComparison.Ordinal);
        Assert.Equal(["-50", "-50", "28"], settled.Rows()[3][2..]);
    }

    [Fact]
    public void Awards_are_summed_by_direction()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Awarded));
        var row = Assert.Single(WidgetProbe.Of<BidAwardsWidget>(bench, BidWidgetBench.Context).Rows().Skip(1));
        Assert.Equal(("40", "50", ""), (row[3], row[4], row[8]));
    }

    [Fact]
    public void The_strip_shows_the_state_of_charge_against_the_energy_of_the_battery()
    {
        using var bench = new BidWidgetBench();
        bench.Held.Add(BidWidgetBench.Bid(BidStatus.Settled, totalUsd: 1000));
        var probe = WidgetProbe.Of<SocStripWidget>(bench, BidWidgetBench.Context);
        Assert.Equal(24, probe.Rendered.FindAll(".ob-w-soc > div").Count);
        Assert.Contains(
            "highest 42.5 MWh at HE 03",
            probe.Rendered.Find("[role=img]").GetAttribute("aria-label"),
            StringComparison.Ordinal
        );
        // 42.5 of 400 MWh.
        Assert.Contains("height:10.6%", probe.Markup, StringComparison.Ordinal);
    }
}
