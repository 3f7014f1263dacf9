using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Web.Components.Layout;

namespace OptiBid.Tests.EndToEnd;

/// <summary>
/// Every page of the route map, with content, in both themes and at both widths: nothing sticks out, no violation of axe, nothing from another
/// machine. A page that is added to the app is looked at here without being named, unless its address has a parameter.
/// <c>eng/screenshots.sh</c> runs this class for its pictures. While one works on a page, <c>OPTIBID_PAGES</c>, a regular expression of addresses,
/// leaves out the others.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed partial class EveryPageTests(BrowserApp browser, FilledApp filled) : IClassFixture<FilledApp>
{
    /// <summary>An address that no page has.</summary>
    private const string Nowhere = "/nothing-is-here";

    /// <summary>Addresses of the app that are no page of the route map.</summary>
    private static readonly string[] s_others = ["/login/sso", "/forbidden"];

    /// <summary>Parts of pages with addresses of their own; <see cref="FilledApp"/> knows them.</summary>
    private static readonly string[] s_parts = ["/data/features"];

    private static readonly Regex s_wanted = new(Environment.GetEnvironmentVariable("OPTIBID_PAGES") ?? "");

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task Every_page_is_accessible_and_fits(int width, bool dark)
    {
        var failures = new List<string>();
        var look = $"{width}-{(dark ? "dark" : "light")}";
        var page = await browser.NewPageAsync(width, dark: dark, signedIn: false, host: filled.App.Host);
        foreach (var template in RouteMap.All.Where(r => r.Access == "everybody").Select(r => r.Template).Concat(s_others))
        {
            await LookAsync(page, template, look, failures);
        }

        await filled.SignInAsync(page);
        foreach (var template in RouteMap.All.Where(r => r.Access != "everybody").Select(r => r.Template).Concat(s_parts).Append(Nowhere))
        {
            await LookAsync(page, template, look, failures);
        }

        await page.Context.CloseAsync();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Assert.Empty(browser.ForeignRequests);
    }

    /// <summary>A page and what is pressed there, one after the other, until something lies over it.</summary>
    private static readonly (string Template, string[] Presses)[] s_overlays =
    [
        ("/account/tokens", ["^New key$"]),
        ("/admin/api-keys", ["^New key of"]),
        ("/admin/roles", ["^New role$"]),
        ("/admin/roles", ["^Delete Night desk$"]),
        ("/admin/users", ["^Invite$"]),
        ("/assets", ["^New asset$"]),
        ("/assets", ["^Retire "]),
        ("/dashboards", ["^Import$"]),
        ("/dashboards/{Id:guid}", ["^More actions$"]),
        ("/dashboards/{Id:guid}", ["^More actions$", "^Share"]),
        ("/dashboards/{Id:guid}", ["^Menu of ", "^Inspect"]),
        ("/dashboards/{Id:guid}/edit", ["^Menu of ", "^Settings"]),
        ("/models", ["^Ask for production of version 1"]),
        ("/models/drift", ["^New plan$"]),
        ("/help", ["^Account$"]),
        ("/help", ["^Notifications"]),
        ("/platform/organisations", ["^Suspend "]),
    ];

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task Every_dialog_and_menu_is_accessible_and_fits(int width, bool dark)
    {
        var failures = new List<string>();
        var page = await browser.NewPageAsync(width, dark: dark, signedIn: false, host: filled.App.Host);
        await filled.SignInAsync(page);
        foreach (var (template, presses) in s_overlays)
        {
            await LookAsync(page, template, $"{width}-{(dark ? "dark" : "light")}", failures, presses);
        }

        await page.Context.CloseAsync();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private async Task LookAsync(IPage page, string template, string look, List<string> failures, params string[] presses)
    {
        if (!s_wanted.IsMatch(template))
        {
            return;
        }

        var at = string.Join(" > ", [template, .. presses]);
        try
        {
            var answer = await page.GotoAsync(filled.AddressOf(template));
            var (status, wanted) = (answer?.Status ?? 0, template == Nowhere ? 404 : 200);
            if (status != wanted)
            {
                failures.Add($"{at}: {status} instead of {wanted}");
            }

            await page.Locator("h1").First.WaitForAsync();
            if (template != "/help/style-guide")
            {
                // There it is shown what loading looks like.
                await page.Locator(".ob-state-loading").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            }

            await page.UntilAsync(
                "() => [...document.querySelectorAll('.ob-chart-canvas')].every(c => !c.offsetParent || c.querySelector('canvas, svg'))"
            );
            for (var i = 0; i < presses.Length; i++)
            {
                // What a menu opens is a dialog.
                await PressAsync(page, new Regex(presses[i]), i == 0 ? "[role=dialog], .ob-user-panel, .ob-menu-panel" : "[role=dialog]");
            }

            await page.AtRestAsync();
            await page.PictureAsync(
                $"{NameOf(template)}{Words().Replace(string.Concat(presses), "-")}-{look}",
                fullPage: presses.Length == 0
            );
            await page.AssertFitsAsync();
            await page.AssertAccessibleAsync();
        }
        catch (Exception fault) when (fault is Xunit.Sdk.XunitException or PlaywrightException or TimeoutException or TaskCanceledException)
        {
            failures.Add($"{at}: {fault.Message}");
        }
    }

    /// <summary>Presses a button and waits until something has opened over the page.</summary>
    private static async Task PressAsync(IPage page, Regex name, string opens)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = name }).First.ClickAsync();
        await page.Locator(opens).First.WaitForAsync();
    }

    /// <summary><c>/bids/{Id:guid}/edit</c> is <c>bids-id-edit</c>.</summary>
    private static string NameOf(string template) =>
        template == "/"
            ? "start"
            : string.Join(
                '-',
                template.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Trim('{', '}').Split(':')[0].ToLowerInvariant())
            );

    [GeneratedRegex("[^A-Za-z]+")]
    private static partial Regex Words();
}
