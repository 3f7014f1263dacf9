using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Dashboards;

namespace OptiBid.Tests.EndToEnd;

/// <summary>How dashboards look: accessible in both themes and at both widths, every template without a fault.</summary>
public sealed partial class DashboardJourneyTests
{
    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task Gallery_view_editor_drawer_and_menus_are_accessible_and_fit(int width, bool dark)
    {
        var id = await SeedAsync("Accessible desk", TestWidgets.Prices, TestWidgets.Prices, "notes.markdown", "gone.away");
        var page = await PageAsync(width, dark);
        var look = $"{width}-{(dark ? "dark" : "light")}";
        await page.OpenAsync("/dashboards", "Dashboards");
        await page.GetByRole(AriaRole.Link, new() { Name = "Data quality" }).WaitForAsync();
        await CheckAsync(page, $"dashboards-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for Accessible desk" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set as start page" }).WaitForAsync();
        await CheckAsync(page, $"dashboards-menu-{look}");

        await page.OpenAsync($"/dashboards/{id}", "Accessible desk");
        await page.GetByText("read 1 times").First.WaitForAsync();
        await CheckAsync(page, $"dashboard-view-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of LMP chart" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Inspect" }).WaitForAsync();
        await CheckAsync(page, $"dashboard-menu-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Inspect" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Rowheader).First.WaitForAsync();
        await CheckAsync(page, $"dashboard-inspect-{look}");
        await page.Keyboard.PressAsync("Escape");

        await page.OpenAsync($"/dashboards/{id}/edit", "Accessible desk");
        await page.Locator("[data-move]").First.WaitForAsync();
        await CheckAsync(page, $"dashboard-edit-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add widget" }).ClickAsync();
        await page.GetByLabel("Search widgets").WaitForAsync();
        await CheckAsync(page, $"dashboard-drawer-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of LMP chart" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Product").WaitForAsync();
        await CheckAsync(page, $"dashboard-settings-{look}");

        await page.OpenAsync("/dashboards/templates/day-ahead-trader", "Day-ahead trader");
        await page.Locator("[data-tile]").First.WaitForAsync();
        await CheckAsync(page, $"dashboard-template-{look}");
        await page.GotoAsync($"/dashboards/{id}?from=now-7d&to=now&market=ERCOT&kiosk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave full screen" }).WaitForAsync();
        await CheckAsync(page, $"dashboard-kiosk-{look}");
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_template_is_drawn_without_a_fault_and_no_widget_is_cut(string key, string title, int width, bool dark)
    {
        var page = await PageAsync(width, dark);
        await page.OpenAsync($"/dashboards/templates/{key}", title);
        await page.Locator("[data-tile]").First.WaitForAsync();
        await Assertions.Expect(page.Locator("[data-tile] .ob-state-loading")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions
            .Expect(page.Locator("[data-tile] .ob-chart-canvas:not(:has(.uplot))"))
            .ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await page.AtRestAsync();
        await page.PictureAsync($"template-{key}-{width}-{(dark ? "dark" : "light")}", fullPage: true);
        Assert.Equal(0, await page.Locator("[data-tile] .ob-state-error").CountAsync());
        Assert.Equal(0, await page.GetByText("Unknown widget").CountAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>(Cut, width >= 1200));
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
        await page.Context.CloseAsync();
    }

    /// <summary>The templates on a desk in light and on a telephone in the dark.</summary>
    public static TheoryData<string, string, int, bool> Templates
    {
        get
        {
            var all = new TheoryData<string, string, int, bool>();
            foreach (
                var (key, title) in new[]
                {
                    ("day-ahead-trader", "Day-ahead trader"),
                    ("real-time-desk", "Real-time desk"),
                    ("asset-operator", "Asset operator"),
                    ("risk", "Risk"),
                    ("executive", "Executive"),
                    ("data-quality", "Data quality"),
                }
            )
            {
                all.Add(key, title, 1400, false);
                all.Add(key, title, 390, true);
            }

            return all;
        }
    }

    // What sticks out of its frame and cannot be scrolled to inside of something that says so, and on a wide page tables with columns out of sight.
    private const string Cut = """
        wide => [...document.querySelectorAll(".ob-frame-body")].flatMap(body => {
          const faults = [], name = body.getAttribute("aria-label"), box = body.getBoundingClientRect();
          if (body.scrollWidth > body.clientWidth + 1) faults.push(`${name}: wider than its frame by ${body.scrollWidth - body.clientWidth}`);
          for (const legend of body.querySelectorAll(".u-legend")) {
            if (legend.getBoundingClientRect().bottom > box.bottom + 1) faults.push(`${name}: the legend is cut`);
          }
          for (const table of body.querySelectorAll(".ob-w-table")) {
            if (table.getBoundingClientRect().bottom > box.bottom + 1) faults.push(`${name}: the table is cut`);
            if (wide && table.scrollWidth > table.clientWidth + 1) faults.push(`${name}: columns out of sight: ${table.scrollWidth - table.clientWidth} px`);
          }
          return faults;
        })
        """;
}
