using System.Buffers.Binary;
using Microsoft.Playwright;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;
using OptiBid.Tests.Web.Dashboards;

namespace OptiBid.Tests.EndToEnd;

/// <summary>What a dashboard shows, as a picture and on paper.</summary>
public sealed partial class DashboardJourneyTests
{
    // How many colours, of at most 500, the strip with the heading and the rest of each widget have in the picture; the last is the ground.
    private const string Colours = """
        async data => {
          const image = new Image();
          image.src = "data:image/png;base64," + data;
          await image.decode();
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.width, image.height];
          const ink = canvas.getContext("2d");
          ink.drawImage(image, 0, 0);
          const scale = image.width / (1120 + 48), cell = (1120 + 12) / 12;
          const tiles = [...document.querySelectorAll("[data-tile]")].map(t => {
            const style = getComputedStyle(t), v = n => Number(style.getPropertyValue(n));
            return { x: (v("--x12") - 1) * cell, y: (v("--y12") - 1) * 92, w: v("--w12") * cell - 12, h: v("--h12") * 92 - 12 };
          });
          const top = image.height / scale - 24 - Math.max(...tiles.map(t => t.y + t.h));
          const count = (x, y, w, h) => {
            const { data } = ink.getImageData(Math.round(x * scale), Math.round(y * scale), Math.round(w * scale), Math.round(h * scale)), found = new Set();
            for (let i = 0; i < data.length && found.size < 500; i += 4) found.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
            return found.size;
          };
          const ground = ink.getImageData(3, 3, 1, 1).data;
          return [...tiles.flatMap(t => [count(24 + t.x + 4, top + t.y + 4, t.w - 8, 30), count(24 + t.x + 4, top + t.y + 44, t.w - 8, t.h - 50)]),
            (ground[0] << 16) | (ground[1] << 8) | ground[2]];
        }
        """;

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task What_a_dashboard_shows_is_saved_as_PNG_and_as_PDF(int width, bool dark)
    {
        string[] kinds =
        [
            TestWidgets.Prices,
            "market.price_chart",
            "market.lmp_ticker",
            "market.map",
            "notes.markdown",
            "market.duration_curve",
            "market.heat_map",
            TestWidgets.Prices,
        ];
        var id = await SeedAsync($"Desk for paper {width}", kinds);
        var page = await PageAsync(width, dark);
        await page.OpenAsync($"/dashboards/{id}", $"Desk for paper {width}");
        await page.Locator("[data-tile] .uplot").First.WaitForAsync(new() { Timeout = 60_000 });
        var titles = await page.Locator("[data-tile] h2").AllInnerTextsAsync();
        Assert.Equal(kinds.Length, titles.Count);

        var png = await ExportAsync(page, "Export as PNG");
        Assert.Equal<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png.File[..8]);
        Assert.Matches($"^desk-for-paper-{width}-[0-9]{{8}}-[0-9]{{4}}Z\\.png$", png.Name);
        Assert.Equal(2336, BinaryPrimitives.ReadInt32BigEndian(png.File.AsSpan(16)));
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(png.File.AsSpan(20)), 2000, 8000);
        var colours = await page.EvaluateAsync<int[]>(Colours, Convert.ToBase64String(png.File));
        for (var i = 0; i < kinds.Length; i++)
        {
            Assert.True(colours[2 * i] > 8, $"the heading of {kinds[i]} has {colours[2 * i]} colours");
            Assert.True(colours[(2 * i) + 1] > 8, $"{kinds[i]} has {colours[(2 * i) + 1]} colours");
        }

        // Light, whatever the theme.
        Assert.Equal(0xF4F6F8, colours[^1]);

        var pdf = await ExportAsync(page, "Export as PDF");
        Assert.EndsWith(".pdf", pdf.Name, StringComparison.Ordinal);
        var pages = PdfText.Pages(pdf.File);
        Assert.InRange(pages.Count, 2, 6);
        Assert.Contains($"Desk for paper {width}", pages[0], StringComparison.Ordinal);
        Assert.Contains("HB_NORTH", pages[0], StringComparison.Ordinal);
        Assert.Contains("UTC", pages[0], StringComparison.Ordinal);
        var all = string.Concat(pages);
        Assert.All(titles, title => Assert.Contains(title, all, StringComparison.Ordinal));
        Assert.Contains("Simulated", all, StringComparison.Ordinal);
        Keep($"dashboard-{width}.png", png.File);
        Keep($"dashboard-{width}.pdf", pdf.File);

        // The page is as it was.
        Assert.Equal(dark ? "dark" : "light", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        Assert.Equal(0, await page.Locator("dialog.ob-export[open], [data-exporting]").CountAsync());
        await page.AssertFitsAsync();
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_export_that_fails_says_so_and_one_that_is_cancelled_makes_no_file()
    {
        var id = await SeedAsync("Faulty desk", TestWidgets.Prices);
        var page = await PageAsync();
        await page.OpenAsync($"/dashboards/{id}", "Faulty desk");
        await page.GetByText("read 1 times").WaitForAsync();
        await page.EvaluateAsync("() => { HTMLCanvasElement.prototype.toBlob = f => f(null); }");
        await ChooseAsync(page, "Export as PDF");
        await page.GetByText("The browser could not draw this dashboard.").WaitForAsync();
        Assert.Equal(0, await page.Locator("dialog.ob-export[open], [data-exporting]").CountAsync());

        // A picture that never comes: the reader takes back what was asked for.
        await page.EvaluateAsync("() => { HTMLCanvasElement.prototype.toBlob = () => { }; }");
        await ChooseAsync(page, "Export as PDF");
        var cover = page.GetByRole(AriaRole.Dialog, new() { Name = "The file is being made" });
        await cover.GetByText("0 of 1 widgets are drawn").WaitForAsync();
        await page.PictureAsync("dashboard-export-cover");
        await page.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByText("No file was made").WaitForAsync();
        await Assertions.Expect(page.Locator("dialog.ob-export[open], [data-exporting]")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_printed_dashboard_is_light_has_its_range_and_no_controls()
    {
        var id = await SeedAsync("Printed desk", "market.price_chart", "market.lmp_ticker", "market.heat_map", "market.map");
        var page = await PageAsync(dark: true);
        await page.OpenAsync($"/dashboards/{id}", "Printed desk");
        await page.Locator("[data-tile] .uplot").First.WaitForAsync(new() { Timeout = 60_000 });
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
        Keep("dashboard-printed.pdf", pdf);
        Assert.All(PdfText.Sizes(pdf), size => Assert.True(size.Width > size.Height, "A4 lies across"));
        Assert.Equal("dark", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator(".ob-dash-paper")).ToContainTextAsync("HB_NORTH");
        await Assertions.Expect(page.Locator("#dashboard-market")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "More actions" })).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Menu of", Exact = false }).First).ToBeHiddenAsync();
        // Every widget shows all it has.
        var cut = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.ob-frame-body')].filter(b => b.scrollHeight > b.parentElement.clientHeight + 2).map(b => b.getAttribute('aria-label'))"
        );
        Assert.Empty(cut);
        await page.Context.CloseAsync();
    }

    private static async Task ChooseAsync(IPage page, string action)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();
    }

    private static async Task<(string Name, byte[] File)> ExportAsync(IPage page, string action)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => ChooseAsync(page, action), new() { Timeout = 90_000 });
        await page.GetByText("is saved as a file").First.WaitForAsync();
        await Assertions.Expect(page.Locator("dialog.ob-export[open]")).ToHaveCountAsync(0);
        return (download.SuggestedFilename, await System.IO.File.ReadAllBytesAsync((await download.PathAsync())!, Cancel));
    }

    /// <summary>For a person to look at, as PictureAsync.</summary>
    private static void Keep(string name, byte[] file)
    {
        if (Environment.GetEnvironmentVariable("OPTIBID_SCREENSHOTS") is { Length: > 0 } folder)
        {
            System.IO.File.WriteAllBytes(Path.Combine(folder, name), file);
        }
    }
}
