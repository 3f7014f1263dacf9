using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Web.Features.Forecasts;

namespace OptiBid.Tests.Web.Forecasts;

public class ForecastPagesTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_forecast_of_the_last_day_is_shown_beside_what_came_true()
    {
        await using var bench = new ForecastBench();
        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(() => Assert.Contains("Hour by hour", page.Markup, StringComparison.Ordinal), s_patience);
        Assert.Contains("Simulated", page.Find(".ob-provenance").TextContent, StringComparison.Ordinal);
        Assert.Contains("Gate closure", page.Markup, StringComparison.Ordinal);
        Assert.Contains("times the weekly naive", page.Markup, StringComparison.Ordinal);
        Assert.Equal(24 + 1, page.FindAll("table tbody tr").Count);
        Assert.Contains("prices only", page.Find(".ob-forecast-notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_day_after_the_last_has_no_actual_and_no_error_yet()
    {
        await using var bench = new ForecastBench();
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/forecasts?day=2024-04-30&models=naive-daily");
        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(() => Assert.Contains("Hour by hour", page.Markup, StringComparison.Ordinal), s_patience);
        Assert.Contains("Known once every hour of the day is", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_without_history_says_why()
    {
        await using var bench = new ForecastBench();
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/forecasts?day=2024-01-05&models=ridge");
        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(
            () => Assert.Contains("needs 21", page.Find("[role=alert]").TextContent, StringComparison.Ordinal),
            s_patience
        );
    }

    [Fact]
    public async Task Without_series_and_without_permission_the_pages_say_so()
    {
        await using var empty = new ForecastBench(withSeries: false);
        Assert.Contains("No prices to forecast from", empty.Render<ForecastPage>().Markup, StringComparison.Ordinal);
        await using var barred = await new ForecastBench().WithRecordsAsync();
        barred.User.Held.Clear();
        Assert.Contains("You do not have permission", barred.Render<ForecastPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("You do not have permission", barred.Render<BacktestsPage>().Markup, StringComparison.Ordinal);
        var one = barred.Render<BacktestPage>(p => p.Add(x => x.Id, Guid.CreateVersion7()));
        one.WaitForAssertion(() => Assert.Contains("You do not have permission", one.Markup, StringComparison.Ordinal), s_patience);
    }

    [Fact]
    public async Task Several_models_are_started_at_once_and_compared_with_marks_beside_colours()
    {
        await using var bench = await new ForecastBench().WithRecordsAsync();
        var list = bench.Render<BacktestsPage>();
        list.WaitForElement("form", s_patience);
        await list.FindAll(".ob-forecast-models input").Single(i => Label(list, i) == "naive-daily").ChangeAsync(new() { Value = true });
        await list.FindAll(".ob-forecast-models input").Single(i => Label(list, i) == "ridge-56").ChangeAsync(new() { Value = true });
        await list.FindAll(".ob-forecast-models input").Single(i => Label(list, i) == "ridge").ChangeAsync(new() { Value = false });
        await list.Find("form").SubmitAsync();
        var worker = bench.Services.GetServices<IHostedService>().OfType<BacktestWorker>().Single();
        await worker.StartAsync(Xunit.TestContext.Current.CancellationToken);
        list.WaitForAssertion(() => Assert.Contains("Compare 2 backtests", list.Markup, StringComparison.Ordinal), s_patience);
        var runs = (
            await bench.Services.GetRequiredService<IListBacktests>().ExecuteAsync(10, Xunit.TestContext.Current.CancellationToken)
        ).Value;
        Assert.Equal(["naive-daily", "ridge-56"], runs.Select(r => r.Request.Model).Order());
        var navigation = bench.Services.GetRequiredService<NavigationManager>();
        await list.FindAll("button").Single(b => b.TextContent.Contains("Compare 2 backtests", StringComparison.Ordinal)).ClickAsync(new());
        Assert.Contains("/forecasts/backtest/compare?runs=", navigation.Uri, StringComparison.Ordinal);

        var page = bench.Render<ComparePage>();
        page.WaitForAssertion(() => Assert.Contains("Who beats whom", page.Markup, StringComparison.Ordinal), s_patience);
        Assert.Contains("Monday", page.Markup, StringComparison.Ordinal);
        Assert.All(page.FindAll(".ob-dm-better"), cell => Assert.Contains("▲", cell.TextContent, StringComparison.Ordinal));
        Assert.All(page.FindAll(".ob-dm-worse"), cell => Assert.Contains("▼", cell.TextContent, StringComparison.Ordinal));
        Assert.Equal(4, page.FindAll(".ob-dm").Count(c => c.TextContent == "–"));
        await worker.StopAsync(Xunit.TestContext.Current.CancellationToken);

        navigation.NavigateTo("/forecasts/backtest/compare?runs=nonsense");
        var missing = bench.Render<ComparePage>();
        missing.WaitForAssertion(
            () => Assert.Contains("there is no backtest", missing.Find("[role=alert]").TextContent, StringComparison.Ordinal),
            s_patience
        );
        navigation.NavigateTo("/forecasts/backtest/compare");
        Assert.Contains("Nothing chosen to compare", bench.Render<ComparePage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intervals_are_drawn_around_the_first_model_and_its_drivers_add_up()
    {
        await using var bench = await new ForecastBench().WithRecordsAsync();
        var navigation = bench.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/forecasts?models=ridge-56,naive-dow&intervals=true");
        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(
            () => Assert.Contains("hours came true inside the 90 % band", page.Markup, StringComparison.Ordinal),
            s_patience
        );
        await page.FindAll("button")
            .Single(b => b.TextContent.Contains("What makes the forecast of ridge-56", StringComparison.Ordinal))
            .ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Drivers hour by hour", page.Markup, StringComparison.Ordinal), s_patience);
        Assert.Contains("Past prices", page.Markup, StringComparison.Ordinal);

        // The slider goes back through the gates of past days.
        var slider = page.Find("input[type=range]");
        var last = slider.GetAttribute("aria-valuetext")!;
        await slider.InputAsync(new() { Value = "0" });
        var first = page.Find("input[type=range]").GetAttribute("aria-valuetext")!;
        Assert.True(string.CompareOrdinal(first, last) < 0);
        await page.Find("input[type=range]").ChangeAsync(new() { Value = "0" });
        Assert.Contains($"day={first}", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_takes_long_says_so_before_it_is_asked()
    {
        await using var bench = await new ForecastBench().WithRecordsAsync();
        var list = bench.Render<BacktestsPage>();
        list.WaitForElement("form", s_patience);
        Assert.DoesNotContain("trained from scratch", list.Markup, StringComparison.Ordinal);
        await list.FindAll(".ob-forecast-models input").Single(i => Label(list, i) == "dnn").ChangeAsync(new() { Value = true });
        Assert.Contains("trained from scratch", list.Markup, StringComparison.Ordinal);

        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(() => Assert.Contains("Hour by hour", page.Markup, StringComparison.Ordinal), s_patience);
        await page.FindAll(".ob-forecast-models input").Single(i => Label(page, i) == "blend").ChangeAsync(new() { Value = true });
        Assert.Contains("as long as all its parts together", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("half a year before", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_five_models_are_asked_to_be_fewer()
    {
        await using var bench = new ForecastBench();
        bench
            .Services.GetRequiredService<NavigationManager>()
            .NavigateTo("/forecasts?models=ridge,lear,ridge-56,ridge-84,naive-dow,naive-daily");
        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(() => Assert.Contains("Choose up to 5 models.", page.Markup, StringComparison.Ordinal), s_patience);
    }

    private static string Label<TPage>(IRenderedComponent<TPage> page, AngleSharp.Dom.IElement input)
        where TPage : IComponent => input.Closest("label")?.TextContent.Trim() ?? page.Markup;

    [Fact]
    public async Task A_reader_sees_the_list_and_no_form()
    {
        await using var bench = await new ForecastBench().WithRecordsAsync();
        bench.User.Held.Remove(Permissions.RunBacktests);
        var page = bench.Render<BacktestsPage>();
        page.WaitForAssertion(() => Assert.Contains("No backtest yet", page.Markup, StringComparison.Ordinal), s_patience);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task A_backtest_is_started_from_the_form_and_its_page_shows_the_figures_once_it_is_done()
    {
        await using var bench = await new ForecastBench().WithRecordsAsync();
        var list = bench.Render<BacktestsPage>();
        list.WaitForElement("form", s_patience);
        await list.Find("form").SubmitAsync();
        var address = bench.Services.GetRequiredService<NavigationManager>().Uri;
        var id = Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);
        Assert.Empty(bench.Toast.Failures);

        var page = bench.Render<BacktestPage>(p => p.Add(x => x.Id, id));
        page.WaitForAssertion(() => Assert.Contains("Waits for its turn", page.Markup, StringComparison.Ordinal), s_patience);
        var queue = bench.Services.GetRequiredService<BacktestQueue>();
        var worker = bench.Services.GetServices<IHostedService>().OfType<BacktestWorker>().Single();
        var active = queue.Find(id)!;
        await worker.RunAsync(active, Xunit.TestContext.Current.CancellationToken);
        queue.Release(active);

        page.WaitForAssertion(() => Assert.Contains("rMAE, weekly naive", page.Markup, StringComparison.Ordinal), s_patience);
        Assert.Contains("Where it loses", page.Markup, StringComparison.Ordinal);
        Assert.Contains(
            "none",
            page.FindAll(".ob-metric").Single(m => m.TextContent.Contains("Leakage", StringComparison.Ordinal)).TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains(page.FindAll("table caption"), c => c.TextContent.StartsWith("By hour ending", StringComparison.Ordinal));
        Assert.Contains("Simulated", page.Find(".ob-provenance").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ERCOT/HB_NORTH/da_lmp", "HB_NORTH")]
    [InlineData("PJM/A/B/da_lmp", "A/B")]
    [InlineData("PJM/da_lmp", null)]
    [InlineData("/X/da_lmp", null)]
    [InlineData("PJM/X/", null)]
    [InlineData(null, null)]
    public void A_series_is_read_back_from_its_name(string? name, string? node) => Assert.Equal(node, PriceSeries.Parse(name)?.Node);
}
