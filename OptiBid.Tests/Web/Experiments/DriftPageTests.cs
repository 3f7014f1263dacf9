using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Tests.Support;
using OptiBid.Tests.Web.Forecasts;
using OptiBid.Web.Features.Experiments;

namespace OptiBid.Tests.Web.Experiments;

public sealed class DriftPageTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private static async Task<ForecastBench> BenchAsync()
    {
        var bench = await new ForecastBench().WithRecordsAsync();
        bench.User.Held.UnionWith([Permissions.WriteExperiments, Permissions.WriteModels]);
        return bench;
    }

    private static T Get<T>(ForecastBench bench)
        where T : notnull => bench.Services.GetRequiredService<T>();

    private static async Task<Guid> PlanAsync(ForecastBench bench, string model = "price", int mostAge = 36_500)
    {
        var draft = new RetrainPlanDraft(model, ErcotDesk.Price, new(6, 30), [DayOfWeek.Monday], ["naive-weekly"])
        {
            MostAgeDays = mostAge,
            ValidationDays = 28,
        };
        return (await Get<ISaveRetrainPlan>(bench).ExecuteAsync(null, draft, Cancel)).Value;
    }

    private static Task RunDueAsync(ForecastBench bench) =>
        bench.Services.GetServices<IHostedService>().OfType<RetrainWorker>().Single().RunDueAsync(Cancel);

    [Fact]
    public async Task Without_a_plan_or_the_permission_the_page_says_so()
    {
        await using var bench = await BenchAsync();
        var page = bench.Render<DriftPage>();
        page.WaitForAssertion(() => Assert.Contains("No retraining plan yet", page.Markup, StringComparison.Ordinal));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("New plan", StringComparison.Ordinal));
        bench.User.Held.Clear();
        Assert.Contains("You do not have permission", bench.Render<DriftPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_run_by_hand_and_shows_drift_jobs_and_the_log()
    {
        await using var bench = await BenchAsync();
        await PlanAsync(bench);
        var page = bench.Render<DriftPage>();
        page.WaitForAssertion(() => Assert.Contains("Not measured yet", page.Markup, StringComparison.Ordinal));
        page.Find("button[aria-label='Run now: the plan of price']").Click();
        page.WaitForAssertion(() => Assert.Contains("Waits", page.Markup, StringComparison.Ordinal));
        await RunDueAsync(bench);
        Assert.Empty(bench.Toast.Failures);

        var after = bench.Render<DriftPage>();
        after.WaitForAssertion(() => Assert.Contains("Stability of the inputs", after.Markup, StringComparison.Ordinal));
        var rows = after.FindAll("tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))).ToList();
        Assert.Contains(
            rows,
            r => r.StartsWith(ErcotDesk.Price.ToString(), StringComparison.Ordinal) && r.EndsWith("in order", StringComparison.Ordinal)
        );
        Assert.Contains(rows, r => r.Contains("Finished|", StringComparison.Ordinal));
        Assert.Contains("the naive reference: no version is in production", after.Markup, StringComparison.Ordinal);
        Assert.Contains("passed", after.Find(".ob-checks").TextContent, StringComparison.Ordinal);
        Assert.Contains("stability index", after.Find(".ob-log").TextContent, StringComparison.Ordinal);
        Assert.Contains("naive-weekly MAE", after.Find(".ob-log").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_sees_the_chosen_plan_and_no_buttons()
    {
        await using var bench = await BenchAsync();
        await PlanAsync(bench, "another");
        var plan = await PlanAsync(bench, "price", mostAge: 2);
        await Get<IStartRetrain>(bench).ExecuteAsync(plan, Cancel);
        await RunDueAsync(bench);
        bench.User.Held.Remove(Permissions.WriteModels);
        Get<NavigationManager>(bench).NavigateTo($"/models/drift?plan={plan}");
        var page = bench.Render<DriftPage>();
        page.WaitForAssertion(() => Assert.Contains("Jobs of price", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Data refused", page.Markup, StringComparison.Ordinal);
        Assert.Contains("not passed", page.Find(".ob-checks").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("Run now", StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("New plan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_and_the_log_speak_German()
    {
        using var german = new Speaking("de-DE");
        await using var bench = await BenchAsync();
        var plan = await PlanAsync(bench);
        await Get<IStartRetrain>(bench).ExecuteAsync(plan, Cancel);
        await RunDueAsync(bench);
        var page = bench.Render<DriftPage>();
        page.WaitForAssertion(() => Assert.Contains("Stabilität der Eingänge", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Mo um 06:30 (ERCOT)", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Stabilitätsindex", page.Find(".ob-log").TextContent, StringComparison.Ordinal);
    }
}
