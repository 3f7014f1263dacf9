using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Dashboards;

namespace OptiBid.Tests.Web.Dashboards;

public sealed class DashboardPageTests
{
    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dashboard_shows_what_works_and_says_why_the_rest_does_not()
    {
        await using var desk = await DeskAsync(FakeUser.Reads, Permissions.WriteDashboards);
        var id = await CreateAsync(desk, TestWidgets.Prices, TestWidgets.Broken, TestWidgets.Secret, "gone.away");
        var page = Render(desk, id);
        page.WaitForAssertion(() => Assert.Contains("read 1 times", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() =>
            Assert.True(page.Markup.Contains("This widget failed", StringComparison.Ordinal), page.Find("[data-tile='w1']").OuterHtml)
        );
        Assert.Contains("You do not have permission", page.Markup, StringComparison.Ordinal);
        Assert.Contains("no widget of the kind gone.away", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Simulated", page.Markup, StringComparison.Ordinal);
        // Nothing was another, so nothing was read again.
        page.Render();
        Assert.Contains("read 1 times", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_gets_no_way_to_change()
    {
        await using var desk = await DeskAsync(FakeUser.Reads);
        var page = desk.Render<DashboardPage>(p => p.Add(d => d.Key, "risk"));
        page.WaitForAssertion(() => Assert.Contains("Template of OptiBid", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() is "Edit" or "Use this template");
        Assert.Empty(page.FindAll("[data-move]"));
    }

    [Fact]
    public async Task Steps_undo_redo_and_a_draft_that_is_offered_again()
    {
        await using var desk = await DeskAsync(FakeUser.Reads, Permissions.WriteDashboards);
        var id = await CreateAsync(desk, TestWidgets.Prices, TestWidgets.Prices);
        var page = Render(desk, id, edit: true);
        page.WaitForElement("[data-move]");
        var grid = page.FindComponent<DashboardGrid>().Instance;
        await page.InvokeAsync(() => grid.MoveAsync("w0", 8, 0));
        Assert.Equal("8", Column(page, "w0"));
        await page.InvokeAsync(() => grid.KeyAsync("w0", "Grab", false));
        await page.InvokeAsync(() => grid.KeyAsync("w0", "ArrowLeft", false));
        await page.InvokeAsync(() => grid.KeyAsync("w0", "ArrowDown", true));
        Assert.Equal("LMP chart, column 8, row 1, 4 by 4", grid.Announcement);
        await page.InvokeAsync(() => grid.KeyAsync("w0", "Drop", false));
        Assert.Equal("7", Column(page, "w0"));
        Button(page, "Undo").Click();
        Assert.Equal("8", Column(page, "w0"));
        Button(page, "Redo").Click();
        Assert.Equal("7", Column(page, "w0"));

        desk.Time.Advance(TimeSpan.FromSeconds(2));
        var drafts = desk.Services.GetRequiredService<IKeepDashboardDraft>();
        await Waiting(async () => await drafts.FindAsync(id, Token) is not null);
        var again = Render(desk, id);
        again.WaitForAssertion(() => Assert.Contains("You have unsaved changes of", again.Markup, StringComparison.Ordinal));
        Button(again, "Restore unsaved changes").Click();
        again.WaitForAssertion(() => Assert.Equal("7", Column(again, "w0")));
    }

    [Fact]
    public async Task The_gallery_lists_mine_and_the_templates_and_searches_them()
    {
        await using var desk = await DeskAsync(FakeUser.Reads, Permissions.WriteDashboards, Permissions.ShareDashboards);
        await CreateAsync(desk, TestWidgets.Prices);
        var page = desk.Render<DashboardsPage>();
        page.WaitForAssertion(() => Assert.Equal(7, page.FindAll(".ob-dash-card").Count));
        page.Find("#dashboard-search").Input("risk");
        Assert.Single(page.FindAll(".ob-dash-card"));
        Assert.Contains("Dashboards found: 1", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_template_names_only_kinds_that_this_app_has()
    {
        await using var app = OptiBid.Web.WebHost.Build([
            "--urls",
            "http://127.0.0.1:0",
            "--store",
            Path.Combine(Path.GetTempPath(), "optibid-kinds"),
        ]);
        var known = app.Services.GetServices<WidgetDescriptor>().Select(d => d.Info.Id).ToHashSet(StringComparer.Ordinal);
        var missing = app
            .Services.GetRequiredService<IDashboardTemplates>()
            .All.SelectMany(t => t.Content.Widgets.Select(w => w.Kind))
            .Distinct(StringComparer.Ordinal)
            .Where(k => !known.Contains(k));
        Assert.Empty(missing);
    }

    private static async Task<MarketDesk> DeskAsync(params string[] permissions)
    {
        var desk = await new MarketDesk(permissions).SeedAsync();
        desk.Services.AddTestWidgets();
        return desk;
    }

    private static async Task<Guid> CreateAsync(MarketDesk desk, params string[] kinds)
    {
        var content = DashboardContent.Empty("My desk");
        foreach (var (kind, i) in kinds.Select((k, i) => (k, i)))
        {
            content = content.Add(new($"w{i}", kind), new(4, 3), new(1, 1));
        }

        return (await desk.Services.GetRequiredService<ICreateDashboard>().ExecuteAsync(content, cancellationToken: Token)).Value.Id;
    }

    private static IRenderedComponent<DashboardPage> Render(MarketDesk desk, Guid id, bool edit = false)
    {
        desk.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>()
            .NavigateTo($"dashboards/{id}{(edit ? "/edit" : "")}");
        return desk.Render<DashboardPage>(p => p.Add(d => d.Id, id));
    }

    /// <summary>First column on the wide grid, from 0.</summary>
    private static string Column(IRenderedComponent<DashboardPage> page, string widget)
    {
        var style = page.Find($"[data-tile='{widget}']").GetAttribute("style")!;
        return (int.Parse(style.Split("--x12:")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture) - 1).ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<DashboardPage> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Trim() == text);

    private static async Task Waiting(Func<Task<bool>> until)
    {
        for (var i = 0; i < 600 && !await until(); i++)
        {
            await Task.Delay(100, Token);
        }

        Assert.True(await until());
    }
}
