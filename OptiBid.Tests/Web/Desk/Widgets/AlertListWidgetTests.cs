using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Markets;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Desk.Widgets;

namespace OptiBid.Tests.Web.Desk.Widgets;

/// <summary>Alerts come from the state of the app and from nothing else.</summary>
public sealed class AlertListWidgetTests
{
    private readonly FakeJobs _jobs = new();

    [Fact]
    public async Task A_closing_gate_says_how_many_batteries_have_no_bid()
    {
        // 07:02 in Texas and 05:02 in California; both gates close at 10:00.
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        var rows = WidgetProbe.Of<AlertListWidget>(desk, Context(desk)).Rows();
        Assert.Contains(
            rows,
            r =>
                r[0] == "Warning"
                && r[2].StartsWith("ERCOT: the day-ahead gate for 2026-06-11 closes in 2 h 58 min; 1 of 1", StringComparison.Ordinal)
        );
        Assert.Contains(rows, r => r[2].StartsWith("CAISO: the day-ahead gate", StringComparison.Ordinal));
        Assert.DoesNotContain(rows.Skip(1), r => r[0] == "Critical");
        var soon = new Dictionary<string, string>(StringComparer.Ordinal) { [AlertListWidget.GateHours] = "1" };
        var calm = WidgetProbe.Of<AlertListWidget>(desk, Context(desk) with { Settings = soon });
        Assert.Equal((ViewState.Empty, "Nothing needs attention"), (calm.Status!.State, calm.Status.EmptyTitle));
    }

    [Fact]
    public async Task Late_feeds_missing_prices_and_failed_jobs_are_named()
    {
        await using var desk = await Desk(FakeUser.Reads).SeedAsync();
        _jobs.Imports.Add(FakeJobs.Import(ImportJobState.Failed, "bad header"));
        _jobs.Backtests.Add(new(FakeJobs.Backtest(BacktestState.Failed, "no prices"), null, []));
        // Results of tomorrow are due at 13:30 in Texas; no feed brings them.
        desk.Time.Advance(TimeSpan.FromHours(9));
        var rows = WidgetProbe.Of<AlertListWidget>(desk, Context(desk)).Rows();
        Assert.Contains(rows, r => r[0] == "Critical" && r[2].Contains("rt_lmp: 3 series late by", StringComparison.Ordinal));
        Assert.Contains(rows, r => r[0] == "Critical" && r[2] == "ERCOT SIM HB_NORTH: 24 of 24 day-ahead prices of 2026-06-11 are missing");
        Assert.Contains(rows, r => r[2] == "The import of prices.csv failed: bad header");
        Assert.Contains(rows, r => r[2] == "The backtest of ERCOT HB_NORTH failed: no prices");
    }

    [Fact]
    public async Task Without_any_permission_nothing_is_shown()
    {
        _jobs.IsRefused = true;
        await using var desk = await Desk().SeedAsync();
        Assert.Equal(ViewState.NoPermission, WidgetProbe.Of<AlertListWidget>(desk, Context(desk)).Status!.State);
    }

    private MarketDesk Desk(params string[] permissions)
    {
        var desk = new MarketDesk(permissions);
        desk.Services.AddLocalization();
        desk.Services.AddDeskWidgets();
        desk.Services.AddSingleton<IReadImports>(_jobs);
        desk.Services.AddSingleton<IListBacktests>(_jobs);
        return desk;
    }

    private static WidgetContext Context(MarketDesk desk) =>
        new("ERCOT", SimulatedNodes.HbNorth, null, desk.Time.GetUtcNow().UtcDateTime.AddDays(-1), desk.Time.GetUtcNow().UtcDateTime, "UTC");
}
