using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Health.Widgets;

namespace OptiBid.Tests.Web.Health.Widgets;

/// <summary>Imports and backtests in one list.</summary>
public sealed class JobQueueWidgetTests
{
    private readonly FakeJobs _jobs = new();
    private readonly FakeTimeProvider _time = new(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero));

    [Fact]
    public void What_runs_stands_above_what_ended_and_shows_its_progress()
    {
        _jobs.Imports.Add(FakeJobs.Import(ImportJobState.Running));
        _jobs.Backtests.Add(new(FakeJobs.Backtest(BacktestState.Failed, "no prices"), null, []));
        using var desk = Desk();
        var probe = WidgetProbe.Of<JobQueueWidget>(desk, Context);
        Assert.Equal(ViewState.Ready, probe.Status!.State);
        Assert.Equal(["Running", "Failed"], probe.Rows().Skip(1).Select(r => r[2]));
        Assert.Equal("0.25", probe.Rendered.Find("progress").GetAttribute("value"));
        Assert.Contains("no prices", probe.Markup, StringComparison.Ordinal);
        var before = probe.Times;
        _time.Advance(TimeSpan.FromSeconds(3));
        probe.Rendered.WaitForState(() => probe.Times > before, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void No_job_teaches_and_no_permission_shows_nothing()
    {
        using var desk = Desk();
        Assert.Equal(ViewState.Empty, WidgetProbe.Of<JobQueueWidget>(desk, Context).Status!.State);
        _jobs.IsRefused = true;
        Assert.Equal(ViewState.NoPermission, WidgetProbe.Of<JobQueueWidget>(desk, Context).Status!.State);
    }

    private static WidgetContext Context =>
        new("ERCOT", "HB_NORTH", null, new(2026, 6, 9, 0, 0, 0, DateTimeKind.Utc), new(2026, 6, 10, 0, 0, 0, DateTimeKind.Utc), "UTC");

    private BunitContext Desk()
    {
        var desk = new BunitContext();
        desk.JSInterop.Mode = JSRuntimeMode.Loose;
        desk.Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        desk.Services.AddLogging();
        desk.Services.AddLocalization();
        desk.Services.AddSingleton<TimeProvider>(_time);
        desk.Services.AddSingleton<IReadImports>(_jobs);
        desk.Services.AddSingleton<IListBacktests>(_jobs);
        return desk;
    }
}
