using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Web.Catalogue;

public class DataPageTests
{
    private static readonly string s_imported = "/data?series=" + Uri.EscapeDataString(CatalogueBench.Imported.ToString());

    [Fact]
    public async Task Every_series_is_listed_with_what_is_missing()
    {
        await using var bench = new CatalogueBench();
        var page = bench.Open("/data");
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("table tbody tr").Count));
        var row = page.FindAll("table tbody tr").Single(r => r.TextContent.Contains("48592", StringComparison.Ordinal));
        Assert.Contains("Real-time price", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("80.0", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Imported", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("pjm-rt.csv", row.TextContent, StringComparison.Ordinal);
        var simulated = page.FindAll("table tbody tr").Single(r => r.TextContent.Contains("MADE_UP_HUB", StringComparison.Ordinal));
        Assert.Contains("Simulated", simulated.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_is_in_the_address_and_keeps_the_series_that_fit()
    {
        await using var bench = new CatalogueBench();
        var page = bench.Open("/data?market=PJM");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("table tbody tr")));
        await page.Find("#data-market").ChangeAsync(new() { Value = "0" });
        Assert.DoesNotContain("market=", bench.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        await page.Find("#data-origin").ChangeAsync(new() { Value = "2" });
        Assert.Contains("origin=simulated", bench.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_that_is_opened_shows_its_gaps_its_uses_and_the_import_for_who_may_import()
    {
        await using var bench = new CatalogueBench();
        var reader = bench.Open(s_imported);
        reader.WaitForAssertion(() =>
            Assert.Contains("the longest: 2 intervals from 2024-01-05 08:00 UTC", reader.Markup, StringComparison.Ordinal)
        );
        Assert.Contains("highest version: 1", reader.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("january.csv", reader.Markup, StringComparison.Ordinal);
        var uses = reader.FindAll(".ob-data-uses a").Select(a => a.GetAttribute("href")).ToList();
        Assert.Contains("/markets?market=PJM&node=48592&products=rt_lmp&from=2023-12-30&to=2024-01-05", uses);
        Assert.Contains("/forecasts?series=PJM%2F48592%2Frt_lmp", uses);
        Assert.Contains("/forecasts/backtest?series=PJM%2F48592%2Frt_lmp", uses);
        Assert.Contains("/models/drift", uses);

        bench.User.Held.Add(Permissions.ImportData);
        var importer = bench.Open(s_imported);
        importer.WaitForAssertion(() => Assert.Contains("january.csv", importer.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_series_that_is_not_there_an_empty_store_and_a_missing_permission_are_said()
    {
        await using var bench = new CatalogueBench();
        var missing = bench.Open("/data?series=X%2FY%2Fz");
        missing.WaitForAssertion(() => Assert.Contains("There is no series X/Y/z", missing.Markup, StringComparison.Ordinal));
        await using var empty = new CatalogueBench(withSeries: false);
        var nothing = empty.Open("/data");
        nothing.WaitForAssertion(() => Assert.Contains("No series yet", nothing.Markup, StringComparison.Ordinal));
        bench.User.Held.Remove(Permissions.ReadMarkets);
        var barred = bench.Open("/data");
        barred.WaitForAssertion(() => Assert.Contains("You do not have permission", barred.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_features_are_listed_with_their_rules_and_readers()
    {
        await using var bench = new CatalogueBench();
        var page = bench.Open("/data?tab=features");
        page.WaitForAssertion(() => Assert.Contains("price of the same hour 7 days before", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Known for ever.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("boosting, risk, trend", page.Markup, StringComparison.Ordinal);
        Assert.Contains("no model", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Which model reads what", page.Markup, StringComparison.Ordinal);
        // Without a choice nothing is read.
        Assert.DoesNotContain("the gate closed at", page.Markup, StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        var address = bench.Services.GetRequiredService<NavigationManager>().Uri;
        Assert.Contains("series=ERCOT%2FMADE_UP_HUB%2Fda_lmp", address, StringComparison.Ordinal);
        Assert.Contains("day=2024-02-29", address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_features_of_a_day_have_value_and_publication_and_the_hour_can_be_changed()
    {
        await using var bench = new CatalogueBench();
        var page = bench.Open("/data?tab=features&series=ERCOT%2FMADE_UP_HUB%2Fda_lmp&day=2024-02-20");
        page.WaitForAssertion(() => Assert.Contains("the gate closed at 2024-02-19 16:00 UTC", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Simulated", page.Find(".ob-provenance").TextContent, StringComparison.Ordinal);
        Assert.Equal("17.000", Hour());
        Assert.Contains("for ever", page.Markup, StringComparison.Ordinal);
        await page.Find("#feature-hour").ChangeAsync(new() { Value = "2" });
        Assert.Equal("2.000", Hour());

        string Hour() =>
            page.FindAll("table tbody tr")
                .Single(r => r.QuerySelector("th")?.TextContent.Trim() == "hour")
                .QuerySelectorAll("td")[0]
                .TextContent.Trim();
    }

    [Fact]
    public async Task A_day_without_history_says_why_and_features_need_their_own_permission()
    {
        await using var bench = new CatalogueBench();
        var page = bench.Open("/data?tab=features&series=ERCOT%2FMADE_UP_HUB%2Fda_lmp&day=2023-06-01");
        page.WaitForAssertion(() => Assert.Contains("too little history", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        bench.User.Held.Remove(Permissions.ReadForecasts);
        var barred = bench.Open("/data?tab=features");
        barred.WaitForAssertion(() => Assert.Contains("You do not have permission", barred.Markup, StringComparison.Ordinal));
    }
}
