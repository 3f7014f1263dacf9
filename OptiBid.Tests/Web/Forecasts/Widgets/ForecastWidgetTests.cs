using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Bidding;
using OptiBid.Tests.Web.WidgetKinds;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Forecasts.Widgets;

namespace OptiBid.Tests.Web.Forecasts.Widgets;

/// <summary>Forecast beside what cleared: from a kept backtest, else made for the widget.</summary>
public sealed class ForecastWidgetTests
{
    private static readonly MarketCalendar s_texas = MarketCalendar.For("ERCOT");
    private readonly FakeJobs _jobs = new();

    public static TheoryData<Type> Kinds => [typeof(ForecastVsActualWidget), typeof(ForecastErrorWidget)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_shows_the_kept_backtest(Type kind)
    {
        _jobs.Backtests.Add(Kept());
        using var desk = Desk();
        var probe = WidgetProbe.Of(desk, kind, Context);
        Assert.Equal((ViewState.Ready, Provenance.Imported), (probe.Status!.State, probe.Status.Provenance!.Value));
        Assert.Equal(s_texas.DayBounds(new(2025, 5, 2)).ToUtc, probe.Status.AsOfUtc);
        Assert.True(probe.Rows().Count > 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_forecasts_itself_where_no_backtest_is_kept_and_the_user_may(Type kind)
    {
        using var desk = Desk(Permissions.RunForecasts);
        var probe = WidgetProbe.Of(desk, kind, Context);
        Assert.Equal(ViewState.Ready, probe.Status!.State);
        Assert.Contains("this widget", WidgetProbe.Of<ForecastVsActualWidget>(desk, Context).Markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_teaches_where_there_is_none_and_shows_nothing_without_permission(Type kind)
    {
        using var desk = Desk();
        var probe = WidgetProbe.Of(desk, kind, Context);
        Assert.Equal(ViewState.Empty, probe.Status!.State);
        Assert.Contains("Run a backtest", probe.Status.EmptyText, StringComparison.Ordinal);
        _jobs.IsRefused = true;
        Assert.Equal(ViewState.NoPermission, WidgetProbe.Of(desk, kind, Context).Status!.State);
    }

    [Fact]
    public void Errors_are_those_of_the_hours_and_relative_to_the_week_before()
    {
        // Forecast 2 above what cleared; the week before 4 below.
        _jobs.Backtests.Add(Kept());
        using var desk = Desk();
        var byDay = WidgetProbe.Of<ForecastErrorWidget>(desk, Context).Rows();
        Assert.Equal(
            [
                ["2025-05-01", "24", "2", "2", "4", "0.5"],
                ["2025-05-02", "24", "2", "2", "4", "0.5"],
            ],
            byDay.Skip(1)
        );
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { [ForecastErrorWidget.Group] = ForecastErrorWidget.ByHour };
        var byHour = WidgetProbe.Of<ForecastErrorWidget>(desk, Context with { Settings = settings }).Rows();
        Assert.Equal(24, byHour.Count - 1);
        Assert.Equal(["HE 01", "2", "2", "2", "4", "0.5"], byHour[1]);
    }

    private static WidgetContext Context =>
        new(
            "ERCOT",
            "HB_NORTH",
            null,
            s_texas.DayBounds(new(2025, 5, 1)).FromUtc,
            s_texas.DayBounds(new(2025, 5, 2)).ToUtc,
            "America/Chicago"
        );

    private static BacktestDetail Kept()
    {
        var definition = new SeriesDefinition(new("ERCOT", "HB_NORTH", "da_lmp"), "$/MWh", 60, "America/Chicago", "test.csv", false);
        double[] actual = [.. Enumerable.Range(0, 24).Select(h => 30.0 + h)];
        var days = new[] { new DateOnly(2025, 5, 1), new(2025, 5, 2) }.Select(d => new BacktestDay(
            d,
            actual,
            [.. actual.Select(a => a + 2)],
            [.. actual.Select(a => a - 4)],
            actual,
            actual,
            []
        ));
        var outcome = new RunOutcome(definition, "", "", "", 1, 1, 1, 0, null, 0, 1, [], [], [], [], []);
        return new(FakeJobs.Backtest(BacktestState.Done), outcome, [.. days]);
    }

    private BunitContext Desk(params string[] permissions)
    {
        var desk = new BunitContext();
        desk.JSInterop.Mode = JSRuntimeMode.Loose;
        desk.Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        desk.Services.AddLogging();
        desk.Services.AddLocalization();
        desk.Services.AddScoped<IDownloads, Downloads>();
        desk.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero)));
        desk.Services.AddSingleton<ICurrentUser>(new FakeUser(permissions));
        desk.Services.AddSingleton<IListBacktests>(_jobs);
        desk.Services.AddSingleton<IGetBacktest>(_jobs);
        desk.Services.AddSingleton<IForecastDay>(new FlatForecast());
        desk.Services.AddSingleton<IReadPrices>(new FlatPrices());
        return desk;
    }

    private sealed class FlatForecast : IForecastDay
    {
        public Task<Result<DayForecast>> ExecuteAsync(
            SeriesKey target,
            DateOnly deliveryDay,
            string model,
            CancellationToken cancellationToken
        )
        {
            var hours = s_texas.HoursOf(deliveryDay).Select(h => h.StartUtc).ToList();
            return Task.FromResult(
                Result<DayForecast>.Ok(new(target, deliveryDay, model, hours[0], hours[0], hours, [.. hours.Select(_ => 32.0)], false, []))
            );
        }
    }

    private sealed class FlatPrices : IReadPrices
    {
        public Task<Result<PriceRange>> ExecuteAsync(PriceQuery query, CancellationToken cancellationToken = default)
        {
            var hours = (int)(query.ToUtc - query.FromUtc).TotalHours;
            var definition = new SeriesDefinition(query.Key, "$/MWh", 60, "America/Chicago", "test.csv", false);
            var rows = Enumerable.Range(0, hours).Select(i => new PriceRow(query.FromUtc.AddHours(i), 30, 30, 30, 1, null, null));
            return Task.FromResult(Result<PriceRange>.Ok(new(definition, 60, false, [.. rows])));
        }
    }
}
