using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Identity;
using OptiBid.Tests.Support;
using OptiBid.Tests.Web.Forecasts;
using OptiBid.Web.Features.Experiments;

namespace OptiBid.Tests.Web.Experiments;

public sealed class ExperimentPagesTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private static async Task<ForecastBench> BenchAsync(params string[] permissions)
    {
        var bench = await new ForecastBench(withSeries: false).WithRecordsAsync();
        bench.User.Held.UnionWith([Permissions.WriteExperiments, Permissions.WriteModels, .. permissions]);
        return bench;
    }

    private static T Get<T>(ForecastBench bench)
        where T : notnull => bench.Services.GetRequiredService<T>();

    private static void Open(ForecastBench bench, string address) => Get<NavigationManager>(bench).NavigateTo(address);

    private static async Task<(string Experiment, string Ridge, string Lear)> FillAsync(ForecastBench bench)
    {
        var tracker = Get<IEmbeddedTracker>(bench);
        var experiment = (await tracker.CreateExperimentAsync("Backtests of the north", cancellationToken: Cancel)).Value;
        var ids = new List<string>();
        foreach (var (model, mae) in new[] { ("ridge", 3.25), ("lear", 2.5) })
        {
            var run = (await tracker.CreateRunAsync(new(experiment, model + " run"), Cancel)).Value.Info.Id;
            ids.Add(run);
            var batch = new RunBatch(
                [new("mae", mae, 1), new("loss", 2, 1, 1), new("loss", 1, 2, 2)],
                [new("model", model), new("windows", "56,84")],
                [new(TrackedTags.DataHash, "abcdef0123456789")]
            );
            Assert.Null((await tracker.LogAsync(run, batch, Cancel)).Failure);
        }

        return (experiment, ids[0], ids[1]);
    }

    [Fact]
    public async Task Experiments_lead_to_their_runs_and_two_chosen_runs_to_the_comparison()
    {
        await using var bench = await BenchAsync();
        var (experiment, ridge, lear) = await FillAsync(bench);
        var list = bench.Render<ExperimentsPage>();
        list.WaitForAssertion(() => Assert.Contains("Backtests of the north", list.Markup, StringComparison.Ordinal));
        Assert.Equal($"/experiments/runs?experiment={experiment}", list.Find("tbody a").GetAttribute("href"));

        Open(bench, $"/experiments/runs?experiment={experiment}");
        var runs = bench.Render<RunsPage>();
        runs.WaitForAssertion(() => Assert.Equal(2, runs.FindAll("tbody input[type=checkbox]").Count));
        Assert.Contains("3.25", runs.Markup, StringComparison.Ordinal);
        var compare = runs.FindAll("button").Single(b => b.TextContent.Contains("Compare", StringComparison.Ordinal));
        Assert.True(compare.HasAttribute("disabled"));
        for (var i = 0; i < 2; i++)
        {
            runs.FindAll("tbody input[type=checkbox]")[i].Change(true);
        }

        runs.FindAll("button").Single(b => b.TextContent.Contains("Compare 2 runs", StringComparison.Ordinal)).Click();
        var address = Get<NavigationManager>(bench).Uri;
        Assert.Contains("/experiments/compare?runs=", address, StringComparison.Ordinal);
        Assert.Contains(ridge, address, StringComparison.Ordinal);
        Assert.Contains(lear, address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_marks_what_differs_and_draws_what_was_measured_more_than_once()
    {
        await using var bench = await BenchAsync();
        var (_, ridge, lear) = await FillAsync(bench);
        Open(bench, $"/experiments/compare?runs={ridge},{lear}");
        var page = bench.Render<ComparePage>();
        page.WaitForAssertion(() => Assert.Contains("Parameters of the runs", page.Markup, StringComparison.Ordinal));
        var rows = page.FindAll("tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))).ToList();
        Assert.Contains("model|ridge|lear|≠ differs", rows);
        Assert.Contains("windows|56,84|56,84|alike", rows);
        Assert.True(rows.IndexOf("model|ridge|lear|≠ differs") < rows.IndexOf("windows|56,84|56,84|alike"));
        Assert.Contains("mae|3.25|2.5|≠ differs", rows);
        Assert.Contains("loss by step", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("mae by step", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_finds_runs_or_says_what_is_wrong_with_it()
    {
        await using var bench = await BenchAsync();
        var (experiment, _, _) = await FillAsync(bench);
        Open(bench, $"/experiments/runs?experiment={experiment}");
        var page = bench.Render<RunsPage>();
        page.WaitForElement("#run-filter").Change("metrics.mae < 3");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody input[type=checkbox]")));
        Assert.Contains("lear run", page.Markup, StringComparison.Ordinal);
        page.Find("#run-filter").Change("mae < 3");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("invalid attribute key", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_may_withdraw_and_somebody_else_approves_refuses_and_rolls_back()
    {
        await using var bench = await BenchAsync();
        var registry = Get<IModelRegistry>(bench);
        await registry.CreateModelAsync("price", "of the north", cancellationToken: Cancel);
        await registry.CreateVersionAsync(new("price", "runs:/x"), Cancel);
        await Get<IRequestPromotion>(bench).ExecuteAsync("price", 1, "better", Cancel);
        var own = bench.Render<ModelsPage>();
        own.WaitForAssertion(() => Assert.Contains("Waiting for a second person", own.Markup, StringComparison.Ordinal));
        Assert.NotNull(own.Find("button[aria-label='Withdraw the request for version 1 of price']"));
        Assert.Empty(own.FindAll("button[aria-label='Approve version 1 of price']"));
        Assert.Contains("waits for approval", own.Markup, StringComparison.Ordinal);

        // The same records, seen by somebody else.
        bench.User.UserId = Guid.CreateVersion7();
        bench.User.Held.Add(Permissions.ApproveModels);
        var other = bench.Render<ModelsPage>();
        other.WaitForElement("button[aria-label='Approve version 1 of price']").Click();
        other.WaitForAssertion(() => Assert.Contains("In production", other.FindAll("tbody")[^2].TextContent, StringComparison.Ordinal));
        Assert.Empty(bench.Toast.Failures);
        Assert.Equal(ModelStage.Production, (await registry.GetVersionAsync("price", 1, Cancel)).Value.Stage);
        Assert.Contains("Roll back to the version before", other.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_permission_and_without_content_the_pages_say_so()
    {
        await using var bench = await BenchAsync();
        Assert.Contains("No experiment yet", bench.Render<ExperimentsPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("No model yet", bench.Render<ModelsPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("No experiment is chosen", bench.Render<RunsPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("No runs are chosen", bench.Render<ComparePage>().Markup, StringComparison.Ordinal);
        bench.User.Held.Clear();
        Assert.Contains("You do not have permission", bench.Render<ExperimentsPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("You do not have permission", bench.Render<ModelsPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_speak_German()
    {
        using var german = new Speaking("de-DE");
        await using var bench = await BenchAsync();
        var (experiment, ridge, lear) = await FillAsync(bench);
        Open(bench, $"/experiments/runs?experiment={experiment}");
        var runs = bench.Render<RunsPage>();
        runs.WaitForAssertion(() => Assert.Contains("3,25", runs.Markup, StringComparison.Ordinal));
        Assert.Contains("Läuft", runs.Markup, StringComparison.Ordinal);
        Open(bench, $"/experiments/compare?runs={ridge},{lear}");
        var compare = bench.Render<ComparePage>();
        compare.WaitForAssertion(() => Assert.Contains("≠ verschieden", compare.Markup, StringComparison.Ordinal));
    }
}
