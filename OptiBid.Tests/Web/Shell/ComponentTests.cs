using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Tests.Support;
using OptiBid.Web.Components;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

public sealed class ComponentTests : IAsyncLifetime
{
    private readonly BunitContext _bunit = new();
    private readonly RecordedDownloads _downloads = new();

    public ValueTask InitializeAsync()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddLocalization();
        _bunit.Services.AddMudServices();
        _bunit.Services.AddSingleton<IDownloads>(_downloads);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _bunit.DisposeAsync();

    [Fact]
    public void A_page_header_is_the_only_heading_of_level_1()
    {
        var view = _bunit.Render<PageHeader>(p =>
            p.Add(c => c.Title, "Bids").Add(c => c.Subtitle, "All of them").Add(c => c.Actions, "<b>new</b>")
        );
        Assert.Equal("Bids", view.Find("h1").TextContent);
        Assert.Contains("All of them", view.Markup, StringComparison.Ordinal);
        Assert.NotNull(view.Find(".ob-page-header-actions b"));
    }

    [Theory]
    [InlineData(ViewState.Loading, "", false)]
    [InlineData(ViewState.Empty, "No bids yet", false)]
    [InlineData(ViewState.NoPermission, "do not have permission", false)]
    [InlineData(ViewState.Error, "The store is away", false)]
    [InlineData(ViewState.Stale, "stale since 2026-11-24 15:00 UTC", true)]
    [InlineData(ViewState.Ready, "", true)]
    public void A_state_view_shows_its_state_and_content_only_when_there_is_any(ViewState state, string says, bool content)
    {
        var view = _bunit.Render<StateView>(p =>
            p.Add(c => c.State, state)
                .Add(c => c.Error, "The store is away")
                .Add(c => c.EmptyTitle, "No bids yet")
                .Add(c => c.StaleSinceUtc, new DateTime(2026, 11, 24, 15, 0, 0, DateTimeKind.Utc))
                .AddChildContent("<i>content</i>")
        );
        Assert.Contains(says, view.Markup, StringComparison.Ordinal);
        Assert.Equal(content, view.FindAll("i").Count == 1);
    }

    [Fact]
    public void A_failed_state_names_its_trace_and_tries_again()
    {
        var tries = 0;
        var view = _bunit.Render<StateView>(p =>
            p.Add(c => c.State, ViewState.Error).Add(c => c.TraceId, "abc").Add(c => c.OnRetry, () => tries++)
        );
        Assert.Equal("abc", view.Find(".ob-trace code").TextContent);
        view.Find("button").Click();
        Assert.Equal(1, tries);
    }

    [Fact]
    public void A_chart_says_its_extremes_sends_binary_and_shows_the_same_values_as_a_table()
    {
        var module = _bunit.JSInterop.SetupModule("./js/charts.js");
        module.SetupVoid("draw", _ => true).SetVoidResult();
        double[] x = [1721106000, 1721109600, 1721113200];
        var view = _bunit.Render<LineChart>(p =>
            p.Add(c => c.Title, "Price")
                .Add(c => c.Series, [new ChartSeries("DA", x, [20, double.NaN, 30.5])])
                .Add(c => c.TimeZoneId, "America/Chicago")
                .Add(c => c.YUnit, "$/MWh")
        );
        Assert.Equal(
            "Price. DA: 2 values, lowest 20.00, highest 30.50, last 30.50 $/MWh.",
            view.Find("[role=img]").GetAttribute("aria-label")
        );
        var bytes = Assert.IsType<byte[]>(module.Invocations["draw"].Single().Arguments[2]);
        Assert.Equal(6 * sizeof(double), bytes.Length);
        Assert.Equal(30.5, BitConverter.ToDouble(bytes, 5 * sizeof(double)));

        view.FindAll("button").Single(b => b.TextContent.Contains("table", StringComparison.Ordinal)).Click();
        Assert.Equal("2024-07-16 00:00", view.Find("tbody th").TextContent);
        Assert.Equal(["20.00", "–", "30.50"], view.FindAll("tbody td").Select(c => c.TextContent));

        view.FindAll("button").Single(b => b.TextContent.Contains("CSV", StringComparison.Ordinal)).Click();
        Assert.Equal("price.csv", _downloads.Name);
        Assert.Equal("time_utc,DA [$/MWh]\n2024-07-16T05:00:00Z,20\n2024-07-16T06:00:00Z,\n2024-07-16T07:00:00Z,30.5\n", _downloads.Text);
    }

    [Fact]
    public void A_chart_that_is_drawn_is_not_sent_again_until_its_series_are_others()
    {
        var module = _bunit.JSInterop.SetupModule("./js/charts.js");
        module.SetupVoid("draw", _ => true).SetVoidResult();
        IReadOnlyList<ChartSeries> series = [new("A", [1, 2], [3, 4])];
        var view = _bunit.Render<LineChart>(p => p.Add(c => c.Title, "T").Add(c => c.Series, series));
        view.Render(p => p.Add(c => c.Series, series));
        Assert.Single(module.Invocations["draw"]);
        view.Render(p => p.Add(c => c.Series, [.. series]));
        Assert.Equal(2, module.Invocations["draw"].Count);
    }

    [Fact]
    public void Series_on_different_points_are_aligned_and_a_missing_point_is_no_gap()
    {
        var frame = ChartFrame.Align([new("A", [1, 3], [10, double.NaN]), new("B", [2, 3], [20, 30])]);
        Assert.Equal([1d, 2d, 3d], frame.X);
        Assert.Equal([10, ChartFrame.Absent, double.NaN], frame.Y[0]);
        Assert.Equal([ChartFrame.Absent, 20d, 30d], frame.Y[1]);
        Assert.Throws<ArgumentException>(() => ChartFrame.Align([new("A", [1, 2], [3])]));
    }

