using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Audit;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Forecasts;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Audit;

namespace OptiBid.Tests.Web.Audit;

/// <summary>The page over a real log.</summary>
public sealed class AuditPageTests : BunitContext, IAsyncLifetime
{
    private AuditDesk _desk = default!;

    public async ValueTask InitializeAsync()
    {
        _desk = await AuditDesk.OnSqliteAsync();
        await _desk.FillAsync(5);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _desk.DisposeAsync();
    }

    [Fact]
    public void Rows_are_listed_and_one_is_shown_with_what_changed_and_its_proof()
    {
        var page = Page("audit", [.. Permissions.All]);
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tbody tr").Count));
        Button(page, "Show").Click();
        page.WaitForAssertion(() => Assert.Contains("Both signatures of the checkpoint are good", page.Markup, StringComparison.Ordinal));
        Assert.Contains("The content has the hash", page.Markup, StringComparison.Ordinal);
        Assert.Contains("leads to the root of checkpoint 1", page.Markup, StringComparison.Ordinal);
        Assert.Contains("value (changed)", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_narrows_the_rows_and_the_export()
    {
        var page = Page("audit", [.. Permissions.All]);
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tbody tr").Count));
        page.Find("#audit-text").Change("test.2");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Contains("/api/v1/audit/export?text=test.2", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_narrows_the_rows_and_the_export_and_stands_in_the_address()
    {
        var page = Page("audit", [.. Permissions.All]);
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tbody tr").Count));
        Range("Yesterday");
        page.WaitForAssertion(() => Assert.Contains("Nothing was recorded", page.Markup, StringComparison.Ordinal));
        var navigation = Services.GetRequiredService<NavigationManager>();
        Assert.EndsWith("audit?from=day%3Ayesterday", navigation.Uri, StringComparison.Ordinal);
        Assert.Matches("/api/v1/audit/export\\?from=[^&]+&amp;to=", page.Markup);
        Range("Everything");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tbody tr").Count));

        void Range(string name)
        {
            page.Find(".ob-range-label").Click();
            page.FindAll(".ob-range-presets button").Single(b => b.TextContent == name).Click();
        }
    }

    [Fact]
    public void An_object_of_the_address_narrows_the_rows_and_only_who_may_export_saves_them()
    {
        var page = Page("audit?object=nothing-has-this-id", Permissions.ReadAudit);
        page.WaitForAssertion(() => Assert.Contains("Nothing was recorded", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Only the object nothing-has-this-id", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("CSV", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_says_valid_and_names_the_row_that_the_owner_changed()
    {
        var page = Page("audit", [.. Permissions.All]);
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tbody tr").Count));
        Button(page, "Verify log").Click();
        page.WaitForAssertion(() => Assert.Contains("The log is valid", page.Markup, StringComparison.Ordinal));
        await _desk.AsOwnerAsync("UPDATE audit_entries SET \"Reason\" = 'other' WHERE \"TreeIndex\" = 2");
        Button(page, "Verify log").Click();
        page.WaitForAssertion(() => Assert.Contains("row 2 is not what was signed", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_may_only_read_gets_neither_verification_nor_export()
    {
        var page = Page("audit", Permissions.ReadAudit);
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tbody tr").Count));
        Assert.DoesNotContain("Verify log", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Export with proofs", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_with_markup_is_shown_as_text()
    {
        var detail = new FieldChange("x", null, "<script>alert(1)</script>");
        Assert.Equal([detail], FieldChange.Of(null, """{"x":"<script>alert(1)</script>"}"""));
        Assert.Equal(
            ["a.b:1>2", "c:>[1,2]", "d:x>x"],
            FieldChange.Of("""{"a":{"b":1},"d":"x"}""", """{"a":{"b":2},"c":[1,2],"d":"x"}""").Select(c => $"{c.Name}:{c.Before}>{c.After}")
        );
    }

    private IRenderedComponent<AuditPage> Page(string address, params string[] permissions)
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<ICurrentUser>(new FakeUser(permissions));
        Services.AddSingleton(_desk.Get<IListAudit>());
        Services.AddSingleton(_desk.Get<IReadAuditFacets>());
        Services.AddSingleton(_desk.Get<IProveAuditEntry>());
        Services.AddSingleton(_desk.Get<IVerifyAudit>());
        Services.AddSingleton<IToast>(new ForecastBench.Told());
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<IDownloads>(new NoDownloads());
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<AuditPage>();
    }

    private static IElement Button(IRenderedComponent<AuditPage> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Contains(text, StringComparison.Ordinal));

    private sealed class NoDownloads : IDownloads
    {
        public Task SaveAsync(string fileName, string mediaType, byte[] content) => Task.CompletedTask;

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => Task.CompletedTask;
    }
}
