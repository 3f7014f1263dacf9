using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>What every page has to keep.</summary>
internal static class PageAssertions
{
    /// <summary>Opens a page of the app and waits until the circuit has drawn its heading.</summary>
    public static async Task OpenAsync(this IPage page, string path, string heading)
    {
        await page.GotoAsync(path);
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
    }

    /// <summary>No violation of WCAG 2.0 to 2.2 A/AA or of axe's best practices; no rule is switched off.</summary>
    public static async Task AssertAccessibleAsync(this IPage page)
    {
        // A colour in transition has no contrast of its own.
        await page.AtRestAsync();
        var result = await page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            $"{page.Url}: "
                + string.Join(
                    "\n",
                    result.Violations.Select(v =>
                        $"{v.Id}: {v.Help}\n  {string.Join("\n  ", v.Nodes.Take(5).Select(n => $"{n.Html} [{Why(n)}]"))}"
                    )
                )
        );
    }

    /// <summary>Waits until it shows; a failure tells what the page showed instead.</summary>
    public static async Task SeeAsync(this IPage page, ILocator what)
    {
        try
        {
            await what.WaitForAsync(new() { Timeout = 60_000 });
        }
        catch (TimeoutException late)
        {
            var shown = await page.Locator("body").InnerTextAsync();
            Assert.Fail($"{late.Message}\n{page.Url} shows:\n{shown[..Math.Min(shown.Length, 4000)].ReplaceLineEndings(" | ")}");
        }
    }

    /// <summary>Presses a button of the open dialog by keyboard, once the dialog has taken the focus: before that a key goes elsewhere.</summary>
    public static async Task PressInDialogAsync(this IPage page, string name)
    {
        await page.WaitForFunctionAsync("() => document.querySelector('.mud-dialog')?.contains(document.activeElement)");
        await page.AtRestAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name }).PressAsync("Enter");
    }

    /// <summary>Nothing is wider than the window.</summary>
    public static async Task AssertFitsAsync(this IPage page)
    {
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{page.Url} is {overflow} px wider than the window");
    }

    /// <summary>A picture for a person to look at, in the folder that OPTIBID_SCREENSHOTS names; nothing without it.</summary>
    public static async Task PictureAsync(this IPage page, string name, bool fullPage = false)
    {
        if (Environment.GetEnvironmentVariable("OPTIBID_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = fullPage });
        }
    }

    /// <summary>Waits until what moves has come to rest; endless animations do not count.</summary>
    public static Task AtRestAsync(this IPage page) =>
        page.EvaluateAsync(
            "() => Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity).map(a => a.finished.catch(() => null)))"
        );

    /// <summary>Waits until a function of the page, which may be asynchronous, says true.</summary>
    public static async Task UntilAsync(this IPage page, string function, object? argument = null, int seconds = 60)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!await page.EvaluateAsync<bool>(function, argument))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static string Why(AxeResultNode node) =>
        string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(c => c.Message).Take(2));
}
