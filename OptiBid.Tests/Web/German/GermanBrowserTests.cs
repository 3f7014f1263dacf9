using System.Xml.Linq;
using Microsoft.Playwright;
using OptiBid.Core.Identity;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Layout;

namespace OptiBid.Tests.Web.German;

/// <summary>Every page in a browser whose language is German: nothing English is left, and nothing is wider than the window.</summary>
[Collection(BrowserCollection.Name)]
public sealed class GermanBrowserTests(BrowserApp app)
{
    /// <summary>Texts and names on the screen: of elements that are drawn, without code, times and what a person wrote.</summary>
    private const string Words = """
        () => {
          const found = new Set();
          for (const e of document.body.querySelectorAll("*")) {
            if (e.closest("script, style, code, kbd, pre, [lang=en], option, [hidden]") || !e.checkVisibility()) continue;
            for (const name of ["aria-label", "title", "placeholder", "alt"]) if (e.getAttribute(name)) found.add(e.getAttribute(name).trim());
            for (const n of e.childNodes) if (n.nodeType === 3 && n.data.trim()) found.add(n.data.trim());
          }
          return [...found];
        }
        """;

    /// <summary>English keys whose German is another word; the names of roles are data, and one is the name of a template too.</summary>
    private static readonly HashSet<string> s_english =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "OptiBid.Web"), "Texts.de.resx", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => XDocument.Load(f).Root!.Elements("data"))
            .Select(d => (Key: d.Attribute("name")!.Value, German: d.Element("value")!.Value))
            .GroupBy(d => d.Key, StringComparer.Ordinal)
            .Where(g => g.All(d => d.German != d.Key))
            .Select(g => g.Key)
            .Except([Roles.AssetOperator], StringComparer.Ordinal),
    ];

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task Every_page_of_the_navigation_is_German_and_fits(int width)
    {
        var page = await app.NewPageAsync(width, signedIn: true, locale: "de-DE");
        var wrong = new List<string>();
        foreach (var entry in NavPages.All.OrderBy(p => p.Href, StringComparer.Ordinal))
        {
            await page.GotoAsync(entry.Href);
            await page.SeeAsync(page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First);
            // The style guide shows the loading state on purpose.
            await page.UntilAsync(
                "() => location.pathname === '/help/style-guide' || !document.querySelector('.ob-state-loading, [aria-busy=true]')"
            );
            await page.PictureAsync($"de-{width}-{entry.Href.Trim('/').Replace('/', '-')}", fullPage: true);
            var words = await page.EvaluateAsync<string[]>(Words);
            wrong.AddRange(words.Where(s_english.Contains).Select(w => $"{entry.Href} says: {w}"));
            if (
                await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                is > 0
                    and var over
            )
            {
                wrong.Add($"{entry.Href} is {over} px wider than {width}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        await page.Context.CloseAsync();
    }
}