    [Fact]
    public void A_fault_stays_inside_its_page_with_a_trace_and_can_be_tried_again()
    {
        Fragile.Faults = true;
        var view = _bunit.Render<PageErrorBoundary>(p => p.AddChildContent<Fragile>());
        Assert.Contains("stopped this page", view.Markup, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", view.Find(".ob-trace code").TextContent);
        Fragile.Faults = false;
        view.Find("button").Click();
        Assert.Contains("alive", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_becomes_one_message_that_names_its_field()
    {
        var snackbar = _bunit.Services.GetRequiredService<MudBlazor.ISnackbar>();
        var toast = new Toast(snackbar, _bunit.Services.GetRequiredService<IStringLocalizer<Texts>>());
        toast.ShowFailure(new SimpleFailure("bidding.gate_closed", "The gate closed at 10:00.", FailureKind.Conflict) { Field = "Hour" });
        toast.ShowFailure(new SimpleFailure("series.busy", "The store is away.", FailureKind.Unavailable));
        toast.Success("Saved", () => Task.CompletedTask);
        Assert.Equal(
            [
                ("Hour: The gate closed at 10:00.", MudBlazor.Severity.Warning),
                ("The store is away.", MudBlazor.Severity.Error),
                ("Saved", MudBlazor.Severity.Success),
            ],
            snackbar.ShownSnackbars.Select(s => (s.Message ?? "", s.Severity))
        );
    }

    [Fact]
    public async Task A_confirmation_is_true_only_for_its_own_button()
    {
        var provider = _bunit.Render<MudBlazor.MudDialogProvider>();
        var confirm = new Confirm(_bunit.Services.GetRequiredService<MudBlazor.IDialogService>());
        foreach (var (label, answer) in new[] { ("Cancel", false), ("Withdraw bid", true) })
        {
            var asked = provider.InvokeAsync(() =>
                confirm.AskAsync("Withdraw?", "The market forgets the bid.", "Withdraw bid", danger: true)
            );
            provider.WaitForElement(".mud-dialog");
            Assert.Contains("The market forgets the bid.", provider.Markup, StringComparison.Ordinal);
            await provider.FindAll("button").Single(b => b.TextContent.Trim() == label).ClickAsync(new());
            Assert.Equal(answer, await asked);
        }
    }

    [Fact]
    public void A_job_shows_its_progress_and_can_be_cancelled()
    {
        var cancelled = false;
        var view = _bunit.Render<JobProgress>(p =>
            p.Add(c => c.Text, "Backtest").Add(c => c.Percent, 42.4).Add(c => c.OnCancel, () => cancelled = true)
        );
        Assert.Contains("42 %", view.Markup, StringComparison.Ordinal);
        view.Find("button").Click();
        Assert.True(cancelled);
    }

    [Fact]
    [Trait("AttackCase", "40")]
    public void A_cell_that_a_spreadsheet_would_run_is_defused()
    {
        var text = Encoding.UTF8.GetString(
            Csv.Write([
                ["=1+1", "-3.5", "a,b", "say \"hi\""],
                ["@x", "-", "", "+49"],
            ])
        );
        Assert.Equal("'=1+1,-3.5,\"a,b\",\"say \"\"hi\"\"\"\n'@x,-,,+49\n", text);
    }

    [Fact]
    public async Task A_saved_table_is_recorded_before_the_browser_has_it()
    {
        var trail = new RecordedAudit();
        var downloads = new Downloads(_bunit.JSInterop.JSRuntime, trail);
        await downloads.SaveTableAsync(
            "bids.csv",
            [
                ["day"],
                ["2026-01-01"],
                ["2026-01-02"],
            ]
        );
        var row = Assert.Single(trail.Events);
        Assert.Equal(("tables.exported", "bids.csv"), (row.Action, row.ObjectId));
        Assert.Equal("{ Rows = 2 }", row.After!.ToString());
        trail.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            downloads.SaveTableAsync(
                "bids.csv",
                [
                    ["day"],
                ]
            )
        );
    }

    [Fact]
    public void Formats_write_money_units_and_times_the_same_everywhere()
    {
        Assert.Equal("-$1,234.50", Formats.Usd(-1234.5m));
        Assert.Equal("34.12 $/MWh", Formats.UsdPerMwh(34.123));
        Assert.Equal("85.3 %", Formats.Percent(0.8532));
        Assert.Equal(Formats.Missing, Formats.Mw(double.NaN));
        var utc = new DateTime(2026, 11, 24, 3, 0, 0, DateTimeKind.Utc);
        Assert.Equal("2026-11-23 21:00 CT (2026-11-24 03:00 UTC)", Formats.UtcAndLocal(utc, MarketCalendar.For("ERCOT")));
        Assert.Equal("HE 22", Formats.HourEnding(utc, MarketCalendar.For("ERCOT")));
    }

    private sealed class Fragile : ComponentBase
    {
        public static bool Faults { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Faults)
            {
                throw new InvalidOperationException("broken on purpose");
            }

            builder.AddContent(0, "alive");
        }
    }

    private sealed class RecordedDownloads : IDownloads
    {
        public string? Name { get; private set; }

        public string? Text { get; private set; }

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => SaveAsync(fileName, "text/csv", Csv.Write(rows));

        public Task SaveAsync(string fileName, string mediaType, byte[] content)
        {
            Name = fileName;
            Text = Encoding.UTF8.GetString(content);
            return Task.CompletedTask;
        }
    }
}
