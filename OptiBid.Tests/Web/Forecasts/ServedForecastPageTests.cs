using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Tests.Core.Forecasting.Champions;
using OptiBid.Web.Features.Forecasts;

namespace OptiBid.Tests.Web.Forecasts;

public class ServedForecastPageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_model_that_stands_in_for_the_champion_is_marked_with_its_reason_and_the_champion_with_its_version()
    {
        await using var bench = await new ForecastBench().WithRecordsAsync();
        bench.Services.GetRequiredService<NavigationManager>().NavigateTo("/forecasts?day=2024-01-31&models=champion,naive-dow");
        var page = bench.Render<ForecastPage>();
        page.WaitForAssertion(() => Assert.Contains("Hour by hour", page.Markup, StringComparison.Ordinal), s_patience);
        var mark = page.Find(".ob-served");
        Assert.Equal("status", mark.GetAttribute("role"));
        Assert.Contains("Fallback", mark.TextContent, StringComparison.Ordinal);
        Assert.Contains("lasso answers for the champion", mark.TextContent, StringComparison.Ordinal);
        Assert.Contains("no retraining plan names a registered model", mark.TextContent, StringComparison.Ordinal);
        Assert.Contains("MAE of champion (lasso)", page.Markup, StringComparison.Ordinal);
        var rows = page.FindComponent<ForecastResult>().Instance.Result.Rows().ToList();
        Assert.Equal(
            "start_utc,hour_ending,champion,naive-dow,actual,champion_served_by,champion_version,champion_fallback_reason",
            string.Join(',', rows[0])
        );
        Assert.Equal("lasso", rows[1][5]);
        Assert.Equal("", rows[1][6]);
        Assert.StartsWith("no retraining plan", rows[1][7], StringComparison.Ordinal);

        await ChampionSteps.PlanAsync(bench.Services, bench.User);
        await ChampionSteps.PromoteAsync(bench.Services, bench.User, "naive-daily");
        var again = bench.Render<ForecastPage>();
        again.WaitForAssertion(() => Assert.Contains("Hour by hour", again.Markup, StringComparison.Ordinal), s_patience);
        Assert.Contains("Champion: naive-daily, version 1 of price", again.Find(".ob-served").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Fallback", again.Markup, StringComparison.Ordinal);
        rows = [.. again.FindComponent<ForecastResult>().Instance.Result.Rows()];
        Assert.Equal(["naive-daily", "1", ""], rows[1][5..8]);
    }
}
