using OptiBid.Tests.Support;
using OptiBid.Web.Features.Dashboards.Export;

namespace OptiBid.Tests.Web.Dashboards;

public sealed class DashboardPdfTests
{
    // One grey pixel.
    private static readonly byte[] s_png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNoaGgAAAMEAYFL09IQAAAAAElFTkSuQmCC"
    );
    private static readonly PaperHeading s_heading = new(
        "Day-ahead desk Österreich",
        ["Demo Energy · ERCOT · HB_NORTH", "2026-11-22 00:00 CT to 2026-11-29 00:00 CT", "Made 2026-11-29 23:10 CET by Alex Łukasz"],
        "OptiBid · Made 2026-11-29 23:10 CET by Alex Łukasz",
        "en"
    );

    [Fact]
    public void Heading_titles_marks_and_page_numbers_are_text_on_pages_of_A4()
    {
        var widgets = Enumerable.Range(0, 6).Select(i => Widget(i, $"Widget number {i}", i == 0 ? "7 more rows" : null)).ToList();
        var file = DashboardPdf.Write(s_heading, widgets, 1120, new(2026, 11, 29, 22, 10, 0, DateTimeKind.Utc));
        Assert.StartsWith("%PDF-1.", System.Text.Encoding.ASCII.GetString(file[..8]), StringComparison.Ordinal);
        var pages = PdfText.Pages(file);
        Assert.Equal(3, pages.Count);
        foreach (var line in s_heading.Lines.Prepend(s_heading.Title))
        {
            Assert.Contains(line, pages[0], StringComparison.Ordinal);
        }

        Assert.Contains("7 more rows", pages[0], StringComparison.Ordinal);
        Assert.Contains("Simulated", pages[0], StringComparison.Ordinal);
        for (var i = 0; i < 6; i++)
        {
            Assert.Contains($"Widget number {i}", pages[i / 2], StringComparison.Ordinal);
        }

        Assert.All(pages, (page, i) => Assert.Contains($"{i + 1} / 3", page, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.Contains(s_heading.Title, page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_title_that_is_too_long_for_its_widget_ends_in_dots()
    {
        var file = DashboardPdf.Write(s_heading, [Widget(0, new string('W', 300), null)], 1120, DateTime.UnixEpoch);
        Assert.Contains("WWWW…", PdfText.Pages(file)[0], StringComparison.Ordinal);
    }

    private static PaperWidget Widget(int row, string title, string? more) =>
        new(new($"w{row}", 0, row * 300.0, 554, 288), title, "Simulated", "simulated", "2026-11-29 23:00 CET", more, 39, s_png);
}
