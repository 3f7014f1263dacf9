using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace OptiBid.Web.Features.Dashboards.Export;

/// <summary>Writes a dashboard as PDF: A4 across, headings as text, what widgets show as pictures.</summary>
internal static class DashboardPdf
{
    private const double PageWidth = 841.89;
    private const double PageHeight = 595.28;
    private const double Margin = 28;
    private const double TitleHeight = 22;
    private const double LineHeight = 12;
    private const double FootHeight = 16;
    private const double Gap = 8;
    private static readonly XColor s_ink = XColor.FromArgb(0x17, 0x21, 0x2B);
    private static readonly XColor s_quiet = XColor.FromArgb(0x46, 0x53, 0x5F);
    private static readonly XColor s_line = XColor.FromArgb(0xC9, 0xD2, 0xDB);
    private static readonly XColor s_warning = XColor.FromArgb(0x8A, 0x4B, 0x00);
    private static readonly XColor s_success = XColor.FromArgb(0x1B, 0x5E, 0x20);

    /// <summary>The file.</summary>
    public static byte[] Write(PaperHeading heading, IReadOnlyList<PaperWidget> widgets, double boardWidth, DateTime madeUtc)
    {
        using var document = new PdfDocument();
        document.Info.Title = heading.Title;
        document.Info.Subject = string.Join('\n', heading.Lines);
        document.Info.Creator = "OptiBid";
        document.Info.CreationDate = madeUtc;
        document.Language = heading.Language;
        document.ViewerPreferences.DisplayDocTitle = true;
        var pages = PaperLayout.Arrange([.. widgets.Select(w => w.Place)], boardWidth, RoomUnder(heading));
        var byId = widgets.ToDictionary(w => w.Place.Id, StringComparer.Ordinal);
        for (var number = 1; number <= pages.Count; number++)
        {
            var page = document.AddPage();
            (page.Width, page.Height) = (XUnit.FromPoint(PageWidth), XUnit.FromPoint(PageHeight));
            using var ink = XGraphics.FromPdfPage(page);
            var top = number == 1 ? WriteHeading(ink, heading) : WriteRunningHead(ink, heading);
            foreach (var tile in pages[number - 1])
            {
                WriteWidget(ink, byId[tile.Id], tile, Margin, top);
            }

            WriteFoot(ink, heading, number, pages.Count);
        }

        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        return file.ToArray();
    }

    /// <summary>What the pages have for widgets.</summary>
    public static PaperRoom RoomUnder(PaperHeading heading)
    {
        var whole = PageHeight - (2 * Margin) - FootHeight;
        return new(PageWidth - (2 * Margin), whole - HeadingHeight(heading), whole - LineHeight - Gap);
    }

    private static double HeadingHeight(PaperHeading heading) => TitleHeight + (heading.Lines.Count * LineHeight) + Gap;

    private static double WriteHeading(XGraphics ink, PaperHeading heading)
    {
        Text(ink, heading.Title, PaperFonts.Of(17, bold: true), s_ink, Margin, Margin + 16, PageWidth - (2 * Margin));
        var y = Margin + TitleHeight;
        foreach (var line in heading.Lines)
        {
            Text(ink, line, PaperFonts.Of(8.5), s_quiet, Margin, y + 9, PageWidth - (2 * Margin));
            y += LineHeight;
        }

        return y + Gap;
    }

    private static double WriteRunningHead(XGraphics ink, PaperHeading heading)
    {
        Text(ink, heading.Title, PaperFonts.Of(8.5, bold: true), s_ink, Margin, Margin + 9, PageWidth - (2 * Margin));
        return Margin + LineHeight + Gap;
    }

    private static void WriteFoot(XGraphics ink, PaperHeading heading, int number, int count)
    {
        var font = PaperFonts.Of(7.5);
        var pages = $"{number} / {count}";
        var width = ink.MeasureString(pages, font).Width;
        var y = PageHeight - Margin;
        Text(ink, heading.Foot, font, s_quiet, Margin, y, PageWidth - (2 * Margin) - width - Gap);
        Text(ink, pages, font, s_quiet, PageWidth - Margin - width, y, width);
    }

    private static void WriteWidget(XGraphics ink, PaperWidget widget, PaperTile tile, double left, double top)
    {
        var (x, y, scale) = (left + tile.X, top + tile.Y, tile.Scale);
        var head = widget.HeadHeight * scale;
        var pen = new XPen(s_line, 0.6);
        if (widget.Picture.Length > 0)
        {
            using var bytes = new MemoryStream(widget.Picture, writable: false);
            using var picture = XImage.FromStream(bytes);
            ink.DrawImage(picture, x + scale, y + head, tile.W - (2 * scale), tile.H - head - scale);
        }

        // Last, so that a picture's corners do not cover the line.
        ink.DrawRoundedRectangle(pen, x, y, tile.W, tile.H, 6, 6);
        ink.DrawLine(pen, x, y + head, x + tile.W, y + head);

        WriteWidgetHead(ink, widget, x + (10 * scale), y + (head / 2), tile.W - (18 * scale), scale);
        if (widget.More is { } more)
        {
            WriteMore(ink, more, x + tile.W, y + tile.H, scale);
        }
    }

    private static void WriteWidgetHead(XGraphics ink, PaperWidget widget, double x, double middle, double width, double scale)
    {
        var (bold, small) = (PaperFonts.Of(13 * scale, bold: true), PaperFonts.Of(10.5 * scale));
        var right = x + width;
        if (widget.Mark is { } mark)
        {
            var w = ink.MeasureString(mark, small).Width + (10 * scale);
            var colour = widget.Kind switch
            {
                "live" => s_success,
                "simulated" => s_warning,
                _ => s_quiet,
            };
            ink.DrawRoundedRectangle(new XPen(s_line, 0.6), right - w, middle - (8 * scale), w, 16 * scale, 14 * scale, 14 * scale);
            Text(ink, mark, small, colour, right - w + (5 * scale), middle + (3.8 * scale), w);
            right -= w + (6 * scale);
        }

        var title = ink.MeasureString(widget.Title, bold).Width;
        if (widget.AsOf is { } asOf && ink.MeasureString(asOf, small).Width is var age && title + age + (8 * scale) < right - x)
        {
            Text(ink, asOf, small, s_quiet, right - age, middle + (3.8 * scale), age + 1);
            right -= age + (6 * scale);
        }

        Text(ink, widget.Title, bold, s_ink, x, middle + (4.6 * scale), right - x);
    }

    private static void WriteMore(XGraphics ink, string more, double right, double bottom, double scale)
    {
        var font = PaperFonts.Of(10.5 * scale, bold: true);
        var w = ink.MeasureString(more, font).Width + (12 * scale);
        var h = 17 * scale;
        var (x, y) = (right - w - (6 * scale), bottom - h - (5 * scale));
        ink.DrawRoundedRectangle(new XPen(s_line, 0.6), XBrushes.White, x, y, w, h, 8 * scale, 8 * scale);
        Text(ink, more, font, s_quiet, x + (6 * scale), y + (12.2 * scale), w);
    }

    /// <summary>Writes on a base line; what does not fit ends in three dots.</summary>
    private static void Text(XGraphics ink, string text, XFont font, XColor colour, double x, double y, double width)
    {
        var shown = text;
        for (var n = text.Length; n > 0 && ink.MeasureString(shown, font).Width > width + 0.5; )
        {
            n--;
            shown = text[..n].TrimEnd() + "…";
        }

        ink.DrawString(shown, font, new XSolidBrush(colour), x, y);
    }
}
