using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Markets.Widgets;
using OptiBid.Web.Live;

namespace OptiBid.Tests.Web.Markets.Widgets;

/// <summary>The widgets of the markets over the real queries and a store in memory.</summary>
public sealed class MarketWidgetTests
{
    private static readonly DateTime s_first = new(2025, 5, 1, 5, 0, 0, DateTimeKind.Utc);

    public static TheoryData<Type> Kinds =>
        [.. WidgetCatalogueTests.All.Select(d => d.Component).Where(c => c.Namespace == typeof(MarketWidget).Namespace)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_shows_the_simulated_market_and_says_that_it_is_simulated(Type kind)
    {
        await using var desk = await Words(new MarketDesk(FakeUser.Reads)).SeedAsync();
        var probe = WidgetProbe.Of(desk, kind, Now(desk));
        Assert.Equal(ViewState.Ready, probe.Status!.State);
        Assert.Equal(Provenance.Simulated, probe.Status.Provenance);
        Assert.InRange(probe.Status.AsOfUtc!.Value, desk.Time.GetUtcNow().UtcDateTime.AddHours(-25), desk.Time.GetUtcNow().UtcDateTime);
        Assert.True(probe.Rows().Count > 1);
        Assert.DoesNotContain("NaN", probe.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_says_what_to_import_when_the_store_is_empty(Type kind)
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        var probe = WidgetProbe.Of(desk, kind, Now(desk));
        Assert.Equal(ViewState.Empty, probe.Status!.State);
        Assert.Contains("Import a file", probe.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_shows_nothing_without_permission(Type kind)
    {
        await using var desk = await Words(new MarketDesk()).SeedAsync();
        var probe = WidgetProbe.Of(desk, kind, Now(desk));
        Assert.Equal(ViewState.NoPermission, probe.Status!.State);
        Assert.DoesNotContain("SIM", probe.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_without_values_says_until_when_there_are_some()
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.DaLmp), s_first, 48);
        var probe = WidgetProbe.Of<PriceChartWidget>(
            desk,
            May("HB_NORTH") with
            {
                FromUtc = s_first.AddDays(30),
                ToUtc = s_first.AddDays(31),
            }
        );
        Assert.Equal(ViewState.Empty, probe.Status!.State);
        Assert.Contains("2025-05-01 to 2025-05-02", probe.Status.EmptyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hours_below_zero_are_counted_with_their_depth()
    {
        // The values are -3, -2, -1, 0, 1 and on.
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.RtLmp), s_first, 48);
        var probe = WidgetProbe.Of<NegativeHoursWidget>(desk, May("HB_NORTH"));
        Assert.Equal(["2025-05-01", "3", "-3", "-2"], probe.Rows()[1]);
        Assert.Equal(["2025-05-02", "0", "", ""], probe.Rows()[2]);
        Assert.Equal(Provenance.Imported, probe.Status!.Provenance);
        Assert.Equal(s_first.AddHours(48), probe.Status.AsOfUtc);
    }

    [Fact]
    public async Task A_spread_is_the_node_less_the_other()
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        await desk.ImportAsync(new("ERCOT", "LZ_WEST", Products.DaLmp), s_first, 24);
        // Two hours later, so each value is two less where both are held.
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.DaLmp), s_first.AddHours(2), 24);
        var probe = WidgetProbe.Of<SpreadWidget>(desk, May("LZ_WEST"));
        Assert.Equal(22, probe.Rows().Count - 1);
        Assert.All(probe.Rows().Skip(1), r => Assert.Equal("2", r[3]));
        Assert.Contains("HB_NORTH [$/MWh]", probe.Rows()[0]);

        var alone = WidgetProbe.Of<SpreadWidget>(desk, May("LZ_WEST") with { Settings = Setting("other", "LZ_NOWHERE") });
        Assert.Equal(ViewState.Empty, alone.Status!.State);
        Assert.Contains("Name the other one", alone.Status.EmptyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Basis_and_its_error_are_those_of_the_hours_that_both_prices_hold()
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.DaLmp), s_first.AddHours(2), 24);
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.RtLmp), s_first, 24);
        var probe = WidgetProbe.Of<DaRtWidget>(desk, May("HB_NORTH"));
        Assert.Contains("▲ +2.00 $/MWh", probe.Markup, StringComparison.Ordinal);
        Assert.Contains("2.00 $/MWh", probe.Markup, StringComparison.Ordinal);
        Assert.Equal(22, probe.Rows().Count - 1);
        var byHour = WidgetProbe.Of<DaRtWidget>(desk, May("HB_NORTH") with { Settings = Setting(DaRtWidget.View, DaRtWidget.ByHour) });
        var bars = byHour.Rendered.FindComponent<LineChart>().Instance.Series.Single();
        Assert.All(bars.Y, y => Assert.Equal(2, y, 9));
    }

    [Fact]
    public async Task A_steady_climb_has_no_volatility_and_a_TB4_of_eighty()
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.DaLmp), s_first, 48);
        var probe = WidgetProbe.Of<VolatilityWidget>(desk, May("HB_NORTH"));
        // Twenty hours lie between the first and the last of the dearest four and the cheapest four.
        Assert.All(probe.Rows().Skip(1), r => Assert.Equal(("0", "80"), (r[1], r[2])));
    }

    [Fact]
    public async Task The_duration_curve_falls_and_ends_at_all_hours()
    {
        await using var desk = await Words(new MarketDesk(FakeUser.Reads)).SeedAsync();
        var probe = WidgetProbe.Of<DurationCurveWidget>(desk, Now(desk));
        foreach (var curve in probe.Rows().Skip(1).GroupBy(r => r[0]))
        {
            var points = curve.Select(r => (Share: Number(r[1]), Price: Number(r[2]))).ToList();
            Assert.Equal(100, points[^1].Share, 9);
            Assert.All(points.Zip(points.Skip(1)), p => Assert.True(p.First.Price >= p.Second.Price && p.First.Share < p.Second.Share));
        }
    }

    [Fact]
    public async Task Movers_are_ordered_by_the_size_of_their_change()
    {
        await using var desk = await Words(new MarketDesk(FakeUser.Reads)).SeedAsync();
        var probe = WidgetProbe.Of<TopMoversWidget>(desk, Now(desk));
        var changes = probe.Rows().Skip(1).Select(r => Math.Abs(Number(r[4]))).ToList();
        Assert.Equal(3, changes.Count);
        Assert.Equal(changes.OrderDescending(), changes);
    }

    [Fact]
    public async Task The_map_draws_hubs_at_their_cities_and_lists_them_all()
    {
        await using var desk = await Words(new MarketDesk(FakeUser.Reads)).SeedAsync();
        var probe = WidgetProbe.Of<HubMapWidget>(desk, Now(desk));
        Assert.Equal(3, probe.Rendered.FindAll("circle").Count);
        Assert.Equal(3, probe.Rendered.FindAll("tbody tr").Count);
        Assert.Contains("Schematic", probe.Markup, StringComparison.Ordinal);
        Assert.Contains(probe.Rows(), r => r[1] == "Houston");
    }

    [Fact]
    public async Task Stale_feeds_are_said_to_be_late_and_so_are_the_prices_that_they_bring()
    {
        await using var desk = await Words(new MarketDesk(FakeUser.Reads)).SeedAsync();
        var context = Now(desk) with { ToUtc = desk.Time.GetUtcNow().UtcDateTime.AddHours(2) };
        desk.Time.Advance(TimeSpan.FromHours(1));
        var ticker = WidgetProbe.Of<LmpTickerWidget>(desk, context);
        Assert.Equal(ViewState.Stale, ticker.Status!.State);
        Assert.NotNull(ticker.Status.StaleSinceUtc);
        var health = WidgetProbe.Of<FeedHealthWidget>(desk, context);
        Assert.Contains("▲ Stale", health.Markup, StringComparison.Ordinal);
        // History is not late.
        var history = WidgetProbe.Of<PriceChartWidget>(desk, Now(desk) with { ToUtc = desk.Time.GetUtcNow().UtcDateTime.AddDays(-1) });
        Assert.Equal(ViewState.Ready, history.Status!.State);
    }

    [Fact]
    public async Task One_figure_is_that_of_the_chosen_series_and_statistic()
    {
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        await desk.ImportAsync(new("ERCOT", "HB_NORTH", Products.DaLmp), s_first, 24);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["product"] = "Day-ahead price",
            [KpiValueWidget.Statistic] = "Highest",
        };
        var probe = WidgetProbe.Of<KpiValueWidget>(desk, May("HB_NORTH") with { Settings = settings });
        Assert.Equal("20.00 $/MWh", probe.Rendered.Find(".ob-w-figures dd").TextContent);
        var missing = WidgetProbe.Of<KpiValueWidget>(desk, May("HB_NORTH"));
        Assert.Contains("Real-time price of HB_NORTH is not held", missing.Status!.EmptyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_that_ends_now_is_read_again_when_its_series_change_and_no_more_afterwards()
    {
        var live = new FakeLive();
        await using var desk = Words(new MarketDesk(FakeUser.Reads));
        desk.Services.AddSingleton<ILiveValues>(live);
        await desk.SeedAsync();
        var probe = WidgetProbe.Of<PriceChartWidget>(desk, Now(desk));
        Assert.Equal([Products.DaLmp, Products.RtLmp], live.Keys.Select(k => k.Product).Order(StringComparer.Ordinal));
        Assert.Equal(TimeSpan.FromSeconds(2), live.AtLeast);
        var before = probe.Times;
        await live.OnChange!([]);
        Assert.Equal(before + 1, probe.Times);
        probe.Widget.Dispose();
        Assert.True(live.IsDisposed);

        var history = new FakeLive();
        await using var past = Words(new MarketDesk(FakeUser.Reads));
        past.Services.AddSingleton<ILiveValues>(history);
        await past.SeedAsync();
        WidgetProbe.Of<PriceChartWidget>(past, Now(past) with { ToUtc = past.Time.GetUtcNow().UtcDateTime.AddHours(-3) });
        Assert.Null(history.OnChange);
    }

    private static MarketDesk Words(MarketDesk desk)
    {
        desk.Services.AddLocalization();
        return desk;
    }

    private static WidgetContext Now(MarketDesk desk) =>
        new(
            "ERCOT",
            SimulatedNodes.HbNorth,
            null,
            desk.Time.GetUtcNow().UtcDateTime.AddDays(-3),
            desk.Time.GetUtcNow().UtcDateTime,
            "America/Chicago"
        );

    private static WidgetContext May(string node) => new("ERCOT", node, null, s_first, s_first.AddDays(31), "America/Chicago");

    private static Dictionary<string, string> Setting(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed class FakeLive : ILiveValues, IDisposable
    {
        public IReadOnlyCollection<SeriesKey> Keys { get; private set; } = [];

        public TimeSpan AtLeast { get; private set; }

        public Func<IReadOnlyList<LiveValue>, Task>? OnChange { get; private set; }

        public bool IsDisposed { get; private set; }

        public LiveValue? Find(SeriesKey key) => null;

        public IDisposable Subscribe(IReadOnlyCollection<SeriesKey> keys, TimeSpan atLeast, Func<IReadOnlyList<LiveValue>, Task> onChange)
        {
            (Keys, AtLeast, OnChange) = (keys, atLeast, onChange);
            return this;
        }

        public void Dispose() => IsDisposed = true;
    }
}
